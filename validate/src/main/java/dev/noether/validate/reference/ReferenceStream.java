package dev.noether.validate.reference;

/**
 * The random stream of a seed, from its published description: Threefry4x32-20 of the counter
 * {@code (block, sample, step mod 2^32, step div 2^32 + 2^16 purpose)} under the key {@code (seed mod 2^32, seed div
 * 2^32, 0, 0)}, and the normative double normals, two for each block. Written anew here, so that it can judge the fast
 * ones.
 */
final class ReferenceStream {

    private static final int[][] ROTATIONS = {
        {10, 26}, {11, 21}, {13, 27}, {23, 5}, {6, 20}, {17, 11}, {25, 10}, {18, 20}
    };

    /** {@code (ln(1 + f) - 2 s) / s^3 + ...}: polynomial P of {@code ln(1 + f) = 2 s + s z P(z)}. */
    private static final double[] LOG = {
        0x1.5555555555558p-1,
        0x1.9999999995303p-2,
        0x1.2492492df3035p-2,
        0x1.c71c62e0b72cbp-3,
        0x1.7462b661a6659p-3,
        0x1.39fe212aea87bp-3,
        0x1.2b5b8533b7489p-3
    };

    /** {@code sin(pi g / 2) = g S(g^2)}. */
    private static final double[] SIN = {
        0x1.921fb54442d18p0,
        -0x1.4abbce625be09p-1,
        0x1.466bc67754fffp-4,
        -0x1.32d2ccdfe9424p-8,
        0x1.50782d5f14825p-13,
        -0x1.e2fe76fdffd2bp-19,
        0x1.e357ef99eb0bap-25
    };

    /** {@code cos(pi g / 2) = C(g^2)}. */
    private static final double[] COS = {
        0x1p0, -0x1.3bd3cc9be45dep0, 0x1.03c1f081b5a67p-2, -0x1.55d3c7e3c325bp-6,
        0x1.e1f5067b90b37p-11, -0x1.a6d1e7294bffap-16, 0x1.f9c89ca1d5187p-22, -0x1.b167302e37195p-28
    };

    private static final double LN2_HIGH = 0x1.62e42fefa2p-1;
    private static final double LN2_LOW = 0x1.9ef35793c7673p-41;

    private static final int INPUTS = 1;
    private static final int LABEL_NOISE = 2;
    private static final int FLOW = 5;
    private static final int DATA_INDEX = 6;

    private final int[] key;

    ReferenceStream(long seed) {
        key = new int[] {(int) seed, (int) (seed >> 32), 0, 0};
    }

    /** Normals that multiply the gradients of the samples of a minibatch. */
    double[] multipliers(long step, int count) {
        return normals(FLOW, step, 0, count);
    }

    /** Normals of the inputs of a sample. */
    double[] inputs(long step, int sample, int count) {
        return normals(INPUTS, step, sample, count);
    }

    /** Normals of the label noise of a sample. */
    double[] labelNoise(long step, int sample, int count) {
        return normals(LABEL_NOISE, step, sample, count);
    }

    /** Which of {@code size} samples of a data set is at place {@code i} of minibatch {@code step}. */
    int index(long step, int i, int size) {
        int[] words = words(DATA_INDEX, step, 0, i / 4);
        long word = Integer.toUnsignedLong(words[i % 4]);
        return (int) (word * size / (1L << 32));
    }

    private double[] normals(int purpose, long step, int sample, int count) {
        double[] z = new double[count];
        for (int i = 0; i < count; i += 2) {
            int[] words = words(purpose, step, sample, i / 2);
            double radius = Math.sqrt(-2 * logarithm(uniform(words[0], words[1])));
            double turns = uniform(words[2], words[3]);
            z[i] = radius * cosine(turns);
            if (i + 1 < count) {
                z[i + 1] = radius * sine(turns);
            }
        }
        return z;
    }

