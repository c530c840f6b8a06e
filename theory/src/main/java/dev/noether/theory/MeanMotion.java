package dev.noether.theory;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.GaussianTask;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/**
 * The mean motion of SGD on a task as a differential equation, time in steps: the parts of {@link SlowCurve}. A state is U
 * and then W, each by columns. With the residual map {@code E = U W - V*} and Gaussian inputs,
 *
 * <pre>
 * gU = 2 E Sx W^T    gW = 2 U^T E Sx
 * Gamma_U = Tr(Sx) (Se + E Sx E^T) + 2 E Sx^2 E^T
 * Gamma_W = (Tr Se + Tr(E Sx E^T)) Sx + 2 Sx E^T E Sx
 * dQ = eta^2 ((1 - 1/S) (gU^T gU - gW gW^T) - (4 / S) (U^T (Gamma_U + g I) U - W (Gamma_W + g I) W^T))
 * </pre>
 */
final class MeanMotion {

    /** Which of the two motions there are. */
    enum Kind {
        /** Down the mean gradient; conserves the charges. */
        FALL(true, false),
        /** Along the level sets of U W, as the charges flow. */
        CREEP(false, true),
        /** Both. */
        BOTH(true, true);

        private final boolean falls;
        private final boolean creeps;

        Kind(boolean falls, boolean creeps) {
            this.falls = falls;
            this.creeps = creeps;
        }
    }

    private final TwoLayerNet model;
    private final double rate;
    private final double batch;
    private final double shift;
    private final double inputTrace;
    private final double noiseTrace;
    private final MatrixStore<Double> target;
    private final MatrixStore<Double> inputs;
    private final MatrixStore<Double> noise;

    MeanMotion(GaussianTask task, SgdSettings settings, TwoLayerNet model) {
        this.model = model;
        rate = settings.inSumUnits(task.outputs()).learningRate();
        batch = settings.batchSize();
        shift = settings.balanceShift(task.outputs());
        inputTrace = task.inputCovariance().trace();
        noiseTrace = task.noiseCovariance().trace();
        target = Dense.of(task.target());
        inputs = Dense.of(task.inputCovariance().toMatrix());
        noise = Dense.of(task.noiseCovariance().toMatrix());
    }

    double[] state(Parameters theta) {
        int ofU = model.outputs() * model.hidden();
        double[] state = new double[ofU + model.hidden() * model.inputs()];
        Matrix u = theta.block(TwoLayerNet.U);
        Matrix w = theta.block(TwoLayerNet.W);
        for (int k = 0; k < model.hidden(); k++) {
            for (int i = 0; i < model.outputs(); i++) {
                state[k * model.outputs() + i] = u.get(i, k);
            }
            for (int j = 0; j < model.inputs(); j++) {
                state[ofU + j * model.hidden() + k] = w.get(k, j);
            }
        }
        return state;
    }

    private MatrixStore<Double> u(double[] state) {
        return R064Store.wrap(Arrays.copyOf(state, model.outputs() * model.hidden()), model.outputs());
    }

    private MatrixStore<Double> w(double[] state) {
        return R064Store.wrap(
                Arrays.copyOfRange(state, model.outputs() * model.hidden(), state.length), model.hidden());
    }

    SlowCurve.Point point(double step, double[] state) {
        MatrixStore<Double> u = u(state);
        MatrixStore<Double> w = w(state);
        MatrixStore<Double> ofU = u.transpose()
                .multiply(Dense.evaluated(noise.multiply(inputTrace)))
                .multiply(u);
        MatrixStore<Double> ofW =
                w.multiply(Dense.evaluated(inputs.multiply(noiseTrace))).multiply(w.transpose());
        double balance = norm(Dense.evaluated(ofU.subtract(ofW)));
        return new SlowCurve.Point(
                step,
                balance,
                balance / (norm(ofU) + norm(ofW)),
                Dense.inner(u, u),
                Dense.inner(w, w),
                Parameters.of(model, Dense.toMatrix(u), Dense.toMatrix(w)));
    }

    /** Norm of the mean gradient. */
    double gradient(double[] state) {
        MatrixStore<Double> u = u(state);
        MatrixStore<Double> w = w(state);
        return gradient(u, w, slope(u, w));
    }

    /** What that norm would be with the product itself, or the target, as the residual: the larger of both. */
    double gradientScale(double[] state) {
        MatrixStore<Double> u = u(state);
        MatrixStore<Double> w = w(state);
        MatrixStore<Double> seen = Dense.evaluated(inputs.multiply(2));
        return Math.max(gradient(u, w, u.multiply(w).multiply(seen)), gradient(u, w, target.multiply(seen)));
    }

    private static double gradient(MatrixStore<Double> u, MatrixStore<Double> w, MatrixStore<Double> slope) {
        return Math.hypot(
                norm(slope.multiply(w.transpose())), norm(u.transpose().multiply(slope)));
    }

