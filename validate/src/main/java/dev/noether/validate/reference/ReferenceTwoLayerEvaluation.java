package dev.noether.validate.reference;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.GaussianTask;
import java.util.Set;

/**
 * The quantities of the two-layer linear net {@code f(x) = U W x} with the loss
 *
 * <pre>
 * L = c E|f(x) - y|^2 + gamma (|U|^2 + |W|^2),     c = 1 (sum) or 1/dy (mean)
 * </pre>
 *
 * from the averages over a batch (section 3 of the paper and its Eq. 12; the Hessian trace is Proposition 5.3 with the
 * factor 2 that it drops).
 */
final class ReferenceTwoLayerEvaluation implements Evaluation {

    private final TwoLayerNet net;
    private final double[][] u;
    private final double[][] w;
    private final Batch batch;
    private final ReferenceTwoLayerAverages averages;
    private final double c;
    private final double gamma;

    ReferenceTwoLayerEvaluation(TwoLayerNet net, Parameters theta, Batch batch, double weightDecay) {
        this.net = net;
        this.batch = batch;
        u = theta.block(TwoLayerNet.U).toRows();
        w = theta.block(TwoLayerNet.W).toRows();
        c = net.lossScale();
        gamma = weightDecay;
        averages = switch (batch) {
            case Batch.Samples samples -> new ReferenceTwoLayerSamples(u, w, samples);
            case Batch.Moments moments -> new ReferenceTwoLayerMoments(u, w, moments);
            case Batch.Population population -> new ReferenceTwoLayerPopulation(u, w, population.task());
        };
    }

    @Override
    public void compute(Set<Quantity> quantities, Result result) {
        Evaluation.requireComputable(quantities, result, net, batch);
        for (Quantity quantity : quantities) {
            switch (quantity) {
                case LOSS -> result.setLoss(loss());
                case GRADIENT -> gradient(result.gradient());
                case HESSIAN_TRACE -> hessianTrace(result.hessianTraceByBlock());
                case SQUARED_NORM -> squaredNorm(result.squaredNormByBlock());
                case HESSIAN_DIAGONAL, NOISE_TRACE, NOISE_CHARGES -> throw new IllegalStateException();
                case LOSS_PER_SAMPLE -> {
                    Batch.Samples s = (Batch.Samples) batch;
                    for (int i = 0; i < s.size(); i++) {
                        double[] r = Dense.product(u, Dense.product(w, s.x().toRows()[i]));
                        for (int k = 0; k < r.length; k++) {
                            r[k] -= s.y().get(i, k);
                        }
                        result.lossPerSample()[i] = c * Dense.square(r) + gamma * (Dense.square(u) + Dense.square(w));
                    }
                }
                case CHARGES -> {
                    result.charges(0)[0] = Dense.square(u) - Dense.square(w);
                    for (int j = 0; j < w.length; j++) {
                        result.charges(1)[j] = Dense.square(Dense.transpose(u)[j]) - Dense.square(w[j]);
                    }
                }
                case CHARGE_MATRICES -> store(chargeMatrix(), result.chargeMatrix(0));
                case GAMMAS -> {
                    store(averages.gammaW(), result.gammaW());
                    store(averages.gammaU(), result.gammaU());
                }
                case BALANCE -> store(balance(averages.gammaU(), averages.gammaW()), result.balance(0));
                case TASK_BALANCE -> store(balance(taskGammaU(), taskGammaW()), result.taskBalance(0));
                case TASK_BALANCE_NORMS -> taskBalanceNorms(result.taskBalanceNorms(0));
                case GRAMS -> {
                    store(Dense.product(u, Dense.transpose(u)), result.gramU());
                    store(Dense.product(Dense.transpose(w), w), result.gramW());
                }
            }
        }
    }

    @Override
    public void hessianVectorProduct(Parameters direction, Parameters out) {
        throw new IllegalStateException();
    }

