package dev.noether.validate.reference;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.CompensatedSum;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.task.Batch;
import java.util.Set;

/**
 * All quantities of a model at a point, by their definitions in {@link Quantity}: from averages over the batch of what
 * belongs to the data loss, and from the parameters alone. Weight decay gamma adds {@code gamma |theta|^2} to the loss,
 * {@code 2 gamma theta} to the gradient and {@code 2 gamma} times the identity to the Hessian.
 */
final class ReferenceEvaluation implements Evaluation {

    private final Model model;
    private final Parameters parameters;
    private final double[][][] theta;
    private final Batch batch;
    private final double gamma;
    private final ReferenceFunction f;
    private final ReferenceAverages averages;

    /** The diagonal of H and that of Sigma, once they have been asked for: several quantities are sums over them. */
    private double[][][] hessianDiagonal;

    private double[][][] noiseVariances;

    ReferenceEvaluation(Parameters parameters, Batch batch, double weightDecay) {
        model = parameters.model();
        this.parameters = parameters.copy(Precision.DOUBLE);
        theta = Blocks.of(parameters);
        this.batch = batch;
        gamma = weightDecay;
        f = ReferenceModels.at(model, theta);
        double c = model.lossScale();
        averages = switch (batch) {
            case Batch.Samples samples -> new ReferenceSamples(f, c, samples);
            case Batch.Moments moments -> ReferenceGaussianData.of(linear(), theta, c, moments);
            case Batch.Population population -> ReferenceGaussianData.of(linear(), theta, c, population.task());
        };
    }

    /** Only asked for where the model is linear in its inputs: no other has moments, populations or double rotations. */
    private ReferenceLinearFunction linear() {
        return (ReferenceLinearFunction) f;
    }

    @Override
    public void compute(Set<Quantity> quantities, Result result) {
        Evaluation.requireComputable(quantities, result, model, batch);
        for (Quantity quantity : quantities) {
            switch (quantity) {
                case LOSS -> result.setLoss(averages.loss() + decay());
                case LOSS_PER_SAMPLE -> lossPerSample(result.lossPerSample());
                case GRADIENT -> Blocks.store(Blocks.sum(1, averages.gradient(), 2 * gamma, theta), result.gradient());
                case HESSIAN_TRACE -> sumByBlock(hessianDiagonal(), result.hessianTraceByBlock());
                case HESSIAN_DIAGONAL -> Blocks.store(hessianDiagonal(), result.hessianDiagonal());
                case SQUARED_NORM -> squaredNorm(result.squaredNormByBlock());
                case CHARGES -> charges(result);
                case CHARGE_MATRICES -> chargeMatrices(result);
                case NOISE_TRACE -> sumByBlock(noiseVariances(), result.noiseTraceByBlock());
                case NOISE_CHARGES -> noiseCharges(result);
                case GAMMAS -> gammas(result);
                case BALANCE -> balances(result);
                case TASK_BALANCE -> taskBalances(result);
                case TASK_BALANCE_NORMS -> taskBalanceNorms(result);
                case GRAMS -> grams(result);
            }
        }
    }

    /** {@code H v = H_data v + 2 gamma v}. */
    @Override
    public void hessianVectorProduct(Parameters direction, Parameters out) {
        direction.requireModel(model);
        out.requireModel(model);
        double[][][] v = Blocks.of(direction);
        Blocks.store(Blocks.sum(1, averages.hessianProduct(v), 2 * gamma, v), out);
    }

    @Override
    public void noiseCovarianceVectorProduct(Parameters direction, Parameters out) {
        direction.requireModel(model);
        out.requireModel(model);
        Evaluation.requireNoise(batch);
        Blocks.store(averages.noiseProduct(Blocks.of(direction)), out);
    }

    /** {@code gamma |theta|^2}. */
    private double decay() {
        double square = 0;
        for (double[][] block : theta) {
            square += Dense.square(block);
        }
        return gamma * square;
    }

    private void lossPerSample(double[] out) {
        double[] losses = ((ReferenceSamples) averages).losses();
        for (int i = 0; i < out.length; i++) {
            out[i] = losses[i] + decay();
        }
    }

    /** Not to be modified. */
    private double[][][] hessianDiagonal() {
        if (hessianDiagonal == null) {
            hessianDiagonal = averages.hessianDiagonal();
            for (double[][] block : hessianDiagonal) {
                for (double[] row : block) {
                    for (int j = 0; j < row.length; j++) {
                        row[j] += 2 * gamma;
                    }
                }
            }
        }
        return hessianDiagonal;
    }

    /** Not to be modified. */
    private double[][][] noiseVariances() {
        if (noiseVariances == null) {
            noiseVariances = averages.noiseVariances();
        }
        return noiseVariances;
    }

    /** Sums of a diagonal over each block; compensated, for there are as many terms as parameters. */
    private static void sumByBlock(double[][][] diagonal, double[] out) {
        for (int b = 0; b < diagonal.length; b++) {
            CompensatedSum sum = new CompensatedSum();
            for (double[] row : diagonal[b]) {
                for (double value : row) {
                    sum.add(value);
                }
            }
            out[b] = sum.value();
        }
    }

