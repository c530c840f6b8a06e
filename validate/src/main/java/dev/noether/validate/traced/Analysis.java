package dev.noether.validate.traced;

import dev.noether.backend.Quantity;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every quantity of a model at a point, traced. A family of models gives the terms of the data loss; what is the same for
 * all models (weight decay, charges, sums) is here.
 */
public abstract class Analysis {

    private final Model model;
    private final List<Traced> theta;
    private final double weightDecay;

    /** For subclasses: an analysis at {@code theta}. */
    Analysis(Model model, List<Traced> theta, double weightDecay) {
        this.model = model;
        this.theta = theta;
        this.weightDecay = weightDecay;
    }

    /**
     * The analysis of a point.
     *
     * @param precision of the computation whose errors are bounded
     */
    public static Analysis of(Parameters theta, Batch batch, double weightDecay, Precision precision) {
        List<Traced> blocks = traced(theta, precision);
        if (isRankOne(theta.model())) {
            // Lanes go over hidden units, along both vectors.
            blocks = blocks.stream().map(Traced::alongVector).toList();
        }
        return switch (theta.model()) {
            case DeepLinearNet net ->
                linear(net, blocks, new LayerProduct(blocks, precision), batch, weightDecay, precision);
            case ScaleInvariantModel net -> {
                // There are no hidden units for lanes to go over: they go along theta.
                Traced vector = blocks.getFirst().alongVector();
                yield linear(net, List.of(vector), new UnitVector(vector, precision), batch, weightDecay, precision);
            }
            case TwoLayerNet net -> {
                Traced u = blocks.get(TwoLayerNet.U);
                Traced w = blocks.get(TwoLayerNet.W);
                yield net.linearInInputs()
                        ? linear(net, blocks, LayerProduct.twoLayers(u, w, precision), batch, weightDecay, precision)
                        : new HiddenAnalysis(
                                net, blocks, HiddenLayer.of(net, u, w, samples(batch), precision), weightDecay);
            }
            case NormalizedNet net ->
                new HiddenAnalysis(
                        net,
                        blocks,
                        HiddenLayer.of(net, blocks.getFirst(), blocks.getLast(), samples(batch), precision),
                        weightDecay);
        };
    }

    private static boolean isRankOne(Model model) {
        return model instanceof TwoLayerNet && model.inputs() == 1 && model.outputs() == 1;
    }

    private static Analysis linear(
            Model model, List<Traced> theta, LinearMap map, Batch batch, double weightDecay, Precision precision) {
        return new LinearAnalysis(model, theta, map, LinearAverages.of(batch, precision), weightDecay, precision);
    }

    private static Batch.Samples samples(Batch batch) {
        return switch (batch) {
            case Batch.Samples samples -> samples;
            case Batch.Moments moments -> throw new IllegalArgumentException("moments of a model that is not linear");
            case Batch.Population population ->
                throw new IllegalArgumentException("a population of a model that is not linear");
        };
    }

    private static List<Traced> traced(Parameters theta, Precision precision) {
        return IntStream.range(0, theta.blocks())
                .mapToObj(b -> Traced.of(theta.block(b), precision))
                .toList();
    }

    /** A quantity that is defined at the point, in pieces that follow one another as in a result's memory. */
    public final List<Traced> quantity(Quantity quantity) {
        return switch (quantity) {
            case LOSS -> List.of(dataLoss().plus(decayOfLoss()));
            case LOSS_PER_SAMPLE -> {
                Traced data = dataLossPerSample();
                yield List.of(data.plus(data.constant(data.rows(), 1, 1).hadamard(decayOfLoss())));
            }
            case GRADIENT -> withDecay(this::dataGradient, theta);
            case HESSIAN_TRACE -> ofBlocks(this::trace);
            case HESSIAN_DIAGONAL -> ofBlocks(this::diagonal);
            case SQUARED_NORM -> squares().stream().map(Traced::total).toList();
            case CHARGES -> ofGenerators(squares());
            case CHARGE_MATRICES ->
                model.doubleRotations().stream().map(this::chargeMatrix).toList();
            case NOISE_TRACE -> ofBlocks(this::noiseTrace);
            case NOISE_CHARGES -> noiseCharges();
            case GAMMAS -> gammas();
            case BALANCE -> model.doubleRotations().stream().map(this::balance).toList();
            case TASK_BALANCE ->
                model.doubleRotations().stream()
                        .map(rotation -> taskBalance(rotation).getFirst())
                        .toList();
            case TASK_BALANCE_NORMS ->
                model.doubleRotations().stream()
                        .flatMap(rotation -> norms(taskBalance(rotation)))
                        .toList();
            case GRAMS -> grams();
        };
    }

