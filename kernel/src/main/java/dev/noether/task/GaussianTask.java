package dev.noether.task;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import java.util.Objects;

/**
 * Inputs {@code x ~ N(0, Sx)} and labels {@code y = V* x + e}, {@code e ~ N(0, Se)} independent of x.
 *
 * <p>The bits of a sample are part of the random stream. With F the factor of a covariance, z standard normals, all in
 * the precision of the run, sums are chains of fused multiply-adds in ascending order:
 *
 * <pre>
 * x_i = fma(F_ii, z_i, ... fma(F_i1, z_1, fma(F_i0, z_0, 0)))      j = 0 ... i
 * y_i = fma(V_i(n-1), x_(n-1), ... fma(V_i0, x_0, e_i))            j = 0 ... dx - 1
 * </pre>
 *
 * where zero factors may be left out, since they do not change a bit.
 *
 * @param inputCovariance Sx, dx x dx
 * @param noiseCovariance Se, dy x dy; zero for no label noise
 * @param target V*, dy x dx, in double
 */
public record GaussianTask(Covariance inputCovariance, Covariance noiseCovariance, Matrix target) {

    /** @throws IllegalArgumentException if the shapes do not fit or the target is not finite */
    public GaussianTask {
        Objects.requireNonNull(inputCovariance);
        Objects.requireNonNull(noiseCovariance);
        target.requireShape("target", noiseCovariance.size(), inputCovariance.size());
        for (int i = 0; i < target.rows(); i++) {
            for (int j = 0; j < target.columns(); j++) {
                if (!Double.isFinite(target.get(i, j))) {
                    throw new IllegalArgumentException("target element (" + (i + 1) + ", " + (j + 1) + ") is "
                            + target.get(i, j) + ", it must be finite");
                }
            }
        }
        target = target.copy(Precision.DOUBLE);
    }

    /** dx. */
    public int inputs() {
        return inputCovariance.size();
    }

    /** dy. */
    public int outputs() {
        return noiseCovariance.size();
    }
}