    /** Steps in which a mode of mean curvature decays by a factor e^4. */
    double timeOfFall(double[] state) {
        double u = norm(u(state));
        double w = norm(w(state));
        double curvature = 2 * (u * u / model.outputs() + w * w / model.inputs()) * inputTrace / model.inputs();
        return curvature > 0 ? 4 / (rate * curvature) : 1 / rate;
    }

    OrdinaryDifferentialEquation equation(Kind kind) {
        return new OrdinaryDifferentialEquation() {
            @Override
            public int getDimension() {
                return Math.toIntExact(model.parameterCount());
            }

            @Override
            public double[] computeDerivatives(double step, double[] state) {
                return derivatives(kind, state);
            }
        };
    }

    private double[] derivatives(Kind kind, double[] state) {
        MatrixStore<Double> u = u(state);
        MatrixStore<Double> w = w(state);
        MatrixStore<Double> slope = slope(u, w);
        MatrixStore<Double> gradientU = slope.multiply(w.transpose());
        MatrixStore<Double> gradientW = u.transpose().multiply(slope);
        double[] derivatives = new double[state.length];
        if (kind.falls) {
            add(-rate, gradientU, gradientW, derivatives);
        }
        if (kind.creeps) {
            MatrixStore<Double> t = tangent(u, w, chargeFlow(u, w, gradientU, gradientW));
            add(1, u.multiply(t), Dense.evaluated(t.multiply(w).multiply(-1)), derivatives);
        }
        return derivatives;
    }

    /** {@code 2 E Sx}. */
    private MatrixStore<Double> slope(MatrixStore<Double> u, MatrixStore<Double> w) {
        return Dense.evaluated(residual(u, w).multiply(inputs).multiply(2));
    }

    private MatrixStore<Double> residual(MatrixStore<Double> u, MatrixStore<Double> w) {
        return Dense.evaluated(u.multiply(w).subtract(target));
    }

    private static void add(double factor, MatrixStore<Double> ofU, MatrixStore<Double> ofW, double[] to) {
        int at = 0;
        for (MatrixStore<Double> part : List.of(ofU, ofW)) {
            for (int j = 0; j < part.getColDim(); j++) {
                for (int i = 0; i < part.getRowDim(); i++) {
                    to[at++] += factor * part.doubleValue(i, j);
                }
            }
        }
    }

    /** The expected change of Q in a step. */
    private MatrixStore<Double> chargeFlow(
            MatrixStore<Double> u,
            MatrixStore<Double> w,
            MatrixStore<Double> gradientU,
            MatrixStore<Double> gradientW) {
        MatrixStore<Double> residual = residual(u, w);
        MatrixStore<Double> seen = residual.multiply(inputs);
        MatrixStore<Double> excess = seen.multiply(residual.transpose());
        MatrixStore<Double> gammaU = Dense.evaluated(noise.add(excess)
                .multiply(inputTrace)
                .add(seen.multiply(seen.transpose()).multiply(2))
                .add(shift(model.outputs())));
        MatrixStore<Double> gammaW = Dense.evaluated(inputs.multiply(noiseTrace + Dense.trace(excess))
                .add(seen.transpose().multiply(seen).multiply(2))
                .add(shift(model.inputs())));
        MatrixStore<Double> balance = u.transpose()
                .multiply(gammaU)
                .multiply(u)
                .subtract(w.multiply(gammaW).multiply(w.transpose()));
        MatrixStore<Double> mean =
                gradientU.transpose().multiply(gradientU).subtract(gradientW.multiply(gradientW.transpose()));
        return Dense.evaluated(mean.multiply(1 - 1 / batch)
                .subtract(balance.multiply(4 / batch))
                .multiply(rate * rate));
    }

    private MatrixStore<Double> shift(int size) {
        double[] values = new double[size];
        Arrays.fill(values, shift);
        return Dense.diagonal(values);
    }

    /** The symmetric T with {@code N T + T N = flow}, {@code N = U^T U + W W^T}; zero where N is. */
    private static MatrixStore<Double> tangent(MatrixStore<Double> u, MatrixStore<Double> w, MatrixStore<Double> flow) {
        Dense.Eigen n = Dense.Eigen.of(Dense.evaluated(u.transpose().multiply(u).add(w.multiply(w.transpose()))));
        MatrixStore<Double> turned = n.vectors().transpose().multiply(flow).multiply(n.vectors());
        double negligible = n.negligible();
        R064Store t = R064Store.FACTORY.make(turned.getRowDim(), turned.getColDim());
        for (int i = 0; i < n.values().length; i++) {
            for (int j = 0; j < n.values().length; j++) {
                double sum = n.values()[i] + n.values()[j];
                if (sum > negligible) {
                    t.set(i, j, turned.doubleValue(i, j) / sum);
                }
            }
        }
        return n.vectors().multiply(t).multiply(n.vectors().transpose());
    }

    private static double norm(MatrixStore<Double> a) {
        return Math.sqrt(Dense.inner(a, a));
    }
}
