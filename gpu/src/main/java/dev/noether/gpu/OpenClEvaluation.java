package dev.noether.gpu;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.util.List;
import java.util.Set;

/**
 * Everything about one point of any model that lies on the device: what depends on the model comes from its
 * {@link Objective}, weight decay and what depends on the parameters alone is added here. The device computes; the host
 * only joins the few numbers that its sums come to. Matrix products round in the precision of the session, sums to a number
 * are compensated.
 */
final class OpenClEvaluation implements Evaluation {

    private final Model model;
    private final List<Symmetry> symmetries;
    private final int rotations;
    private final Toolbox tools;
    private final Objectives objectives;
    private final double[] noiseTrace;
    private final Workspace gammaU;
    private final Workspace gammaW;
    private final SumVector.Memory units;
    private DevicePoint gradient;
    private DevicePoint direction;
    private DevicePoint image;
    private DevicePoint theta;
    private Objective objective;
    private Batch batch;
    private double weightDecay;
    private boolean hasGradient;
    private boolean hasNoiseTrace;

    OpenClEvaluation(Model model, Toolbox tools) {
        this.model = model;
        this.tools = tools;
        symmetries = model.symmetries();
        rotations = model.doubleRotations().size();
        objectives = new Objectives(model, tools);
        noiseTrace = new double[model.blocks().size()];
        gammaU = tools.workspace();
        gammaW = tools.workspace();
        units = tools.vectors();
    }

    /**
     * Binds a point.
     *
     * @param point stays as it is until the next call
     * @param onDevice the batch, likewise
     * @param host the same batch, for its kind and size
     */
    OpenClEvaluation bind(DevicePoint point, DeviceBatch onDevice, Batch host, double gamma) {
        theta = point;
        batch = host;
        weightDecay = gamma;
        objective = objectives.on(onDevice);
        objective.forward(theta);
        hasGradient = false;
        hasNoiseTrace = false;
        return this;
    }

    @Override
    public void compute(Set<Quantity> quantities, Result result) {
        Evaluation.requireComputable(quantities, result, model, batch);
        for (int q = 0; q < Quantity.count(); q++) {
            if (quantities.contains(Quantity.at(q))) {
                compute(Quantity.at(q), result);
            }
        }
    }

    private void compute(Quantity quantity, Result result) {
        switch (quantity) {
            case LOSS -> result.setLoss(objective.loss() + decay());
            case LOSS_PER_SAMPLE -> lossPerSample(result.lossPerSample());
            case GRADIENT -> gradient(result.gradient());
            case HESSIAN_TRACE -> hessianTrace(result.hessianTraceByBlock());
            case HESSIAN_DIAGONAL -> hessianDiagonal(result.hessianDiagonal());
            case SQUARED_NORM -> squaredNorms(result.squaredNormByBlock());
            case CHARGES -> charges(result);
            case CHARGE_MATRICES -> {
                for (int i = 0; i < rotations; i++) {
                    linearNet().chargeMatrix(theta, i, result.chargeMatrix(i));
                }
            }
            case NOISE_TRACE -> System.arraycopy(noiseTrace(), 0, result.noiseTraceByBlock(), 0, noiseTrace.length);
            case NOISE_CHARGES -> noiseCharges(result);
            case GAMMAS -> gammas(result);
            case BALANCE -> {
                for (int i = 0; i < rotations; i++) {
                    linearNet().balance(theta, i, result.balance(i));
                }
            }
            case TASK_BALANCE -> {
                for (int i = 0; i < rotations; i++) {
                    linearNet().taskBalance(theta, i, result.taskBalance(i));
                }
            }
            case TASK_BALANCE_NORMS -> {
                for (int i = 0; i < rotations; i++) {
                    linearNet().taskBalanceNorms(theta, i, result.taskBalanceNorms(i));
                }
            }
            case GRAMS -> {
                gram(theta.block(TwoLayerNet.U), gammaU, result.gramU());
                gram(theta.block(TwoLayerNet.W).transposed(), gammaW, result.gramW());
            }
        }
    }

    /** Only linear nets have double rotations, as was checked. */
    private Objective.OfLinearNet linearNet() {
        return (Objective.OfLinearNet) objective;
    }

    /** {@code gamma |theta|^2}, zero without weight decay even if the norm is infinite. */
    private double decay() {
        if (weightDecay == 0) {
            return 0;
        }
        double sum = 0;
        for (int b = 0; b < theta.blocks(); b++) {
            sum += square(b);
        }
        return weightDecay * sum;
    }

    private double square(int b) {
        return tools.sums().squares(theta.block(b));
    }

    private void lossPerSample(double[] out) {
        objective.lossPerSample(out);
        double decay = decay();
        for (int i = 0; i < out.length; i++) {
            out[i] += decay;
        }
    }

    /** The gradient of the data loss, computed once a point. */
    private DevicePoint dataGradient() {
        if (!hasGradient) {
            gradient = allocated(gradient);
            objective.gradient(theta, gradient);
            hasGradient = true;
        }
        return gradient;
    }

