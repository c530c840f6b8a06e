package dev.noether.backend.simd;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import dev.noether.task.Batch;
import java.util.Set;

/**
 * Everything about one point of a two-layer linear net. With E the average over the batch, c the scale of the loss:
 *
 * <pre>
 * loss                 c E|r|^2 + gamma |theta|^2
 * Hessian trace of U   2 c dy E|W x|^2   + 2 gamma dy d
 * Hessian trace of W   2 c |U|^2 E|x|^2  + 2 gamma d dx
 * </pre>
 *
 * Matrix products round in this precision, sums to a number are compensated in double.
 */
final class FloatTwoLayerEvaluator implements Evaluator, Evaluation {

    private final TwoLayerNet net;
    private final FloatTwoLayerPoint theta;
    private final FloatTwoLayerPoint gradient;
    private final FloatMatrix scratch = new FloatMatrix(1, 1);
    private final FloatMatrix gammaU = new FloatMatrix(1, 1);
    private final FloatMatrix gammaW = new FloatMatrix(1, 1);
    private final FloatGemm gemm = new FloatGemm();
    private final FloatHiddenMatrices hidden = new FloatHiddenMatrices(gemm);
    private final FloatLinearBatches batches;
    private FloatLinearBatch batch;
    private double weightDecay;

    FloatTwoLayerEvaluator(TwoLayerNet net) {
        this.net = net;
        theta = new FloatTwoLayerPoint(net);
        gradient = new FloatTwoLayerPoint(net);
        batches = new FloatLinearBatches(net, gemm);
    }

    @Override
    public Evaluation at(Parameters parameters, Batch samples, double gamma) {
        parameters.requireModel(net);
        theta.load(parameters, scratch);
        return bind(samples, gamma);
    }

    /** As {@link #at}, with a point in the kernels' layout. */
    Evaluation at(FloatTwoLayerPoint point, Batch samples, double gamma) {
        theta.copyFrom(point);
        return bind(samples, gamma);
    }

    private Evaluation bind(Batch samples, double gamma) {
        if (!(gamma >= 0)) {
            throw new IllegalArgumentException("weight decay " + gamma + ", it must be at least 0");
        }
        weightDecay = gamma;
        batch = batches.load(samples);
        batch.forward(theta);
        return this;
    }

    @Override
    public void compute(Set<Quantity> quantities, Result result) {
        for (Quantity quantity : quantities) {
            result.require(quantity);
        }
        for (Quantity quantity : quantities) {
            compute(quantity, result);
        }
    }

    private void compute(Quantity quantity, Result result) {
        switch (quantity) {
            case LOSS ->
                result.setLoss(net.lossScale() * batch.meanSquaredResidual() + decay(weightDecay, theta.squaredNorm()));
            case GRADIENT -> gradient(result.gradient());
            case HESSIAN_TRACE -> hessianTrace(result.hessianTraceByBlock());
            case SQUARED_NORM -> squaredNorms(result.squaredNormByBlock());
            case CHARGES -> result.charges()[0] = FloatSums.squares(theta.u) - FloatSums.squares(theta.wt);
            case CHARGE_MATRICES -> hidden.charge(theta, result.chargeMatrix(0));
            case GAMMAS -> {
                batch.gammas(gammaU, gammaW);
                gammaU.copyTo(result.gammaU(), 0);
                gammaW.copyTo(result.gammaW(), 0);
            }
            case BALANCE -> {
                batch.gammas(gammaU, gammaW);
                hidden.balance(theta, gammaU, gammaW, result.balance());
            }
            case TASK_BALANCE -> {
                population(quantity).taskGammas(gammaU, gammaW);
                hidden.balance(theta, gammaU, gammaW, result.taskBalance());
            }
            case TASK_BALANCE_NORMS -> {
                population(quantity).taskGammas(gammaU, gammaW);
                hidden.balanceNorms(theta, gammaU, gammaW, result.taskBalanceNorms());
            }
            case GRAMS -> {
                gram(theta.u, result.gramU());
                gram(theta.wt, result.gramW());
            }
        }
    }

    /** {@code gamma value}, zero without weight decay even if the value is infinite. */
    private static double decay(double gamma, double value) {
        return gamma == 0 ? 0 : gamma * value;
    }

    private void gradient(Parameters out) {
        batch.gradient(theta, net.lossScale(), gradient);
        if (weightDecay > 0) {
            FloatElementwise.add((float) (2 * weightDecay), theta.u, gradient.u);
            FloatElementwise.add((float) (2 * weightDecay), theta.wt, gradient.wt);
        }
        gradient.store(out, scratch);
    }

    private void hessianTrace(double[] out) {
        double twoC = 2 * net.lossScale();
        double twoGammaHidden = 2 * weightDecay * net.hidden();
        out[TwoLayerNet.U] = twoC * net.outputs() * batch.meanSquaredHidden(theta) + twoGammaHidden * net.outputs();
        out[TwoLayerNet.W] =
                twoC * FloatSums.squares(theta.u) * batch.meanSquaredInput() + twoGammaHidden * net.inputs();
    }

    private void squaredNorms(double[] out) {
        out[TwoLayerNet.U] = FloatSums.squares(theta.u);
        out[TwoLayerNet.W] = FloatSums.squares(theta.wt);
    }

    /** {@code A A^T}. */
    private void gram(FloatMatrix a, double[] out) {
        scratch.reshape(a.rows(), a.rows());
        gemm.multiply(1f, a, false, a, true, false, scratch);
        scratch.copyTo(out, 0);
    }

    private FloatLinearPopulation population(Quantity quantity) {
        if (batch instanceof FloatLinearPopulation population) {
            return population;
        }
        throw new IllegalArgumentException(
                quantity + " refers to the gammas of a task, so the batch must be its population");
    }

    @Override
    public void close() {
        // All memory is on the heap.
    }
}