    private void squaredNorm(double[] out) {
        for (int b = 0; b < theta.length; b++) {
            out[b] = Dense.square(theta[b]);
        }
    }

    private void charges(Result result) {
        for (int s = 0; s < model.symmetries().size(); s++) {
            Symmetry symmetry = model.symmetries().get(s);
            for (int generator = 0; generator < symmetry.generators(); generator++) {
                result.charges(s)[generator] = symmetry.charge(generator, parameters);
            }
        }
    }

    /** {@code Tr[Sigma A] = sum_p Sigma_pp A_pp}: every generator A is diagonal. */
    private void noiseCharges(Result result) {
        double[][][] variances = noiseVariances();
        for (int s = 0; s < model.symmetries().size(); s++) {
            Symmetry symmetry = model.symmetries().get(s);
            for (int generator = 0; generator < symmetry.generators(); generator++) {
                result.noiseCharges(s)[generator] = weighted(symmetry, generator, variances);
            }
        }
    }

    private static double weighted(Symmetry symmetry, int generator, double[][][] diagonal) {
        CompensatedSum sum = new CompensatedSum();
        for (int b = 0; b < diagonal.length; b++) {
            for (int i = 0; i < diagonal[b].length; i++) {
                for (int j = 0; j < diagonal[b][i].length; j++) {
                    int weight = symmetry.weight(generator, b, i, j);
                    // What does not belong to the generator stays out even if it is infinite.
                    if (weight != 0) {
                        sum.add(weight * diagonal[b][i][j]);
                    }
                }
            }
        }
        return sum.value();
    }

    /** {@code Q = L^T L - R R^T}. */
    private void chargeMatrices(Result result) {
        for (int i = 0; i < model.doubleRotations().size(); i++) {
            Symmetry.DoubleRotation pair = model.doubleRotations().get(i);
            double[][] left = theta[pair.left()];
            double[][] right = theta[pair.right()];
            double[][] ltl = Dense.product(Dense.transpose(left), left);
            double[][] rrt = Dense.product(right, Dense.transpose(right));
            store(Dense.sum(1, ltl, -1, rrt), result.chargeMatrix(i));
        }
    }

    private void gammas(Result result) {
        double[][] x = Dense.identity(model.inputs());
        double[][] r = Dense.identity(model.outputs());
        store(averages.inputSquares(x, r), result.gammaW());
        store(averages.residualSquares(x, r), result.gammaU());
    }

    private void balances(Result result) {
        for (int i = 0; i < model.doubleRotations().size(); i++) {
            Symmetry.DoubleRotation pair = model.doubleRotations().get(i);
            store(Dense.sum(1, rightTerm(averages, pair), -1, leftTerm(averages, pair)), result.balance(i));
        }
    }

    /** {@code E[gR gR^T] / 4c^2}, where {@code gR = 2c (B^T r)(A x)^T} (see {@link ReferenceLinearFunction}). */
    private double[][] rightTerm(ReferenceAverages over, Symmetry.DoubleRotation pair) {
        return over.residualSquares(linear().before(pair.right()), linear().after(pair.right()));
    }

    /** {@code E[gL^T gL] / 4c^2}, where {@code gL = 2c (B^T r)(A x)^T}. */
    private double[][] leftTerm(ReferenceAverages over, Symmetry.DoubleRotation pair) {
        return over.inputSquares(linear().before(pair.left()), linear().after(pair.left()));
    }

    private ReferenceAverages labelNoise() {
        Batch.Population population = (Batch.Population) batch;
        return ReferenceGaussianData.ofLabelNoise(linear(), theta, model.lossScale(), population.task());
    }

    private void taskBalances(Result result) {
        ReferenceAverages noise = labelNoise();
        for (int i = 0; i < model.doubleRotations().size(); i++) {
            Symmetry.DoubleRotation pair = model.doubleRotations().get(i);
            store(Dense.sum(1, rightTerm(noise, pair), -1, leftTerm(noise, pair)), result.taskBalance(i));
        }
    }

    private void taskBalanceNorms(Result result) {
        ReferenceAverages noise = labelNoise();
        for (int i = 0; i < model.doubleRotations().size(); i++) {
            double[][] right = rightTerm(noise, model.doubleRotations().get(i));
            double[][] left = leftTerm(noise, model.doubleRotations().get(i));
            double[] norms = result.taskBalanceNorms(i);
            norms[0] = Math.sqrt(Dense.square(Dense.sum(1, right, -1, left)));
            norms[1] = Math.sqrt(Dense.square(right));
            norms[2] = Math.sqrt(Dense.square(left));
        }
    }

    /** {@code U U^T} and {@code W^T W}, U and W the pair of the one double rotation. */
    private void grams(Result result) {
        Symmetry.DoubleRotation pair = model.doubleRotations().getFirst();
        double[][] u = theta[pair.left()];
        double[][] w = theta[pair.right()];
        store(Dense.product(u, Dense.transpose(u)), result.gramU());
        store(Dense.product(Dense.transpose(w), w), result.gramW());
    }

    private static void store(double[][] rows, double[] out) {
        Matrix view = Matrix.view(out, rows.length, rows[0].length);
        for (int i = 0; i < rows.length; i++) {
            view.setRow(i, rows[i], 0);
        }
    }
}