    private DevicePoint allocated(DevicePoint point) {
        return point == null ? DevicePoint.allocate(tools.session(), model) : point;
    }

    private void gradient(Parameters out) {
        DevicePoint data = dataGradient();
        if (weightDecay > 0) {
            image = allocated(image);
            for (int b = 0; b < theta.blocks(); b++) {
                tools.maps().combine(2 * weightDecay, theta.block(b), 1, data.block(b), 0, image.block(b));
            }
            image.store(out, tools.transfer());
        } else {
            data.store(out, tools.transfer());
        }
    }

    private void hessianTrace(double[] out) {
        objective.hessianTrace(theta, out);
        for (int b = 0; b < out.length; b++) {
            out[b] += 2 * weightDecay * theta.block(b).size();
        }
    }

    private void hessianDiagonal(Parameters out) {
        image = allocated(image);
        objective.hessianDiagonal(theta, image);
        for (int b = 0; weightDecay > 0 && b < image.blocks(); b++) {
            View block = image.block(b);
            tools.maps().combine(1, block, 0, block, 2 * weightDecay, block);
        }
        image.store(out, tools.transfer());
    }

    @Override
    public void hessianVectorProduct(Parameters v, Parameters out) {
        load(v, out);
        objective.hessianVectorProduct(theta, direction, image);
        for (int b = 0; weightDecay > 0 && b < image.blocks(); b++) {
            tools.maps().add(2 * weightDecay, direction.block(b), image.block(b));
        }
        image.store(out, tools.transfer());
    }

    @Override
    public void noiseCovarianceVectorProduct(Parameters v, Parameters out) {
        Evaluation.requireNoise(batch);
        load(v, out);
        objective.noiseCovarianceVectorProduct(theta, direction, image);
        image.store(out, tools.transfer());
    }

    private void load(Parameters v, Parameters out) {
        v.requireModel(model);
        out.requireModel(model);
        direction = allocated(direction);
        image = allocated(image);
        direction.load(v, tools.transfer());
    }

    private void squaredNorms(double[] out) {
        for (int b = 0; b < out.length; b++) {
            out[b] = square(b);
        }
    }

    private void charges(Result result) {
        for (int i = 0; i < symmetries.size(); i++) {
            double[] out = result.charges(i);
            switch (symmetries.get(i)) {
                case Symmetry.DoubleRotation rotation -> out[0] = square(rotation.left()) - square(rotation.right());
                case Symmetry.Rescaling rescaling -> {
                    SumVector charges = units.vector(out.length);
                    View left = theta.block(rescaling.left()).transposed();
                    View right = theta.block(rescaling.right());
                    tools.lines().dots(1, left, left, 0, charges);
                    tools.lines().dots(-1, right, right, 1, charges);
                    tools.fetch(charges.buffer(), out);
                }
                case Symmetry.Scaling scaling ->
                    out[0] = scaling.blocks().stream().mapToDouble(this::square).sum();
            }
        }
    }

    /** Traces of the blocks of Sigma, computed once a point. */
    private double[] noiseTrace() {
        if (!hasNoiseTrace) {
            objective.noiseTrace(theta, dataGradient(), noiseTrace);
            // A variance of samples, E|g_i|^2 - |g|^2: what is below zero is rounding. Given moments may be of no data
            // at all.
            for (int b = 0; batch instanceof Batch.Samples && b < noiseTrace.length; b++) {
                noiseTrace[b] = noiseTrace[b] < 0 ? 0 : noiseTrace[b];
            }
            hasNoiseTrace = true;
        }
        return noiseTrace;
    }

    private void noiseCharges(Result result) {
        for (int i = 0; i < symmetries.size(); i++) {
            double[] out = result.noiseCharges(i);
            switch (symmetries.get(i)) {
                case Symmetry.DoubleRotation rotation ->
                    out[0] = noiseTrace()[rotation.left()] - noiseTrace()[rotation.right()];
                case Symmetry.Rescaling _ -> objective.noiseOfRescaling(theta, dataGradient(), out);
                case Symmetry.Scaling scaling ->
                    out[0] = scaling.blocks().stream()
                            .mapToDouble(b -> noiseTrace()[b])
                            .sum();
            }
        }
    }

    private void gammas(Result result) {
        View ofU = gammaU.matrix(model.outputs(), model.outputs());
        View ofW = gammaW.matrix(model.inputs(), model.inputs());
        objective.gammas(ofU, ofW);
        tools.transfer().download(ofU, result.gammaU(), 0);
        tools.transfer().download(ofW, result.gammaW(), 0);
    }

    /** {@code A A^T}. */
    private void gram(View a, Workspace memory, double[] out) {
        View gram = memory.matrix(a.rows(), a.rows());
        tools.products().plain(1, a, a.transposed(), gram);
        tools.transfer().download(gram, out, 0);
    }
}