    /** {@code H v}, one piece a block. */
    public final List<Traced> hessianVectorProduct(Parameters direction, Precision precision) {
        List<Traced> v = traced(direction, precision);
        List<Traced> data = dataHessianProduct(v);
        return withDecay(data::get, v);
    }

    /** {@code Sigma v}, one piece a block. */
    public final List<Traced> noiseCovarianceVectorProduct(Parameters direction, Precision precision) {
        return noiseProduct(traced(direction, precision));
    }

    /** Parameter block b. */
    final Traced theta(int b) {
        return theta.get(b);
    }

    /** Number of blocks. */
    final int blocks() {
        return theta.size();
    }

    /** {@code c E|r|^2}. */
    abstract Traced dataLoss();

    /** {@code c |r_i|^2}, a column. */
    abstract Traced dataLossPerSample();

    /** Gradient of the data loss. */
    abstract Traced dataGradient(int b);

    /** Diagonal of the Hessian of the data loss. */
    abstract Traced dataDiagonal(int b);

    /** Sum of that diagonal. */
    Traced dataTrace(int b) {
        return dataDiagonal(b).total();
    }

    /** Hessian of the data loss, times v. */
    abstract List<Traced> dataHessianProduct(List<Traced> v);

    /** Diagonal of Sigma. */
    abstract Traced noise(int b);

    /** Sum of that diagonal. */
    Traced noiseTrace(int b) {
        return noise(b).total();
    }

    /** {@code Sigma v}. */
    abstract List<Traced> noiseProduct(List<Traced> v);

    /** Gamma_W, Gamma_U. */
    abstract List<Traced> gammas();

    /** The balance matrix of a pair of matrices. */
    abstract Traced balance(Symmetry.DoubleRotation rotation);

    /** The balance matrix with the noise of the task, its first and its second term. */
    abstract List<Traced> taskBalance(Symmetry.DoubleRotation rotation);

    private Traced decayOfLoss() {
        Traced squaredNorm = Totals.weighted(squares(), (b, i, j) -> 1);
        return squaredNorm.inDouble().scaled(weightDecay);
    }

    private Traced diagonal(int b) {
        Traced data = dataDiagonal(b);
        return weightDecay == 0 ? data : data.plus(data.constant(data.rows(), data.columns(), 2 * weightDecay));
    }

    private Traced trace(int b) {
        Traced data = dataTrace(b);
        double entries = (double) theta(b).rows() * theta(b).columns();
        return weightDecay == 0 ? data : data.plus(data.constant(1, 1, 2 * weightDecay * entries));
    }

    private List<Traced> withDecay(Of data, List<Traced> v) {
        return weightDecay == 0
                ? ofBlocks(data)
                : ofBlocks(b -> data.block(b).plus(v.get(b).scaled(2 * weightDecay)));
    }

    private List<Traced> squares() {
        return theta.stream().map(block -> block.inDouble().squared()).toList();
    }

    /** Of a difference and its two terms. */
    private static Stream<Traced> norms(List<Traced> balance) {
        return Stream.of(
                Totals.normOfDifference(balance.get(0)), Totals.norm(balance.get(1)), Totals.norm(balance.get(2)));
    }

    private Traced chargeMatrix(Symmetry.DoubleRotation rotation) {
        Traced left = theta(rotation.left());
        Traced right = theta(rotation.right());
        return left.transpose().times(left).minus(right.times(right.transpose()));
    }

    private List<Traced> grams() {
        Traced u = theta(TwoLayerNet.U);
        Traced w = theta(TwoLayerNet.W);
        return List.of(u.times(u.transpose()), w.transpose().times(w));
    }

    private List<Traced> noiseCharges() {
        // All of one block alone: its trace.
        boolean whole = model.symmetries().stream().allMatch(Symmetry.Scaling.class::isInstance) && blocks() == 1;
        return whole ? List.of(noiseTrace(0)) : ofGenerators(ofBlocks(this::noise));
    }

    private List<Traced> ofGenerators(List<Traced> diagonal) {
        List<Traced> charges = new ArrayList<>();
        for (Symmetry symmetry : model.symmetries()) {
            // Whole matrices are summed in compensated lanes, a hidden unit's row or column in double.
            List<Traced> terms = symmetry.family()
                    ? diagonal.stream().map(Traced::summedInDouble).toList()
                    : diagonal;
            for (int k = 0; k < symmetry.generators(); k++) {
                int generator = k;
                charges.add(Totals.weighted(terms, (b, i, j) -> symmetry.weight(generator, b, i, j)));
            }
        }
        return charges;
    }

    private List<Traced> ofBlocks(Of piece) {
        return IntStream.range(0, blocks()).mapToObj(piece::block).toList();
    }

    /** Something of each block. */
    @FunctionalInterface
    private interface Of {

        Traced block(int b);
    }
}
