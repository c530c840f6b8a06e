package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.random.Purpose;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * A million normals look like normals. Means are held to {@link #SIGMAS} standard errors, which the sample size gives;
 * the Kolmogorov distance to what a fair sample exceeds once in a million.
 */
final class NormalStatisticsTest {

    private static final int N = 1_000_000;
    private static final int ROW = 100;
    private static final double SIGMAS = 5;
    private static final double KOLMOGOROV = Math.sqrt(Math.log(2 / 1e-6) / 2);

    /** Variance of z^k - E z^k: E z^2k - (E z^k)^2, with E z^2k = (2 k - 1)!!. */
    private static final double[] VARIANCES = {0, 1, 3 - 1, 15, 105 - 9};

    private static final double[] MOMENTS = {1, 0, 1, 0, 3};

    @Test
    void floatsHaveTheMomentsAndDistributionOfNormals() {
        double[] z = widen(floats(77, Purpose.INPUTS, 3, 0));
        assertMoments(z);
        assertDistribution(z);
    }

    @Test
    void doublesHaveTheMomentsAndDistributionOfNormals() {
        double[] z = new double[N];
        new DoubleNormals(78).fill(Purpose.LABEL_NOISE, 1L << 35, 0, N / ROW, ROW, z, 0, ROW);
        assertMoments(z);
        assertDistribution(z);
    }

    /** Neighbours in every coordinate of the address: component (all four places of a block), sample, step, purpose, seed. */
    @Test
    void neighboursAreUncorrelated() {
        double[] z = widen(floats(5, Purpose.INPUTS, 8, 0));
        for (int lag : new int[] {1, 2, 3, 4, ROW}) {
            assertUncorrelated(z, Arrays.copyOfRange(z, lag, N));
        }
        assertUncorrelated(z, widen(floats(5, Purpose.INPUTS, 9, 0)));
        assertUncorrelated(z, widen(floats(5, Purpose.INPUTS, 8 + (1L << 32), 0)));
        assertUncorrelated(z, widen(floats(5, Purpose.LABEL_NOISE, 8, 0)));
        assertUncorrelated(z, widen(floats(6, Purpose.INPUTS, 8, 0)));
        assertUncorrelated(z, widen(floats(5 + (1L << 32), Purpose.INPUTS, 8, 0)));
    }

    @Test
    void shiftedSamplesAreTheSameNumbers() {
        float[] z = floats(5, Purpose.INPUTS, 8, 0);
        float[] later = floats(5, Purpose.INPUTS, 8, 7);
        assertThat(Arrays.equals(z, 7 * ROW, N, later, 0, N - 7 * ROW)).isTrue();
    }

    private static float[] floats(long seed, int purpose, long step, int first) {
        float[] z = new float[N];
        new FloatNormals(seed).fill(purpose, step, first, N / ROW, ROW, z, 0, ROW);
        return z;
    }

    private static double[] widen(float[] values) {
        double[] result = new double[values.length];
        Arrays.setAll(result, i -> values[i]);
        return result;
    }

    private static void assertMoments(double[] z) {
        for (int power = 1; power < MOMENTS.length; power++) {
            double sum = 0;
            for (double value : z) {
                sum += Math.pow(value, power);
            }
            double error = sum / z.length - MOMENTS[power];
            assertThat(Math.abs(error))
                    .as("moment %d", power)
                    .isLessThan(SIGMAS * Math.sqrt(VARIANCES[power] / z.length));
        }
    }

    private static void assertUncorrelated(double[] u, double[] v) {
        int n = Math.min(u.length, v.length);
        double product = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            product += u[i] * v[i];
            squares += (u[i] * u[i] - 1) * (v[i] * v[i] - 1);
        }
        assertThat(Math.abs(product / n)).isLessThan(SIGMAS / Math.sqrt(n));
        // Box-Muller ties pairs by their radius: squares must be uncorrelated as well.
        assertThat(Math.abs(squares / n)).isLessThan(SIGMAS * VARIANCES[2] / Math.sqrt(n));
    }

    private static void assertDistribution(double[] z) {
        double[] sorted = z.clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            double p = distribution(sorted[i]);
            distance = Math.max(distance, Math.max(p - (double) i / N, (i + 1.0) / N - p));
        }
        assertThat(distance * Math.sqrt(N)).isLessThan(KOLMOGOROV);
    }

    /** {@code 1/2 + phi(x) (x + x^3 / 3 + x^5 / (3 5) + ...)}. */
    private static double distribution(double x) {
        double sum = 0;
        double term = x;
        for (int k = 3; sum + term != sum; k += 2) {
            sum += term;
            term *= x * x / k;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
