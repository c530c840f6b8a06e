package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatMatrix;

/**
 * The passes of a two-layer linear net over S samples, in the order of products that {@link FloatLinearSamples} chooses:
 *
 * <pre>
 * H = X W^T  (S x d)     R = H U^T - Y = X P^T - Y  (S x dy)     B = R U  (S x d)
 * M = R^T X / S  (dy x dx)     Cx = X^T X / S  (dx x dx)
 * </pre>
 *
 * Each is made when it is first asked for after a {@link #forward}, and kept until the next one: not every quantity needs
 * the residuals, and the trace of the Hessian of a linear net does not.
 */
final class FloatLinearPasses {

    final FloatMatrix x = new FloatMatrix(1, 1);
    final FloatMatrix y = new FloatMatrix(1, 1);
    final FloatLinearProduct product;
    private final FloatMatrix residuals = new FloatMatrix(1, 1);
    private final FloatMatrix hidden = new FloatMatrix(1, 1);
    private final FloatMatrix backward = new FloatMatrix(1, 1);
    private final FloatMatrix m;
    private final FloatMatrix cx;
    private final FloatLaneSums sums = new FloatLaneSums();
    private final FloatGemm gemm;
    private final int dx;
    private final int d;
    private final int dy;
    private double[] squaredInputs = new double[0];
    private double[] squaredResiduals = new double[0];
    private FloatPoint theta;
    private boolean hasResiduals;
    private boolean hasHidden;
    private boolean hasBackward;
    private boolean hasM;
    private boolean hasCx;
    private boolean hasSquaredInputs;
    private boolean hasSquaredResiduals;

    FloatLinearPasses(TwoLayerNet net, FloatGemm gemm) {
        this.gemm = gemm;
        product = new FloatLinearProduct(net, gemm);
        dx = net.inputs();
        d = net.hidden();
        dy = net.outputs();
        m = new FloatMatrix(dy, dx);
        cx = new FloatMatrix(dx, dx);
    }

    /** Makes room for {@code size} samples. */
    void resize(int size) {
        x.reshape(size, dx);
        y.reshape(size, dy);
        if (size > squaredInputs.length) {
            squaredInputs = new double[size];
            squaredResiduals = new double[size];
        }
    }

    /** S. */
    int size() {
        return x.rows();
    }

    /** Whether the products are ordered by P. */
    boolean byProduct() {
        return FloatLinearSamples.byProduct(size(), dx, d, dy);
    }

    /** Whether sums over {@code |h|^2} come from H. */
    boolean throughHidden() {
        return FloatLinearSamples.throughSamples(byProduct(), size(), d, dx);
    }

    /** Whether sums over {@code |b|^2} come from B. */
    boolean throughBackward() {
        return FloatLinearSamples.throughSamples(byProduct(), size(), d, dy);
    }

    /** Begins anew at a point, which is kept, not copied. */
    void forward(FloatPoint point) {
        theta = point;
        hasResiduals = false;
        hasHidden = false;
        hasBackward = false;
        hasM = false;
        hasCx = false;
        hasSquaredInputs = false;
        hasSquaredResiduals = false;
    }

    /** R. */
    FloatMatrix residuals() {
        if (!hasResiduals) {
            FloatElementwise.negate(y, residuals);
            if (byProduct()) {
                gemm.multiply(1f, x, false, product.of(theta), true, true, residuals);
            } else {
                gemm.multiply(1f, hidden(), false, theta.block(TwoLayerNet.U), true, true, residuals);
            }
            hasResiduals = true;
        }
        return residuals;
    }

    /** H. */
    FloatMatrix hidden() {
        if (!hasHidden) {
            hidden.reshape(size(), d);
            gemm.multiply(1f, x, false, theta.block(TwoLayerNet.W), false, false, hidden);
            hasHidden = true;
        }
        return hidden;
    }

    /** B. */
    FloatMatrix backward() {
        if (!hasBackward) {
            backward.reshape(size(), d);
            gemm.multiply(1f, residuals(), false, theta.block(TwoLayerNet.U), false, false, backward);
            hasBackward = true;
        }
        return backward;
    }

    /** M. */
    FloatMatrix m() {
        if (!hasM) {
            gemm.multiply((float) (1.0 / size()), residuals(), true, x, false, false, m);
            hasM = true;
        }
        return m;
    }

    /** Cx. */
    FloatMatrix cx() {
        if (!hasCx) {
            gemm.multiplySymmetric((float) (1.0 / size()), x, true, x, false, false, cx);
            hasCx = true;
        }
        return cx;
    }

    /** {@code |x_i|^2}; there may be more entries than samples. */
    double[] squaredInputs() {
        if (!hasSquaredInputs) {
            sums.rowSquares(x, squaredInputs);
            hasSquaredInputs = true;
        }
        return squaredInputs;
    }

    /** {@code |r_i|^2}; there may be more entries than samples. */
    double[] squaredResiduals() {
        if (!hasSquaredResiduals) {
            sums.rowSquares(residuals(), squaredResiduals);
            hasSquaredResiduals = true;
        }
        return squaredResiduals;
    }
}
