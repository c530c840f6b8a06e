package dev.noether.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The normative normals are within a few units in the last place of the true function of their uniforms. */
final class NormalsTest {

    /** Bounds of the error, in units in the last place of the true normal. */
    private static final double FLOAT_ULPS = 4;

    private static final double DOUBLE_ULPS = 3;

    @Test
    void floatsAreCloseToTheTrueFunctionOfTheirUniforms() {
        List<Integer> words = floatWords();
        SplittableRandom random = new SplittableRandom(11);
        float[] normal = new float[2];
        double worst = 0;
        for (int word : words) {
            for (int i = 0; i < 12; i++) {
                // Every edge as u and as v, each with random partners.
                int other = words.get(random.nextInt(words.size()));
                boolean first = (i & 1) == 0;
                float u = Normals.uniformFloat(first ? word : other);
                float v = Normals.uniformFloat(first ? other : word);
                Normals.pair(u, v, normal, 0);
                for (int c = 0; c < 2; c++) {
                    worst = Math.max(worst, floatError(u, v, c, normal[c]));
                }
            }
        }
        assertThat(worst).isBetween(0.5, FLOAT_ULPS);
    }

    private static double floatError(float u, float v, int component, float normal) {
        if (u == 1) {
            return normal == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        double turn = 4.0 * v;
        double nearest = Math.rint(turn);
        double angle = (turn - nearest) * (Math.PI / 2);
        int quadrant = ((int) nearest + (component == 0 ? 1 : 0)) & 3;
        double wave = (quadrant & 1) == 0 ? Math.sin(angle) : Math.cos(angle);
        double truth = Math.sqrt(-2 * Math.log(u)) * (quadrant >= 2 ? -wave : wave);
        return Math.abs(normal - truth) / Math.ulp((float) truth);
    }

    @Test
    void doublesAreCloseToTheTrueFunctionOfTheirUniforms() {
        List<Long> bits = doubleBits();
        SplittableRandom random = new SplittableRandom(12);
        double[] normal = new double[2];
        double worst = 0;
        for (long value : bits) {
            for (int i = 0; i < 2; i++) {
                long other = bits.get(random.nextInt(bits.size()));
                double u = uniform(i == 0 ? value : other);
                double v = uniform(i == 0 ? other : value);
                Normals.pair(u, v, normal, 0);
                for (int c = 0; c < 2; c++) {
                    if (u == 1) {
                        assertThat(Math.abs(normal[c])).isZero();
                    } else {
                        BigDecimal truth = ExactBoxMuller.normal(u, v, c);
                        double ulp = Math.ulp(truth.doubleValue());
                        worst = Math.max(worst, ExactBoxMuller.ulps(normal[c], truth, ulp));
                    }
                }
            }
        }
        assertThat(worst).isBetween(0.5, DOUBLE_ULPS);
    }

    @Test
    void uniformsAreInTheMiddleOfTheirIntervals() {
        assertThat(Normals.uniformFloat(0)).isEqualTo(0x1p-25f);
        assertThat(Normals.uniformFloat(0xFF)).isEqualTo(0x1p-25f);
        assertThat(Normals.uniformFloat(0x100)).isEqualTo(0x1.8p-24f);
        assertThat(Normals.uniformFloat(0x40000000)).isEqualTo(0.25f + 0x1p-25f);
        assertThat(Normals.uniformFloat(-1)).isEqualTo(1f);
        assertThat(Normals.uniformDouble(0, 0)).isEqualTo(0x1p-54);
        assertThat(Normals.uniformDouble(0x1F, 0x3F)).isEqualTo(0x1p-54);
        assertThat(Normals.uniformDouble(0, 0x40)).isEqualTo(0x1.8p-53);
        assertThat(Normals.uniformDouble(0x20, 0)).isEqualTo(0x1p-27 + 0x1p-54);
        assertThat(Normals.uniformDouble(0x40000000, 0)).isEqualTo(0.25 + 0x1p-54);
        assertThat(Normals.uniformDouble(-1, -1)).isEqualTo(1.0);
    }

    /** The smallest uniform 2^-b gives the largest normal, {@code sqrt(2 b ln 2)}, where the cosine is one. */
    @Test
    void largestNormals() {
        float[] floats = new float[2];
        Normals.pair(0x1p-25f, 1f, floats, 0);
        assertThat(floats[0]).isEqualTo((float) Math.sqrt(50 * Math.log(2)));
        double[] doubles = new double[2];
        Normals.pair(0x1p-54, 1.0, doubles, 0);
        assertThat(doubles[0]).isEqualTo(Math.sqrt(108 * Math.log(2)));
    }

    /**
     * Just below one, uniforms are 1 - 2^-23 (float) and 1 - 2^-52 (double), since half a unit is rounded to even
     * there; next to a quarter turn they are 2^-25 and 2^-54 from it.
     */
    @Test
    void smallestNormalsOtherThanZero() {
        assertThat(Normals.uniformFloat(0xFFFFFE00)).isEqualTo(1 - 0x1p-23f);
        float[] floats = new float[2];
        Normals.pair(1 - 0x1p-23f, Normals.uniformFloat(0), floats, 0);
        assertThat(floats[1]).isEqualTo((float) (0x1p-11 * 0x1p-23 * Math.PI / 2));
        assertThat(Normals.uniformDouble(-1, 0xFFFFFF80)).isEqualTo(1 - 0x1p-52);
        double[] doubles = new double[2];
        Normals.pair(1 - 0x1p-52, Normals.uniformDouble(0, 0), doubles, 0);
        BigDecimal truth = ExactBoxMuller.normal(1 - 0x1p-52, 0x1p-54, 1);
        assertThat(ExactBoxMuller.ulps(doubles[1], truth, Math.ulp(doubles[1]))).isLessThan(DOUBLE_ULPS);
        assertThat(doubles[1] / (Math.sqrt(0x1p-51) * 0x1p-52 * Math.PI / 2)).isBetween(1 - 1e-15, 1 + 1e-15);
    }

    /** At a quarter turn one of the two is exactly zero and the other the whole radius, with its sign. */
    @Test
    void quarterTurnsAreExact() {
        float radius = (float) Math.sqrt(2 * Math.log(2));
        float[][] expected = {{0, radius}, {-radius, 0}, {0, -radius}, {radius, 0}};
        float[] normal = new float[2];
        for (int q = 0; q < 4; q++) {
            Normals.pair(0.5f, (q + 1) / 4f, normal, 0);
            assertThat(Math.abs(normal[q & 1])).isZero();
            assertThat(normal[1 - (q & 1)]).isEqualTo(expected[q][1 - (q & 1)]);
        }
    }

    /** Words on both sides of every binade, quarter turn, eighth turn and of sqrt(1/2), and in between. */
    private static List<Integer> floatWords() {
        List<Integer> words = new ArrayList<>();
        for (int binade = 0; binade <= 24; binade++) {
            around((1L << binade), words);
        }
        for (int eighth = 0; eighth <= 8; eighth++) {
            around((long) eighth << 21, words);
        }
        for (int power = 0; power < 24; power++) {
            around((long) Math.scalb(Math.sqrt(0.5), 24 - power), words);
        }
        SplittableRandom random = new SplittableRandom(13);
        for (int i = 0; i < 100_000; i++) {
            words.add(random.nextInt());
            words.add(random.nextInt() >>> random.nextInt(32));
        }
        return words;
    }

    private static void around(long value, List<Integer> words) {
        for (long near = Math.max(0, value - 40); near <= Math.min((1L << 24) - 1, value + 40); near++) {
            words.add((int) near << 8);
        }
    }

    private static List<Long> doubleBits() {
        List<Long> bits = new ArrayList<>();
        for (int binade = 0; binade <= 53; binade++) {
            aroundLong(1L << binade, bits);
        }
        for (int eighth = 0; eighth <= 8; eighth++) {
            aroundLong((long) eighth << 50, bits);
        }
        for (int power = 0; power < 53; power++) {
            aroundLong((long) Math.scalb(Math.sqrt(0.5), 53 - power), bits);
        }
        SplittableRandom random = new SplittableRandom(14);
        for (int i = 0; i < 2_000; i++) {
            bits.add(random.nextLong() >>> 11);
            bits.add(random.nextLong() >>> (11 + random.nextInt(53)));
        }
        return bits;
    }

    private static void aroundLong(long value, List<Long> bits) {
        for (long near = Math.max(0, value - 3); near <= Math.min((1L << 53) - 1, value + 3); near++) {
            bits.add(near);
        }
    }

    /** The uniform of 53 bits, through the two words that carry them. */
    private static double uniform(long bits) {
        return Normals.uniformDouble((int) (bits >>> 26) << 5, (int) (bits & 0x3FFFFFF) << 6);
    }
}
