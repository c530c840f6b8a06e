package dev.noether.backend.simd;

import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import dev.noether.task.Batch.Moments;

/**
 * Second moments as they were given, {@code Cx = E[x x^T]}, {@code Cyx = E[y x^T]}, {@code Cyy = E[y y^T]}:
 *
 * <pre>
 * M   = P Cx - Cyx
 * Crr = M P^T - P Cyx^T + Cyy
 * </pre>
 */
final class FloatGivenMoments implements FloatSecondMoments {

    private final FloatMatrix cx = new FloatMatrix(1, 1);
    private final FloatMatrix cyx = new FloatMatrix(1, 1);
    private final FloatMatrix cyy = new FloatMatrix(1, 1);
    private final FloatMatrix m = new FloatMatrix(1, 1);
    private final FloatMatrix crr = new FloatMatrix(1, 1);
    private final FloatGemm gemm;
    private FloatMatrix p;

    FloatGivenMoments(FloatGemm gemm) {
        this.gemm = gemm;
    }

    /** Copies moments. */
    void load(Moments moments) {
        cx.copyFrom(moments.cx());
        cyx.copyFrom(moments.cyx());
        cyy.copyFrom(moments.cyy());
    }

    @Override
    public void bind(FloatMatrix product) {
        p = product;
        FloatElementwise.negate(cyx, m);
        gemm.multiply(1f, p, false, cx, false, true, m);
    }

    @Override
    public FloatMatrix m() {
        return m;
    }

    @Override
    public FloatMatrix cx() {
        return cx;
    }

    @Override
    public FloatMatrix crr() {
        crr.copyFrom(cyy);
        gemm.multiply(1f, m, false, p, true, true, crr);
        gemm.multiply(-1f, p, false, cyx, true, true, crr);
        return crr;
    }

    @Override
    public double meanSquaredResidual() {
        return FloatSums.products(m, p) - FloatSums.products(p, cyx) + FloatSums.trace(cyy);
    }

    @Override
    public double meanSquaredInput() {
        return FloatSums.trace(cx);
    }
}
