package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import java.util.Arrays;

/**
 * A two-layer linear net on S samples, {@code X} (S x dx) and {@code Y} (S x dy), in the cheaper of two orders of
 * products:
 *
 * <pre>
 * by samples:   H = X W^T,  R = H U^T - Y,  gU = (2c/S) R^T H,  gW = (2c/S) (R U)^T X      2 S d (2 dx + 3 dy) operations
 * by product:   P = U W,    R = X P^T - Y,  M = R^T X / S,  gU = 2c M W^T,  gW = 2c U^T M    6 dx dy d + 4 S dx dy
 * </pre>
 *
 * The gradient of one sample is of rank one a block, {@code 2c r h^T} and {@code 2c (U^T r) x^T}. With E the average
 * over the batch, b = U^T r, and a direction {@code (V_U, V_W)} that moves sample i's output by
 * {@code s_i = V_U h_i + U V_W x_i}:
 *
 * <pre>
 * Hessian trace   U: 2c dy E|h|^2                    W: 2c |U|^2 E|x|^2
 * its diagonal    U_kj: 2c E h_j^2                   W_jm: 2c |u_j|^2 E x_m^2
 * H v             U: 2c E[s h^T + r (V_W x)^T]       W: 2c E[(U^T s + V_U^T r) x^T]
 * noise trace     U: 4c^2 E|r|^2 |h|^2 - |gU|^2      W: 4c^2 E|x|^2 |b|^2 - |gW|^2
 * of unit j       4c^2 E[|r|^2 h_j^2 - |x|^2 b_j^2] - |gU_j|^2 + |gW_j|^2
 * Sigma v         E[(a - E a) g_i],  a = g_i . v = 2c r . s
 * </pre>
 *
 * Where {@code h} (and likewise {@code b}) of all samples is neither at hand nor cheap, sums over it come from a matrix
 * between the layers: {@code E w h_j^2 = (W G W^T)_jj} with {@code G = E[w x x^T]}.
 */
final class FloatLinearSamples implements FloatObjective.OnSamples, FloatObjective.OfLinearNet {

    private final FloatMatrix x = new FloatMatrix(1, 1);
    private final FloatMatrix y = new FloatMatrix(1, 1);
    private final TwoLayerNet net;
    private final FloatGemm gemm;
    private final FloatHiddenMatrices hiddenMatrices;
    private final FloatMatrix residuals = new FloatMatrix(1, 1);
    private final FloatMatrix hidden = new FloatMatrix(1, 1);
    private final FloatMatrix backward = new FloatMatrix(1, 1);
    private final FloatMatrix m = new FloatMatrix(1, 1);
    private final FloatMatrix cx = new FloatMatrix(1, 1);
    private final FloatLinearProduct product;
    private final FloatMatrix moved = new FloatMatrix(1, 1);
    private final FloatMatrix movedHidden = new FloatMatrix(1, 1);
    private final FloatMatrix scaled = new FloatMatrix(1, 1);
    private final FloatMatrix gammaU = new FloatMatrix(1, 1);
    private final FloatMatrix gammaW = new FloatMatrix(1, 1);
    private final FloatLaneSums sums = new FloatLaneSums();
    private final double[] momentsOfU;
    private final double[] momentsOfW;
    private final double[] ofU;
    private final double[] inputs;
    private double[] squaredInputs = new double[0];
    private double[] squaredResiduals = new double[0];
    private double[] weights = new double[0];
    private boolean hasHidden;
    private boolean hasBackward;
    private boolean hasM;
    private boolean hasCx;
    private boolean hasSquares;
    private boolean hasMomentsByUnit;
    private final int dx;
    private final int d;
    private final int dy;

    FloatLinearSamples(TwoLayerNet net, FloatGemm gemm) {
        this.net = net;
        this.gemm = gemm;
        product = new FloatLinearProduct(net, gemm);
        hiddenMatrices = new FloatHiddenMatrices(gemm);
        dx = net.inputs();
        d = net.hidden();
        dy = net.outputs();
        momentsOfU = new double[d];
        momentsOfW = new double[d];
        ofU = new double[d];
        inputs = new double[dx];
    }

