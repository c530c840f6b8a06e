package dev.noether.backend.simd;

import dev.noether.model.ScaleInvariantModel;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import java.util.function.Supplier;

/**
 * The scale-invariant model on S samples; symbols as in {@link FloatScaleInvariant}. A sample's gradient is
 * {@code g = 2c r O x / p}, so that
 *
 * <pre>
 * Tr Sigma   4c^2 E[r^2 |O x|^2] / p^2 - |gradient|^2,   |O x|^2 = |x|^2 - (n . x)^2
 * Sigma v    (2c / p) O E[(s - E s) r x],   s = g . v = (2c / p) r (x . O v)
 * </pre>
 */
final class FloatScaleInvariantSamples extends FloatScaleInvariant implements FloatObjective.OnSamples {

    private final FloatMatrix x = new FloatMatrix(1, 1);
    private final FloatMatrix y = new FloatMatrix(1, 1);
    private final FloatMatrix outputs = new FloatMatrix(1, 1);
    private final FloatMatrix residuals = new FloatMatrix(1, 1);
    private final FloatMatrix alongDirection = new FloatMatrix(1, 1);
    private final FloatMatrix m;
    private final FloatMatrix across;
    private final FloatWeightedMoments gammas;
    private boolean hasM;

    FloatScaleInvariantSamples(ScaleInvariantModel model, FloatGemm gemm) {
        super(model, gemm);
        m = new FloatMatrix(1, dx);
        across = new FloatMatrix(1, dx);
        gammas = new FloatWeightedMoments(gemm);
    }

    @Override
    public void resize(int size) {
        x.reshape(size, dx);
        y.reshape(size, 1);
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

    @Override
    public void forward(FloatPoint theta) {
        bind(theta);
        hasM = false;
        outputs.reshape(x.rows(), 1);
        gemm.multiply(1f, x, false, unit(), true, false, outputs);
        residuals.copyFrom(outputs);
        FloatElementwise.add(-1f, y, residuals);
    }

    @Override
    public double loss() {
        return twoC / 2 * FloatSums.squares(residuals) / x.rows();
    }

    @Override
    public void lossPerSample(double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = twoC / 2 * FloatSums.rowSquares(residuals, i);
        }
    }

    @Override
    FloatMatrix m() {
        if (!hasM) {
            average(residuals, m);
            hasM = true;
        }
        return m;
    }

    /** {@code out <- E[factor x]}, the factors one a row. */
    private void average(FloatMatrix factors, FloatMatrix out) {
        gemm.multiply((float) (1.0 / x.rows()), factors, true, x, false, false, out);
    }

    @Override
    void timesInputMoments(FloatMatrix a, FloatMatrix out) {
        alongDirection.reshape(x.rows(), 1);
        gemm.multiply(1f, x, false, a, true, false, alongDirection);
        average(alongDirection, out);
    }

    @Override
    double meanSquaredInput() {
        return FloatSums.squares(x) / x.rows();
    }

    @Override
    double meanSquaredInput(int k) {
        double sum = 0;
        for (int i = 0; i < x.rows(); i++) {
            double value = x.data()[x.at(i) + k];
            sum = Math.fma(value, value, sum);
        }
        return sum / x.rows();
    }

    @Override
    public void noiseTrace(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byBlock) {
        double sum = 0;
        for (int i = 0; i < x.rows(); i++) {
            double lengthAcross = FloatSums.rowSquares(x, i) - FloatSums.rowSquares(outputs, i);
            sum += FloatSums.rowSquares(residuals, i) * lengthAcross;
        }
        double meanSquare = twoC * twoC * sum / x.rows() / (norm() * norm());
        byBlock[ScaleInvariantModel.THETA] =
                meanSquare - FloatSums.squares(gradient.get().block(ScaleInvariantModel.THETA));
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        project(v.block(ScaleInvariantModel.THETA), across);
        alongDirection.reshape(x.rows(), 1);
        gemm.multiply(1f, x, false, across, true, false, alongDirection);
        double mean = FloatSums.products(residuals, alongDirection) / x.rows();
        for (int i = 0; i < x.rows(); i++) {
            int at = alongDirection.at(i);
            double r = residuals.data()[residuals.at(i)];
            alongDirection.data()[at] = (float) (r * (r * alongDirection.data()[at] - mean));
        }
        average(alongDirection, across);
        FloatMatrix block = out.block(ScaleInvariantModel.THETA);
        project(across, block);
        FloatElementwise.scaleRow((float) (twoC * twoC / (norm() * norm())), block, 0, block);
    }

    @Override
    public void gammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        gammas.gammas(x, residuals, gammaU, gammaW);
    }
}
