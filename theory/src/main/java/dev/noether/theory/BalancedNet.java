package dev.noether.theory;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import java.util.Arrays;
import org.ojalgo.matrix.store.MatrixStore;

/**
 * The equilibrium of a two-layer linear net. With {@code Gu = Gamma_U + g I}, {@code Gw = Gamma_W + g I} and
 * {@code Gu^(1/2) V Gw^(1/2) = L s R} (singular values, r of them not zero):
 *
 * <pre>
 * U = Gu^(-1/2) L s^(1/2) F      W = F^T s^(1/2) R Gw^(-1/2)      F: r x d, orthonormal rows, otherwise free
 * </pre>
 *
 * Only what F leaves alone is a prediction: norms, singular values, {@code U U^T}, {@code W^T W}, Hessian trace, rates.
 */
public final class BalancedNet implements TwoLayerEquilibrium {

    private final TwoLayerNet model;
    private final SgdSettings settings;
    private final MatrixStore<Double> product;
    private final MatrixStore<Double> inputMoment;
    private final double[] s;

    /** {@code Gu^(-1/2) L}, dy x r. */
    private final MatrixStore<Double> left;

    /** {@code R Gw^(-1/2)}, r x dx. */
    private final MatrixStore<Double> right;

    private BalancedNet(
            TwoLayerNet model,
            SgdSettings settings,
            MatrixStore<Double> product,
            MatrixStore<Double> inputMoment,
            double[] s,
            MatrixStore<Double> left,
            MatrixStore<Double> right) {
        this.model = model;
        this.settings = settings;
        this.product = product;
        this.inputMoment = inputMoment;
        this.s = s;
        this.left = left;
        this.right = right;
    }

    static TwoLayerEquilibrium solve(
            GradientNoise noise,
            MatrixStore<Double> inputMoment,
            MatrixStore<Double> product,
            int hidden,
            SgdSettings settings) {
        int outputs = product.getRowDim();
        int inputs = product.getColDim();
        double shift = settings.balanceShift(outputs);
        if (!Double.isFinite(shift)) {
            return new Degenerate("the equilibrium overflows double: g = gamma (1 - eta gamma) S / eta is beyond its"
                    + " range; take a larger learning rate");
        }
        Dense.Eigen u = shifted("Gamma_U", noise.gammaU(), shift);
        Dense.Eigen w = shifted("Gamma_W", noise.gammaW(), shift);
        if (u.smallest() <= u.negligible()) {
            return degenerate("Gamma_U", u, "label noise in every output");
        }
        if (w.smallest() <= w.negligible()) {
            return degenerate("Gamma_W", w, "label noise, and variance in every input");
        }
        Dense.Svd svd = Dense.Svd.of(u.apply(Math::sqrt).multiply(product).multiply(w.apply(Math::sqrt)));
        // A zero product keeps one term, which is zero: ojAlgo has no empty matrices.
        Dense.Svd live = svd.first(Math.max(1, svd.rank()));
        MatrixStore<Double> left = u.apply(value -> 1 / Math.sqrt(value)).multiply(live.left());
        MatrixStore<Double> right = live.right().multiply(w.apply(value -> 1 / Math.sqrt(value)));
        if (!Dense.isFinite(left) || !Dense.isFinite(right) || !Dense.isFinite(Dense.diagonal(live.values()))) {
            return new Degenerate("the equilibrium overflows double: its gammas are too far apart; scale the task");
        }
        TwoLayerNet model = TwoLayerNet.linear(inputs, hidden, outputs, settings.loss());
        return new BalancedNet(model, settings, product, inputMoment, live.values(), left, right);
    }

    private static Dense.Eigen shifted(String name, Matrix gamma, double shift) {
        Dense.Eigen eigen = Dense.Eigen.of(Dense.of(gamma));
        // A batch's gammas are sums of squares in rounded arithmetic: a small negative eigenvalue is a zero.
        if (eigen.smallest() < -1e-9 * Math.max(eigen.largest(), 0)) {
            throw new IllegalArgumentException(
                    name + " has the eigenvalue " + eigen.smallest() + ", it must be positive semi-definite");
        }
        double[] values = Arrays.stream(eigen.values())
                .map(value -> Math.max(value, 0) + shift)
                .toArray();
        return new Dense.Eigen(values, eigen.vectors());
    }

    private static Degenerate degenerate(String name, Dense.Eigen eigen, String remedy) {
        double bound = eigen.negligible();
        long rank = Arrays.stream(eigen.values()).filter(value -> value > bound).count();
        return new Degenerate(name + " has rank " + rank + " of " + eigen.values().length
                + ", so that no noise fixes the rest of the net, whose end depends on its start; " + remedy
                + ", or weight decay, gives one equilibrium");
    }

    /** Model and hidden width that this is the equilibrium of. */
    public TwoLayerNet model() {
        return model;
    }

    /** V = U W, dy x dx: the target, or the best map of the rank that the hidden width allows. */
    public Matrix product() {
        return Dense.toMatrix(product);
    }