    @Override
    public void resize(int size) {
        x.reshape(size, dx);
        y.reshape(size, dy);
        if (size > weights.length) {
            squaredInputs = new double[size];
            squaredResiduals = new double[size];
            weights = new double[size];
        }
    }

    @Override
    public FloatMatrix x() {
        return x;
    }

    @Override
    public FloatMatrix y() {
        return y;
    }

    @Override
    public FloatMatrix residuals() {
        return residuals;
    }

    /** Whether the products are ordered by P for S samples: a function of the shape only. */
    static boolean byProduct(long samples, long dx, long d, long dy) {
        double bySamples = 2.0 * samples * d * (2 * dx + 3 * dy);
        double byProduct = 6.0 * dx * dy * d + 4.0 * samples * dx * dy;
        return byProduct < bySamples;
    }

    private boolean byProduct() {
        return byProduct(x.rows(), dx, d, dy);
    }

    /**
     * Whether sums over {@code |h_s|^2} of all samples come from the S x d matrix of all h: where it is at hand, or costs
     * less than G and its product with W, half of each. The same for {@code b = U^T r} with dy for dx.
     */
    static boolean throughSamples(boolean byProduct, long samples, long d, long width) {
        return !byProduct || 2 * samples * d < (samples + d) * width;
    }

    @Override
    public void forward(FloatPoint theta) {
        hasHidden = false;
        hasBackward = false;
        hasM = false;
        hasCx = false;
        hasSquares = false;
        hasMomentsByUnit = false;
        FloatElementwise.negate(y, residuals);
        if (byProduct()) {
            gemm.multiply(1f, x, false, product.of(theta), true, true, residuals);
        } else {
            gemm.multiply(1f, hidden(theta), false, theta.block(TwoLayerNet.U), true, true, residuals);
        }
    }

    /** {@code H = X W^T}, S x d. */
    private FloatMatrix hidden(FloatPoint theta) {
        if (!hasHidden) {
            hidden.reshape(x.rows(), d);
            gemm.multiply(1f, x, false, theta.block(TwoLayerNet.W), false, false, hidden);
            hasHidden = true;
        }
        return hidden;
    }

    /** {@code R U}, S x d. */
    private FloatMatrix backward(FloatPoint theta) {
        if (!hasBackward) {
            backward.reshape(x.rows(), d);
            gemm.multiply(1f, residuals, false, theta.block(TwoLayerNet.U), false, false, backward);
            hasBackward = true;
        }
        return backward;
    }

    /** {@code M = R^T X / S}, dy x dx. */
    private FloatMatrix m() {
        if (!hasM) {
            m.reshape(dy, dx);
            gemm.multiply((float) (1.0 / x.rows()), residuals, true, x, false, false, m);
            hasM = true;
        }
        return m;
    }

    /** {@code Cx = X^T X / S}, dx x dx. */
    private FloatMatrix cx() {
        if (!hasCx) {
            cx.reshape(dx, dx);
            gemm.multiplySymmetric((float) (1.0 / x.rows()), x, true, x, false, cx);
            hasCx = true;
        }
        return cx;
    }

    /** {@code |x_i|^2} and {@code |r_i|^2} of each sample. */
    private void rowSquares() {
        if (!hasSquares) {
            sums.rowSquares(x, squaredInputs);
            sums.rowSquares(residuals, squaredResiduals);
            hasSquares = true;
        }
    }

    @Override
    public double loss() {
        return net.lossScale() * FloatSums.squares(residuals) / x.rows();
    }

