package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class FmaReplacementTest {

    private static final int CASES = 100_000;

    private static final float[] FLOATS = {
        0f, -0f, 1f, -1f, Float.MIN_VALUE, -Float.MIN_NORMAL, Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN
    };

    private final Random random = new Random(5);

    /** A number of any size, so that one term is often far below the other, or cancels it. */
    private float anyFloat() {
        return random.nextInt(8) == 0
                ? FLOATS[random.nextInt(FLOATS.length)]
                : Math.scalb((float) random.nextGaussian(), random.nextInt(40) - 20);
    }

    private double anyDouble() {
        return Math.scalb(random.nextGaussian(), random.nextInt(120) - 60);
    }

    @Test
    void floatsHaveTheBitsOfTheInstruction() {
        int lanes = Lanes.FLOAT.length();
        float[] a = new float[lanes];
        float[] b = new float[lanes];
        float[] c = new float[lanes];
        for (int n = 0; n < CASES / lanes; n++) {
            for (int i = 0; i < lanes; i++) {
                a[i] = anyFloat();
                b[i] = anyFloat();
                c[i] = random.nextInt(3) == 0 ? -a[i] * b[i] : anyFloat();
            }
            FloatVector result = FmaReplacement.exact(
                    FloatVector.fromArray(Lanes.FLOAT, a, 0),
                    FloatVector.fromArray(Lanes.FLOAT, b, 0),
                    FloatVector.fromArray(Lanes.FLOAT, c, 0));
            for (int i = 0; i < lanes; i++) {
                int expected = Float.floatToIntBits(Math.fma(a[i], b[i], c[i]));
                String what = a[i] + " " + b[i] + " " + c[i];
                assertThat(Float.floatToIntBits(result.lane(i))).as(what).isEqualTo(expected);
                assertThat(Float.floatToIntBits(FmaReplacement.exact(a[i], b[i], c[i])))
                        .as(what)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void doublesHaveTheBitsOfTheInstruction() {
        int lanes = Lanes.DOUBLE.length();
        double[] a = new double[lanes];
        double[] b = new double[lanes];
        double[] c = new double[lanes];
        for (int n = 0; n < CASES / lanes; n++) {
            for (int i = 0; i < lanes; i++) {
                a[i] = anyDouble();
                b[i] = anyDouble();
                c[i] = random.nextInt(3) == 0 ? -a[i] * b[i] : anyDouble();
            }
            DoubleVector result = FmaReplacement.exact(
                    DoubleVector.fromArray(Lanes.DOUBLE, a, 0),
                    DoubleVector.fromArray(Lanes.DOUBLE, b, 0),
                    DoubleVector.fromArray(Lanes.DOUBLE, c, 0));
            for (int i = 0; i < lanes; i++) {
                long expected = Double.doubleToLongBits(Math.fma(a[i], b[i], c[i]));
                String what = a[i] + " " + b[i] + " " + c[i];
                assertThat(Double.doubleToLongBits(result.lane(i))).as(what).isEqualTo(expected);
                assertThat(Double.doubleToLongBits(FmaReplacement.exact(a[i], b[i], c[i])))
                        .as(what)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void whatIsNotFiniteStaysSo() {
        assertThat(FmaReplacement.exact(Double.MAX_VALUE, 2.0, 1.0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(FmaReplacement.exact(Double.POSITIVE_INFINITY, 1.0, 1.0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(FmaReplacement.exact(Double.NaN, 1.0, 1.0)).isNaN();
        assertThat(FmaReplacement.exact(1e300, 1.0, 1.0)).isEqualTo(1e300);
    }
}
