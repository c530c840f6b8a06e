package dev.noether.validate.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle of the float functions against that of the doubles: they share no code. */
final class FunctionsOfFloatsTest {

    /** Prime, so that all exponents and mantissas are met, near 2^32 / 3000. */
    private static final long STRIDE = 1_431_661;

    /** Units in the last place of a float, as promised. */
    private static final double TOLERANCE = 1e-4;

    /** Where one formula takes over from another, and their neighbours. */
    private static final double[] SEAMS = {
        0x1p-13, 0x1p-12, 0x1p-11, 0x1p-10, 0x1p-9, 0x1p-6, 0.25, 0.5, 0.75, 1, 2.5, 6, 7, 15, 15.165751, 88.7, 100,
        115, 0x1p22, 0x1p23
    };

    @ParameterizedTest
    @MethodSource("dev.noether.validate.functions.LaneFunction#all")
    void agreesWithTheSeries(LaneFunction function) {
        LongStream.range(0, (1L << Float.SIZE) / STRIDE)
                .mapToObj(i -> Float.intBitsToFloat((int) (i * STRIDE)))
                .forEach(x -> assertAgrees(function, x));
        for (double seam : SEAMS) {
            float x = (float) seam;
            for (float near : new float[] {Math.nextDown(x), x, Math.nextUp(x)}) {
                assertAgrees(function, near);
                assertAgrees(function, -near);
            }
        }
    }

    private static void assertAgrees(LaneFunction function, float x) {
        if (x == 0 || !Float.isFinite(x) || !function.domain().contains(x)) {
            return;
        }
        Scaled exact = function.series().apply(x);
        double actual = function.inDouble().applyAsDouble(x);
        if (Math.abs(exact.nearest()) > Float.MAX_VALUE) {
            assertThat(Math.abs(actual)).as("%s(%s)", function.name(), x).isGreaterThan(Float.MAX_VALUE);
            return;
        }
        double unit = Math.ulp((float) exact.nearest());
        assertThat(Math.abs(exact.nearest() - actual) / unit)
                .as("%s(%s) in units of a float", function.name(), x)
                .isLessThanOrEqualTo(TOLERANCE);
        if (exact.mantissa().high() != 0) {
            assertThat(Math.signum(actual))
                    .isEqualTo(Math.signum(exact.mantissa().high()));
        }
    }
}