    @Override
    public void lossPerSample(double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = net.lossScale() * FloatSums.rowSquares(residuals, i);
        }
    }

    @Override
    public void gradient(FloatPoint theta, FloatPoint gradient) {
        if (byProduct()) {
            product.gradient(theta, m(), net.lossScale(), gradient);
        } else {
            float factor = (float) (2 * net.lossScale() / x.rows());
            gemm.multiply(factor, residuals, true, hidden(theta), false, false, gradient.block(TwoLayerNet.U));
            gemm.multiply(factor, x, true, backward(theta), false, false, gradient.block(TwoLayerNet.W));
        }
    }

    @Override
    public void hessianTrace(FloatPoint theta, double[] byBlock) {
        double twoC = 2 * net.lossScale();
        double hiddenSquares = throughSamples(byProduct(), x.rows(), d, dx)
                ? sums.squares(hidden(theta)) / x.rows()
                : product.traceBehindW(theta, cx());
        byBlock[TwoLayerNet.U] = twoC * dy * hiddenSquares;
        byBlock[TwoLayerNet.W] = twoC * sums.squares(theta.block(TwoLayerNet.U)) * sums.squares(x) / x.rows();
    }

    @Override
    public void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        double twoC = 2 * net.lossScale();
        Arrays.fill(ofU, 0);
        if (throughSamples(byProduct(), x.rows(), d, dx)) {
            FloatSums.addColumnSquares(hidden(theta), twoC / x.rows(), ofU);
        } else {
            product.addByUnit(twoC, cx(), theta.block(TwoLayerNet.W), ofU);
        }
        Arrays.fill(inputs, 0);
        FloatSums.addColumnSquares(x, twoC / x.rows(), inputs);
        product.diagonal(theta, ofU, inputs, out);
    }

    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        if (byProduct()) {
            product.hessianVectorProduct(theta, m(), cx(), v, net.lossScale(), out);
            return;
        }
        float factor = (float) (2 * net.lossScale() / x.rows());
        FloatMatrix outU = out.block(TwoLayerNet.U);
        moveOutputs(theta, v);
        gemm.multiply(factor, moved, true, hidden(theta), false, false, outU);
        gemm.multiply(factor, residuals, true, movedHidden, false, true, outU);
        gemm.multiply(1f, moved, false, theta.block(TwoLayerNet.U), false, false, movedHidden);
        gemm.multiply(1f, residuals, false, v.block(TwoLayerNet.U), false, true, movedHidden);
        gemm.multiply(factor, x, true, movedHidden, false, false, out.block(TwoLayerNet.W));
    }

    /** Overwrites {@code moved} with s of each sample, S x dy, by samples {@code movedHidden} with {@code V_W x}, S x d. */
    private void moveOutputs(FloatPoint theta, FloatPoint v) {
        moved.reshape(x.rows(), dy);
        if (byProduct()) {
            gemm.multiply(1f, x, false, product.movedBy(v, theta), true, false, moved);
            return;
        }
        movedHidden.reshape(x.rows(), d);
        gemm.multiply(1f, x, false, v.block(TwoLayerNet.W), false, false, movedHidden);
        gemm.multiply(1f, movedHidden, false, theta.block(TwoLayerNet.U), true, false, moved);
        gemm.multiply(1f, hidden(theta), false, v.block(TwoLayerNet.U), true, true, moved);
    }

    @Override
    public void noiseTrace(FloatPoint theta, FloatPoint gradient, double[] byBlock) {
        double fourC2 = 4 * net.lossScale() * net.lossScale();
        momentsByUnit(theta);
        double momentU = 0;
        double momentW = 0;
        for (int j = 0; j < d; j++) {
            momentU += momentsOfU[j];
            momentW += momentsOfW[j];
        }
        byBlock[TwoLayerNet.U] = fourC2 * momentU - sums.squares(gradient.block(TwoLayerNet.U));
        byBlock[TwoLayerNet.W] = fourC2 * momentW - sums.squares(gradient.block(TwoLayerNet.W));
    }

    @Override
    public void noiseOfRescaling(FloatPoint theta, FloatPoint gradient, double[] byUnit) {
        double fourC2 = 4 * net.lossScale() * net.lossScale();
        momentsByUnit(theta);
        for (int j = 0; j < d; j++) {
            byUnit[j] = fourC2 * (momentsOfU[j] - momentsOfW[j]);
        }
        sums.addColumnSquares(gradient.block(TwoLayerNet.U), -1, byUnit);
        sums.addColumnSquares(gradient.block(TwoLayerNet.W), 1, byUnit);
    }

    /** {@code E|r|^2 h_j^2} and {@code E|x|^2 b_j^2} of each hidden unit, once a point: traces are their sums. */
    private void momentsByUnit(FloatPoint theta) {
        if (hasMomentsByUnit) {
            return;
        }
        rowSquares();
        Arrays.fill(momentsOfU, 0);
        if (throughSamples(byProduct(), x.rows(), d, dx)) {
            sums.addWeightedColumnSquares(hidden(theta), squaredResiduals, 1.0 / x.rows(), momentsOfU);
        } else {
            weighted(squaredResiduals, x, gammaW);
            product.addByUnit(1, gammaW, theta.block(TwoLayerNet.W), momentsOfU);
        }
        Arrays.fill(momentsOfW, 0);
        if (throughSamples(byProduct(), x.rows(), d, dy)) {
            sums.addWeightedColumnSquares(backward(theta), squaredInputs, 1.0 / x.rows(), momentsOfW);
        } else {
            weighted(squaredInputs, residuals, gammaU);
            product.addByUnit(1, gammaU, theta.block(TwoLayerNet.U), momentsOfW);
        }
        hasMomentsByUnit = true;
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint gradient, FloatPoint v, FloatPoint out) {
        int samples = x.rows();
        moveOutputs(theta, v);
        FloatSums.rowProducts(residuals, moved, weights);
        double mean = 0;
        for (int i = 0; i < samples; i++) {
            mean += weights[i] / samples;
        }
        // Without their mean the weights give the covariance itself: no difference of large numbers.
        scaled.reshape(samples, dy);
        for (int i = 0; i < samples; i++) {
            double weight = 2 * net.lossScale() * (weights[i] - mean) / samples;
            FloatElementwise.scaleRow((float) weight, residuals, i, scaled);
        }
        if (byProduct()) {
            gammaW.reshape(dy, dx);
            gemm.multiply(1f, scaled, true, x, false, false, gammaW);
            product.gradient(theta, gammaW, net.lossScale(), out);
        } else {
            float factor = (float) (2 * net.lossScale());
            gemm.multiply(factor, scaled, true, hidden(theta), false, false, out.block(TwoLayerNet.U));
            gemm.multiply(1f, scaled, false, theta.block(TwoLayerNet.U), false, false, movedHidden);
            gemm.multiply(factor, x, true, movedHidden, false, false, out.block(TwoLayerNet.W));
        }
    }

    @Override
    public void gammas(FloatMatrix outU, FloatMatrix outW) {
        rowSquares();
        weighted(squaredInputs, residuals, outU);
        weighted(squaredResiduals, x, outW);
    }

    /** {@code E[w b b^T]}, which is symmetric. */
    private void weighted(double[] w, FloatMatrix b, FloatMatrix out) {
        scaled.reshape(b.rows(), b.columns());
        for (int i = 0; i < b.rows(); i++) {
            FloatElementwise.scaleRow((float) (w[i] / b.rows()), b, i, scaled);
        }
        out.reshape(b.columns(), b.columns());
        gemm.multiplySymmetric(1f, scaled, true, b, false, out);
    }

    @Override
    public void chargeMatrix(FloatPoint theta, int rotation, double[] out) {
        hiddenMatrices.charge(theta, out);
    }

    @Override
    public void balance(FloatPoint theta, int rotation, double[] out) {
        gammas(gammaU, gammaW);
        hiddenMatrices.balance(theta, gammaU, gammaW, out);
    }

    @Override
    public void taskBalance(FloatPoint theta, int rotation, double[] out) {
        throw new IllegalStateException("samples have no task");
    }

    @Override
    public void taskBalanceNorms(FloatPoint theta, int rotation, double[] out) {
        throw new IllegalStateException("samples have no task");
    }
}
