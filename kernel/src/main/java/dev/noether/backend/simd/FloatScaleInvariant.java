package dev.noether.backend.simd;

import dev.noether.model.ScaleInvariantModel;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/**
 * The scale-invariant model {@code f(x) = n . x}, {@code n = theta / p}, {@code p = |theta|}, on any batch. With the projection
 * {@code O a = a - (n . a) n}, the derivatives of n along u and then v are
 *
 * <pre>
 * n' = O u / p        n'' = -((n . v) O u + (n . u) O v + (u . O v) n) / p^2
 * </pre>
 *
 * and the loss {@code E c (n . x - y)^2} has the derivatives {@code 2c m} and {@code 2c Cx} in n, with {@code m = E r x},
 * {@code Cx = E x x^T}. By the chain rule, with {@code w = O m} and {@code q = n . m},
 *
 * <pre>
 * gradient    2c w / p                                                     orthogonal to theta
 * Hessian     2c (O Cx O - q O - n w^T - w n^T) / p^2
 * trace       2c (tr Cx - n^T Cx n - q (dx - 1)) / p^2
 * diagonal    2c (Cx_kk - 2 n_k (Cx n)_k + n_k^2 n^T Cx n - q (1 - n_k^2) - 2 n_k w_k) / p^2
 * </pre>
 *
 * Vectors are matrices of one row. What depends on the kind of batch is left to the subclasses.
 */
abstract class FloatScaleInvariant implements FloatObjective {

    /** {@code 2c}. */
    final double twoC;

    final FloatGemm gemm;
    final int dx;
    private final FloatMatrix n;
    private final FloatMatrix w;
    private final FloatMatrix projected;
    private final FloatMatrix image;
    private double norm;

    FloatScaleInvariant(ScaleInvariantModel model, FloatGemm gemm) {
        this.gemm = gemm;
        twoC = 2 * model.lossScale();
        dx = model.inputs();
        n = new FloatMatrix(1, dx);
        w = new FloatMatrix(1, dx);
        projected = new FloatMatrix(1, dx);
        image = new FloatMatrix(1, dx);
    }

    /** {@code m = E r x}. */
    abstract FloatMatrix m();

    /** Overwrites {@code out} with {@code Cx a}. */
    abstract void timesInputMoments(FloatMatrix a, FloatMatrix out);

    /** {@code tr Cx = E|x|^2}. */
    abstract double meanSquaredInput();

    /** {@code (Cx)_kk = E x_k^2}. */
    abstract double meanSquaredInput(int k);

    /** Takes theta. */
    final void bind(FloatPoint theta) {
        FloatMatrix vector = theta.block(ScaleInvariantModel.THETA);
        double square = FloatSums.squares(vector);
        // Of a square that overflowed, theta/|theta| would be zero: finite and wrong.
        norm = Double.isFinite(square) ? Math.sqrt(square) : Double.NaN;
        for (int k = 0; k < dx; k++) {
            n.data()[n.at(0) + k] = (float) (vector.data()[vector.at(0) + k] / norm);
        }
    }

    /** n, the unit vector. */
    final FloatMatrix unit() {
        return n;
    }

    /** p, the length of theta. */
    final double norm() {
        return norm;
    }

    /** {@code out <- a - (n . a) n}. */
    final void project(FloatMatrix a, FloatMatrix out) {
        out.copyFrom(a);
        FloatElementwise.add((float) -FloatSums.products(n, a), n, out);
    }

    /** {@code tr(O Cx O) = E|O x|^2}. */
    final double meanSquaredAcross() {
        timesInputMoments(n, image);
        return meanSquaredInput() - FloatSums.products(n, image);
    }

    @Override
    public final void gradient(FloatPoint theta, FloatPoint gradient) {
        project(m(), w);
        FloatElementwise.scaleRow((float) (twoC / norm), w, 0, gradient.block(ScaleInvariantModel.THETA));
    }

    @Override
    public final void hessianTrace(FloatPoint theta, double[] byBlock) {
        double q = FloatSums.products(n, m());
        byBlock[ScaleInvariantModel.THETA] = twoC * (meanSquaredAcross() - q * (dx - 1)) / (norm * norm);
    }

    @Override
    public final void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        double q = FloatSums.products(n, m());
        project(m(), w);
        timesInputMoments(n, image);
        double along = FloatSums.products(n, image);
        FloatMatrix block = out.block(ScaleInvariantModel.THETA);
        for (int k = 0; k < dx; k++) {
            double unit = n.data()[n.at(0) + k];
            double across = w.data()[w.at(0) + k];
            double product = image.data()[image.at(0) + k];
            double curvature = meanSquaredInput(k) - 2 * unit * product + unit * unit * along;
            double turn = q * (1 - unit * unit) + 2 * unit * across;
            block.data()[block.at(0) + k] = (float) (twoC * (curvature - turn) / (norm * norm));
        }
    }

    @Override
    public final void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        FloatMatrix direction = v.block(ScaleInvariantModel.THETA);
        FloatMatrix block = out.block(ScaleInvariantModel.THETA);
        double q = FloatSums.products(n, m());
        project(m(), w);
        project(direction, projected);
        timesInputMoments(projected, image);
        project(image, block);
        FloatElementwise.add((float) -q, projected, block);
        FloatElementwise.add((float) -FloatSums.products(w, direction), n, block);
        FloatElementwise.add((float) -FloatSums.products(n, direction), w, block);
        FloatElementwise.scaleRow((float) (twoC / (norm * norm)), block, 0, block);
    }
}
