package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/**
 * A two-layer linear net on S samples, {@code X} (S x dx) and {@code Y} (S x dy), in the cheaper of two orders of
 * products:
 *
 * <pre>
 * by samples:   H = X W^T,  R = H U^T - Y,  gU = (2c/S) R^T H,  gW = (2c/S) (R U)^T X      2 S d (2 dx + 3 dy) operations
 * by product:   P = U W,    R = X P^T - Y,  M = R^T X / S,  gU = 2c M W^T,  gW = 2c U^T M    6 dx dy d + 4 S dx dy
 * </pre>
 *
 * With E the average over the batch, the Hessian traces are
 *
 * <pre>
 * of U   2 c dy E|W x|^2          of W   2 c |U|^2 E|x|^2
 * </pre>
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
    private final FloatLinearProduct product;
    private final FloatMatrix scaled = new FloatMatrix(1, 1);
    private final FloatMatrix secondMoments = new FloatMatrix(1, 1);
    private final FloatMatrix gammaU = new FloatMatrix(1, 1);
    private final FloatMatrix gammaW = new FloatMatrix(1, 1);
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
    }

    @Override
    public void resize(int size) {
        x.reshape(size, dx);
        y.reshape(size, dy);
    }

    @Override
    public FloatMatrix x() {
        return x;
    }

    @Override
    public FloatMatrix y() {
        return y;
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

    @Override
    public void forward(FloatPoint theta) {
        FloatElementwise.negate(y, residuals);
        if (byProduct()) {
            gemm.multiply(1f, x, false, product.of(theta), true, true, residuals);
        } else {
            hidden.reshape(x.rows(), d);
            gemm.multiply(1f, x, false, theta.block(TwoLayerNet.W), false, false, hidden);
            gemm.multiply(1f, hidden, false, theta.block(TwoLayerNet.U), true, true, residuals);
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
            m.reshape(dy, dx);
            gemm.multiply((float) (1.0 / x.rows()), residuals, true, x, false, false, m);
            product.gradient(theta, m, net.lossScale(), gradient);
        } else {
            float factor = (float) (2 * net.lossScale() / x.rows());
            gemm.multiply(factor, residuals, true, hidden, false, false, gradient.block(TwoLayerNet.U));
            backward.reshape(x.rows(), d);
            gemm.multiply(1f, residuals, false, theta.block(TwoLayerNet.U), false, false, backward);
            gemm.multiply(factor, x, true, backward, false, false, gradient.block(TwoLayerNet.W));
        }
    }

    @Override
    public void hessianTrace(FloatPoint theta, double[] byBlock) {
        double twoC = 2 * net.lossScale();
        byBlock[TwoLayerNet.U] = twoC * dy * meanSquaredHidden(theta);
        byBlock[TwoLayerNet.W] = twoC * FloatSums.squares(theta.block(TwoLayerNet.U)) * FloatSums.squares(x) / x.rows();
    }

    private double meanSquaredHidden(FloatPoint theta) {
        if (!byProduct()) {
            return FloatSums.squares(hidden) / x.rows();
        }
        // E |W x|^2 = tr(W Cx W^T): no S x d matrix where S is large.
        secondMoments.reshape(dx, dx);
        gemm.multiply((float) (1.0 / x.rows()), x, true, x, false, false, secondMoments);
        return product.meanSquaredHidden(theta, secondMoments);
    }

    @Override
    public void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        throw NotYet.of("hessianDiagonal");
    }

    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        throw NotYet.of("hessianVectorProduct");
    }

    @Override
    public void noiseTrace(FloatPoint theta, FloatPoint gradient, double[] byBlock) {
        throw NotYet.of("noiseTrace");
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint gradient, FloatPoint v, FloatPoint out) {
        throw NotYet.of("noiseCovarianceVectorProduct");
    }

    @Override
    public void gammas(FloatMatrix outU, FloatMatrix outW) {
        weighted(x, residuals, outU);
        weighted(residuals, x, outW);
    }

    /** {@code E[|a|^2 b b^T]}. */
    private void weighted(FloatMatrix a, FloatMatrix b, FloatMatrix out) {
        scaled.reshape(b.rows(), b.columns());
        for (int i = 0; i < b.rows(); i++) {
            FloatElementwise.scaleRow((float) (FloatSums.rowSquares(a, i) / b.rows()), b, i, scaled);
        }
        out.reshape(b.columns(), b.columns());
        gemm.multiply(1f, scaled, true, b, false, false, out);
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
