package dev.noether.backend.simd;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import dev.noether.task.Batch;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Everything about one point of any model: what depends on the model comes from its {@link FloatObjective}, weight decay
 * and what depends on the parameters alone is added here. Matrix products round in this precision, sums to a number are
 * compensated.
 */
final class FloatEvaluator implements Evaluator, Evaluation {

    private final Model model;
    private final List<Symmetry> symmetries;
    private final int rotations;
    private final FloatPoint theta;
    private final FloatPoint gradient;
    private final Supplier<FloatPoint> dataGradient = this::dataGradient;
    private final FloatPoint direction;
    private final FloatPoint image;
    private final double[] noiseTrace;
    private final FloatMatrix scratch = new FloatMatrix(1, 1);
    private final FloatMatrix gammaU = new FloatMatrix(1, 1);
    private final FloatMatrix gammaW = new FloatMatrix(1, 1);
    private final FloatGemm gemm = new FloatGemm();
    private final FloatObjectives objectives;
    private FloatObjective objective;
    private Batch batch;
    private double weightDecay;
    private boolean hasForward;
    private boolean hasGradient;
    private boolean hasNoiseTrace;

    FloatEvaluator(Model model) {
        this.model = model;
        symmetries = model.symmetries();
        rotations = model.doubleRotations().size();
        theta = new FloatPoint(model);
        gradient = new FloatPoint(model);
        direction = new FloatPoint(model);
        image = new FloatPoint(model);
        noiseTrace = new double[model.blocks().size()];
        objectives = new FloatObjectives(model, gemm);
    }

    @Override
    public Evaluation at(Parameters parameters, Batch samples, double gamma) {
        parameters.requireModel(model);
        theta.load(parameters, scratch);
        return bind(samples, gamma);
    }

    /** As {@link #at}, with a point in the kernels' layout. */
    Evaluation at(FloatPoint point, Batch samples, double gamma) {
        theta.copyFrom(point);
        return bind(samples, gamma);
    }

    private Evaluation bind(Batch samples, double gamma) {
        if (!(gamma >= 0) || Double.isInfinite(gamma)) {
            throw new IllegalArgumentException("weight decay " + gamma + ", it must be finite and at least 0");
        }
        weightDecay = gamma;
        batch = samples;
        objective = objectives.load(samples);
        hasForward = false;
        hasGradient = false;
        hasNoiseTrace = false;
        return this;
    }

    @Override
    public void compute(Set<Quantity> quantities, Result result) {
        Evaluation.requireComputable(quantities, result, model, batch);
        forward(quantities.contains(Quantity.HESSIAN_TRACE) || quantities.contains(Quantity.HESSIAN_DIAGONAL));
        for (int q = 0; q < Quantity.count(); q++) {
            if (quantities.contains(Quantity.at(q))) {
                compute(Quantity.at(q), result);
            }
        }
    }

    /** Forward pass of the bound point, once it is known what it is for. */
    private void forward(boolean twice) {
        if (hasForward) {
            return;
        }
        hasForward = true;
        if (twice) {
            objective.forwardTwice(theta);
        } else {
            objective.forward(theta);
        }
    }