    @Override
    public void noiseCovarianceVectorProduct(Parameters direction, Parameters out) {
        throw new IllegalStateException();
    }

    /** {@code L = c E|r|^2 + gamma |theta|^2}. */
    private double loss() {
        return c * averages.loss() + gamma * (Dense.square(u) + Dense.square(w));
    }

    /** {@code dL/dU = c 2 E[r h^T] + 2 gamma U}, {@code dL/dW = c 2 E[(U^T r) x^T] + 2 gamma W}. */
    private void gradient(Parameters out) {
        store(Dense.sum(c, averages.gradientU(), 2 * gamma, u), out.block(TwoLayerNet.U));
        store(Dense.sum(c, averages.gradientW(), 2 * gamma, w), out.block(TwoLayerNet.W));
    }

    /**
     * The loss is quadratic in U alone and in W alone: {@code d^2 l/dU_ij^2 = 2 h_j^2} and
     * {@code d^2 l/dW_jk^2 = 2 |u_j|^2 x_k^2}, summed over dy x d and d x dx elements.
     */
    private void hessianTrace(double[] out) {
        double decayU = 2 * gamma * net.outputs() * net.hidden();
        double decayW = 2 * gamma * net.hidden() * net.inputs();
        out[TwoLayerNet.U] = c * 2 * net.outputs() * averages.hiddenSquare() + decayU;
        out[TwoLayerNet.W] = c * 2 * Dense.square(u) * averages.inputSquare() + decayW;
    }

    private void squaredNorm(double[] out) {
        out[TwoLayerNet.U] = Dense.square(u);
        out[TwoLayerNet.W] = Dense.square(w);
    }

    /** {@code Q = U^T U - W W^T}. */
    private double[][] chargeMatrix() {
        double[][] utu = Dense.product(Dense.transpose(u), u);
        double[][] wwt = Dense.product(w, Dense.transpose(w));
        return Dense.sum(1, utu, -1, wwt);
    }

    /** {@code D = U^T Gamma_U U - W Gamma_W W^T}. */
    private double[][] balance(double[][] gammaU, double[][] gammaW) {
        double[][] outgoing = Dense.product(Dense.transpose(u), gammaU, u);
        double[][] incoming = Dense.product(w, gammaW, Dense.transpose(w));
        return Dense.sum(1, outgoing, -1, incoming);
    }

    private void taskBalanceNorms(double[] out) {
        double[][] outgoing = Dense.product(Dense.transpose(u), taskGammaU(), u);
        double[][] incoming = Dense.product(w, taskGammaW(), Dense.transpose(w));
        out[0] = Math.sqrt(Dense.square(Dense.sum(1, outgoing, -1, incoming)));
        out[1] = Math.sqrt(Dense.square(outgoing));
        out[2] = Math.sqrt(Dense.square(incoming));
    }

    /** {@code Tr(Sx) Se}: Gamma_U where the net is the target. */
    private double[][] taskGammaU() {
        double[][] se = task().noiseCovariance().toMatrix().toRows();
        return Dense.scaled(task().inputCovariance().trace(), se);
    }

    /** {@code Tr(Se) Sx}: Gamma_W where the net is the target. */
    private double[][] taskGammaW() {
        double[][] sx = task().inputCovariance().toMatrix().toRows();
        return Dense.scaled(task().noiseCovariance().trace(), sx);
    }

    private GaussianTask task() {
        if (batch instanceof Batch.Population population) {
            return population.task();
        }
        throw new IllegalArgumentException(
                "the balance with the gammas of the task needs the population of a task; ask for BALANCE on samples");
    }

    private static void store(double[][] rows, Matrix out) {
        for (int i = 0; i < rows.length; i++) {
            out.setRow(i, rows[i], 0);
        }
    }

    private static void store(double[][] rows, double[] out) {
        store(rows, Matrix.view(out, rows.length, rows[0].length));
    }
}