    private int[] words(int purpose, long step, int sample, int block) {
        int[] counter = {block, sample, (int) step, (int) (step >> 32) + (purpose << 16)};
        return threefry(key, counter);
    }

    /**
     * Threefry4x32 of 20 rounds (Salmon et al., SC 2011). A round mixes two pairs of words, then exchanges words 1 and 3;
     * a key is added before the first round and after each fourth.
     */
    static int[] threefry(int[] key, int[] counter) {
        int[] extended = {key[0], key[1], key[2], key[3], 0x1BD11BDA ^ key[0] ^ key[1] ^ key[2] ^ key[3]};
        int[] x = counter.clone();
        addKey(x, extended, 0);
        for (int round = 0; round < 20; round++) {
            mix(x, 0, ROTATIONS[round % 8][0]);
            mix(x, 2, ROTATIONS[round % 8][1]);
            int exchanged = x[1];
            x[1] = x[3];
            x[3] = exchanged;
            if (round % 4 == 3) {
                addKey(x, extended, round / 4 + 1);
            }
        }
        return x;
    }

    private static void addKey(int[] x, int[] extended, int injection) {
        for (int i = 0; i < 4; i++) {
            x[i] += extended[(injection + i) % 5];
        }
        x[3] += injection;
    }

    private static void mix(int[] x, int i, int rotation) {
        x[i] += x[i + 1];
        x[i + 1] = (x[i + 1] << rotation | x[i + 1] >>> (32 - rotation)) ^ x[i];
    }

    /** 27 bits of one word, 26 of the other and half a unit of the last: in (0, 1], rounded once. */
    private static double uniform(int high, int low) {
        double bits = (double) (high >>> 5) * (1L << 26) + (low >>> 6);
        // bits is exact; bits + 1/2 has 54 bits and is rounded here, scaling by a power of two is exact.
        return (bits + 0.5) * 0x1p-53;
    }

    /** {@code ln u = k ln 2 + ln(1 + f)} with {@code u = 2^k (1 + f)} and 1 + f between sqrt(1/2) and sqrt(2). */
    private static double logarithm(double u) {
        int k = Math.getExponent(u);
        double significand = u / Math.scalb(1.0, k);
        if (significand >= 2 * 0x1.6a09e667f3bcdp-1) {
            significand /= 2;
            k++;
        }
        double f = significand - 1;
        double s = f / (2 + f);
        double z = s * s;
        double half = 0.5 * f * f;
        double correction = Math.fma(s, Math.fma(z, polynomial(LOG, z), half), k * LN2_LOW);
        return Math.fma(k, LN2_HIGH, f - (half - correction));
    }

    /** {@code cos(2 pi t)} for t in (0, 1]. */
    private static double cosine(double t) {
        double quadrant = Math.rint(4 * t);
        double g = 4 * t - quadrant;
        return switch ((int) quadrant % 4) {
            case 0 -> polynomial(COS, g * g);
            case 1 -> -(g * polynomial(SIN, g * g));
            case 2 -> -polynomial(COS, g * g);
            default -> g * polynomial(SIN, g * g);
        };
    }

    /** {@code sin(2 pi t)} for t in (0, 1]. */
    private static double sine(double t) {
        double quadrant = Math.rint(4 * t);
        double g = 4 * t - quadrant;
        return switch ((int) quadrant % 4) {
            case 0 -> g * polynomial(SIN, g * g);
            case 1 -> polynomial(COS, g * g);
            case 2 -> -(g * polynomial(SIN, g * g));
            default -> -polynomial(COS, g * g);
        };
    }

    /** {@code sum_i a_i x^i}: Horner's scheme, each step one fused multiply-add. */
    private static double polynomial(double[] a, double x) {
        double value = a[a.length - 1];
        for (int i = a.length - 2; i >= 0; i--) {
            value = Math.fma(value, x, a[i]);
        }
        return value;
    }
}