    private void compute(Quantity quantity, Result result) {
        switch (quantity) {
            case LOSS -> result.setLoss(objective.loss() + decay(theta.squaredNorm()));
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
            case GAMMAS -> {
                objective.gammas(gammaU, gammaW);
                gammaU.copyTo(result.gammaU(), 0);
                gammaW.copyTo(result.gammaW(), 0);
            }
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
                gram(theta.block(TwoLayerNet.U), result.gramU());
                gram(theta.block(TwoLayerNet.W), result.gramW());
            }
        }
    }

    /** Only linear nets have double rotations, as was checked. */
    private FloatObjective.OfLinearNet linearNet() {
        return (FloatObjective.OfLinearNet) objective;
    }

    /** {@code gamma value}, zero without weight decay even if the value is infinite. */
    private double decay(double value) {
        return weightDecay == 0 ? 0 : weightDecay * value;
    }

    private void lossPerSample(double[] out) {
        objective.lossPerSample(out);
        double decay = decay(theta.squaredNorm());
        for (int i = 0; i < out.length; i++) {
            out[i] += decay;
        }
    }

    /** The gradient of the data loss, computed once a point. */
    private FloatPoint dataGradient() {
        if (!hasGradient) {
            objective.gradient(theta, gradient);
            hasGradient = true;
        }
        return gradient;
    }

    private void gradient(Parameters out) {
        FloatPoint data = dataGradient();
        if (weightDecay > 0) {
            image.copyFrom(data);
            image.add(2 * weightDecay, theta);
            image.store(out, scratch);
        } else {
            data.store(out, scratch);
        }
    }

    private void hessianTrace(double[] out) {
        objective.hessianTrace(theta, out);
        for (int b = 0; b < out.length; b++) {
            out[b] += 2 * weightDecay * theta.block(b).rows() * theta.block(b).columns();
        }
    }

    private void hessianDiagonal(Parameters out) {
        objective.hessianDiagonal(theta, image);
        if (weightDecay > 0) {
            for (int b = 0; b < image.blocks(); b++) {
                FloatElementwise.addConstant((float) (2 * weightDecay), image.block(b));
            }
        }
        image.store(out, scratch);
    }

    @Override
    public void hessianVectorProduct(Parameters v, Parameters out) {
        loadDirection(v, out);
        forward(true);
        objective.hessianVectorProduct(theta, direction, image);
        if (weightDecay > 0) {
            image.add(2 * weightDecay, direction);
        }
        image.store(out, scratch);
    }

    @Override
    public void noiseCovarianceVectorProduct(Parameters v, Parameters out) {
        Evaluation.requireNoise(batch);
        loadDirection(v, out);
        forward(false);
        objective.noiseCovarianceVectorProduct(theta, direction, image);
        image.store(out, scratch);
    }

    private void loadDirection(Parameters v, Parameters out) {
        v.requireModel(model);
        out.requireModel(model);
        direction.load(v, scratch);
    }

    private void squaredNorms(double[] out) {
        for (int b = 0; b < out.length; b++) {
            out[b] = FloatSums.squares(theta.block(b));
        }
    }

    private void charges(Result result) {
        for (int i = 0; i < symmetries.size(); i++) {
            double[] out = result.charges(i);
            switch (symmetries.get(i)) {
                case Symmetry.DoubleRotation rotation ->
                    out[0] = FloatSums.squares(theta.block(rotation.left()))
                            - FloatSums.squares(theta.block(rotation.right()));
                case Symmetry.Rescaling rescaling ->
                    FloatSums.columnSquareDifferences(
                            theta.block(rescaling.left()), theta.block(rescaling.right()), out);
                case Symmetry.Scaling scaling -> {
                    out[0] = 0;
                    for (int k = 0; k < scaling.blocks().size(); k++) {
                        out[0] += FloatSums.squares(theta.block(scaling.blocks().get(k)));
                    }
                }
            }
        }
    }

    /** Traces of the blocks of Sigma, computed once a point. */
    private double[] noiseTrace() {
        if (!hasNoiseTrace) {
            objective.noiseTrace(theta, dataGradient, noiseTrace);
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
                case Symmetry.Rescaling rescaling -> objective.noiseOfRescaling(theta, dataGradient, out);
                case Symmetry.Scaling scaling -> {
                    out[0] = 0;
                    for (int k = 0; k < scaling.blocks().size(); k++) {
                        out[0] += noiseTrace()[scaling.blocks().get(k)];
                    }
                }
            }
        }
    }

    /** {@code A A^T}. */
    private void gram(FloatMatrix a, double[] out) {
        scratch.reshape(a.rows(), a.rows());
        gemm.multiplySymmetric(1f, a, false, a, true, false, scratch);
        scratch.copyTo(out, 0);
    }

    @Override
    public void close() {
        // All memory is on the heap.
    }
}
