package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import dev.noether.task.Batch.Samples;

/**
 * A linear net on S samples, {@code X} (S x dx) and {@code Y} (S x dy), in the cheaper of two orders of products:
 *
 * <pre>
 * by samples:   H = X W^T,  R = H U^T - Y,  gU = (2c/S) R^T H,  gW = (2c/S) (R U)^T X      2 S d (2 dx + 3 dy) operations
 * by product:   P = U W,    R = X P^T - Y,  M = R^T X / S,  gU = 2c M W^T,  gW = 2c U^T M    6 dx dy d + 4 S dx dy
 * </pre>
 *
 * Products round in this precision; sums of squares are in double.
 */
final class FloatLinearSamples implements FloatLinearBatch {

    /** Inputs and labels, to be filled by the owner. */
    final FloatMatrix x = new FloatMatrix(1, 1);

    final FloatMatrix y = new FloatMatrix(1, 1);

    private final FloatGemm gemm;
    private final FloatMatrix residuals = new FloatMatrix(1, 1);
    private final FloatMatrix hidden = new FloatMatrix(1, 1);
    private final FloatMatrix backward = new FloatMatrix(1, 1);
    private final FloatLinearProduct product;
    private final FloatMatrix scaled = new FloatMatrix(1, 1);
    private final FloatMatrix secondMoments = new FloatMatrix(1, 1);
    private final int dx;
    private final int d;
    private final int dy;

    FloatLinearSamples(TwoLayerNet net, FloatGemm gemm) {
        this.gemm = gemm;
        product = new FloatLinearProduct(net, gemm);
        dx = net.inputs();
        d = net.hidden();
        dy = net.outputs();
    }

    /** Makes room for {@code size} samples, which are undefined afterwards. */
    void resize(int size) {
        x.reshape(size, dx);
        y.reshape(size, dy);
    }

    /** Copies samples. */
    void load(Samples samples) {
        x.copyFrom(samples.x());
        y.copyFrom(samples.y());
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
    public void forward(FloatTwoLayerPoint theta) {
        FloatElementwise.negate(y, residuals);
        if (byProduct()) {
            gemm.multiply(1f, x, false, product.of(theta), true, true, residuals);
        } else {
            hidden.reshape(x.rows(), d);
            gemm.multiply(1f, x, false, theta.wt, false, false, hidden);
            gemm.multiply(1f, hidden, false, theta.u, true, true, residuals);
        }
    }

    @Override
    public void gradient(FloatTwoLayerPoint theta, double lossScale, FloatTwoLayerPoint gradient) {
        if (byProduct()) {
            gemm.multiply((float) (1.0 / x.rows()), residuals, true, x, false, false, product.m);
            product.gradient(theta, lossScale, gradient);
        } else {
            float factor = (float) (2 * lossScale / x.rows());
            gemm.multiply(factor, residuals, true, hidden, false, false, gradient.u);
            backward.reshape(x.rows(), d);
            gemm.multiply(1f, residuals, false, theta.u, false, false, backward);
            gemm.multiply(factor, x, true, backward, false, false, gradient.wt);
        }
    }

    @Override
    public double meanSquaredResidual() {
        return FloatSums.squares(residuals) / x.rows();
    }

    @Override
    public double meanSquaredHidden(FloatTwoLayerPoint theta) {
        if (!byProduct()) {
            return FloatSums.squares(hidden) / x.rows();
        }
        // E |W x|^2 = tr(W Cx W^T): no S x d matrix where S is large.
        secondMoments.reshape(dx, dx);
        gemm.multiply((float) (1.0 / x.rows()), x, true, x, false, false, secondMoments);
        return product.meanSquaredHidden(theta, secondMoments);
    }

    @Override
    public double meanSquaredInput() {
        return FloatSums.squares(x) / x.rows();
    }

    @Override
    public void gammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        weighted(x, residuals, gammaU);
        weighted(residuals, x, gammaW);
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
}