    /** r: how many hidden directions carry V. */
    public int rank() {
        return s[0] == 0 ? 0 : s.length;
    }

    /** {@code |U|^2}. */
    public double squaredNormU() {
        return Dense.inner(halfU(), halfU());
    }

    /** {@code |W|^2}. */
    public double squaredNormW() {
        return Dense.inner(halfW(), halfW());
    }

    /** Singular values of U, largest first, min(dy, d) of them. */
    public double[] singularValuesU() {
        return padded(halfU(), Math.min(model.outputs(), model.hidden()));
    }

    /** Singular values of W, largest first, min(d, dx) of them. */
    public double[] singularValuesW() {
        return padded(halfW(), Math.min(model.hidden(), model.inputs()));
    }

    /** Singular values of V, largest first, min(dy, dx) of them. */
    public double[] singularValuesProduct() {
        return Dense.singularValues(product);
    }

    /** {@code KU = U U^T}, dy x dy. */
    public Matrix gramU() {
        return Dense.toMatrix(halfU().multiply(halfU().transpose()));
    }

    /** {@code KW = W^T W}, dx x dx. */
    public Matrix gramW() {
        return Dense.toMatrix(halfW().transpose().multiply(halfW()));
    }

    /** Trace of the Hessian of the data loss: {@code 2 c (dy Tr(W E[x x^T] W^T) + |U|^2 Tr E[x x^T])} (Prop. 5.3). */
    public double dataHessianTrace() {
        double ofU = model.outputs() * Dense.inner(halfW().multiply(inputMoment), halfW());
        double ofW = squaredNormU() * Dense.trace(inputMoment);
        return 2 * model.lossScale() * (ofU + ofW);
    }

    /** {@link #dataHessianTrace} and the share of weight decay, 2 gamma a parameter. */
    public double hessianTrace() {
        return dataHessianTrace() + 2 * settings.weightDecay() * model.parameterCount();
    }

    /**
     * How much weight decay shrinks V, {@code |dV| / |V|}, to first order: with {@code E = dV} the gradient by U vanishes where
     * {@code c E Sx W^T = - gamma U}, so {@code E = - (gamma / c) U (W Sx W^T)^-1 W}. The closed form takes V as given, which
     * is right if this is small beside 1.
     */
    public double shrinkage() {
        if (rank() == 0 || settings.weightDecay() == 0) {
            return 0;
        }
        MatrixStore<Double> curvature = halfW().multiply(inputMoment).multiply(halfW().transpose());
        MatrixStore<Double> change = halfU().multiply(Dense.Eigen.of(curvature).apply(value -> 1 / value))
                .multiply(halfW());
        double share = Math.sqrt(Dense.inner(change, change) / Dense.inner(product, product));
        return settings.weightDecay() / model.lossScale() * share;
    }

    /**
     * Rates at which the modes of the balance matrix decay near the equilibrium, per step, slowest first, one for each
     * hidden direction that carries V. With M = {@code L^T Gu^-1 L + R Gw^-1 R^T} they are {@code 8 (eta^2 / S)} over
     * the eigenvalues of M (eta of the {@code sum} loss), which is {@code 8 (eta^2 / S) gu gw / (gu + gw)} where L and R
     * are aligned with the gammas. A mode that mixes two directions lies between them.
     */
    public double[] rates() {
        if (rank() == 0) {
            return new double[0];
        }
        MatrixStore<Double> m = left.transpose().multiply(left).add(right.multiply(right.transpose()));
        double eta = settings.inSumUnits(model.outputs()).learningRate();
        return Arrays.stream(Dense.Eigen.of(m).values())
                .map(value -> 8 * eta * eta / settings.batchSize() / value)
                .sorted()
                .toArray();
    }

    /** One such pair U, W, with F the first r rows of an identity. */
    public Parameters parameters() {
        Parameters theta = Parameters.allocate(model, Precision.DOUBLE);
        MatrixStore<Double> u = halfU();
        MatrixStore<Double> w = halfW();
        for (int k = 0; k < s.length; k++) {
            for (int i = 0; i < model.outputs(); i++) {
                theta.block(TwoLayerNet.U).set(i, k, u.doubleValue(i, k));
            }
            for (int j = 0; j < model.inputs(); j++) {
                theta.block(TwoLayerNet.W).set(k, j, w.doubleValue(k, j));
            }
        }
        return theta;
    }

    /** U without F, dy x r. */
    private MatrixStore<Double> halfU() {
        return left.multiply(roots());
    }

    /** W without F^T, r x dx. */
    private MatrixStore<Double> halfW() {
        return roots().multiply(right);
    }

    private MatrixStore<Double> roots() {
        return Dense.diagonal(Arrays.stream(s).map(Math::sqrt).toArray());
    }

    private static double[] padded(MatrixStore<Double> matrix, int count) {
        return Arrays.copyOf(Dense.singularValues(matrix), count);
    }
}
