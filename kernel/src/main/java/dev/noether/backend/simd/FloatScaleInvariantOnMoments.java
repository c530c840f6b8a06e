package dev.noether.backend.simd;

import dev.noether.model.ScaleInvariantModel;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import java.util.function.Supplier;

/**
 * The scale-invariant model on second moments, with fourth moments of Gaussian data; symbols as in
 * {@link FloatScaleInvariant}. By Isserlis' theorem the covariance of {@code r x} is {@code E[r^2] Cx + m m^T}, so that
 *
 * <pre>
 * Tr Sigma   4c^2 E[r^2] tr(O Cx O) / p^2 + |gradient|^2
 * Sigma v    4c^2 O (E[r^2] Cx u + (m . u) m) / p^2,   u = O v
 * </pre>
 */
final class FloatScaleInvariantOnMoments extends FloatScaleInvariant implements FloatObjective.OnMoments {

    private final FloatMatrix across;
    private final FloatMatrix image;
    private FloatSecondMoments moments;

    FloatScaleInvariantOnMoments(ScaleInvariantModel model, FloatGemm gemm) {
        super(model, gemm);
        across = new FloatMatrix(1, dx);
        image = new FloatMatrix(1, dx);
    }

    @Override
    public void use(FloatSecondMoments batch) {
        moments = batch;
    }

    @Override
    public void forward(FloatPoint theta) {
        bind(theta);
        moments.bind(unit());
    }

    @Override
    public double loss() {
        return twoC / 2 * moments.meanSquaredResidual();
    }

    @Override
    public void lossPerSample(double[] out) {
        throw new IllegalStateException("moments have no samples");
    }

    @Override
    FloatMatrix m() {
        return moments.m();
    }

    @Override
    void timesInputMoments(FloatMatrix a, FloatMatrix out) {
        gemm.multiply(1f, a, false, moments.cx(), false, false, out);
    }

    @Override
    double meanSquaredInput() {
        return moments.meanSquaredInput();
    }

    @Override
    double meanSquaredInput(int k) {
        FloatMatrix cx = moments.cx();
        return cx.data()[cx.at(k) + k];
    }

    @Override
    public void noiseTrace(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byBlock) {
        double meanSquare = twoC * twoC * moments.meanSquaredResidual() * meanSquaredAcross() / (norm() * norm());
        byBlock[ScaleInvariantModel.THETA] =
                meanSquare + FloatSums.squares(gradient.get().block(ScaleInvariantModel.THETA));
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        project(v.block(ScaleInvariantModel.THETA), across);
        timesInputMoments(across, image);
        FloatElementwise.scaleRow((float) moments.meanSquaredResidual(), image, 0, image);
        FloatElementwise.add((float) FloatSums.products(moments.m(), across), moments.m(), image);
        FloatMatrix block = out.block(ScaleInvariantModel.THETA);
        project(image, block);
        FloatElementwise.scaleRow((float) (twoC * twoC / (norm() * norm())), block, 0, block);
    }

    @Override
    public void gammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        FloatGaussianClosure.gammas(gemm, moments, gammaU, gammaW);
    }
}
