package dev.noether.random;

/**
 * The normative algorithm for standard normals: Box-Muller, {@code n0 = sqrt(-2 ln u) cos(2 pi v)} and
 * {@code n1 = sqrt(-2 ln u) sin(2 pi v)}, with own polynomials in which every product that feeds a sum is one fused
 * multiply-add. Every operation is correctly rounded by IEEE 754, so lanes, scalars and devices give the same bits. The
 * coefficients are minimax polynomials; backends read them from here.
 */
public final class Normals {

    /** {@code ln(1 + f) = f + f^2 Q(f)}, f in [sqrt(1/2) - 1, sqrt(2) - 1], float; relative error 2^-26.4. */
    static final float[] LOG_F = {
        -0x1.fffffep-2f,
        0x1.555548p-2f,
        -0x1.000222p-2f,
        0x1.99a7a8p-3f,
        -0x1.5487e2p-3f,
        0x1.22446ap-3f,
        -0x1.0bf544p-3f,
        0x1.08a6a2p-3f,
        -0x1.496a52p-4f
    };

    /** {@code sin(pi g / 2) = g S(g^2)}, abs(g) at most 1/2, float. */
    static final float[] SIN_F = {0x1.921fb6p0f, -0x1.4abbecp-1f, 0x1.466b2p-4f, -0x1.2f5992p-8f};

    /** {@code cos(pi g / 2) = C(g^2)}, float. */
    static final float[] COS_F = {0x1p0f, -0x1.3bd3ccp0f, 0x1.03c1b8p-2f, -0x1.55b7cep-6f, 0x1.d684aap-11f};

    /** ln 2 in two parts; the first has 16 bits, so that its product with an exponent is exact. */
    public static final float LN2_HIGH_F = 0x1.62e4p-1f;

    public static final float LN2_LOW_F = 0x1.7f7d1cp-20f;

    /** {@code ln(1 + f) = 2 s + s z P(z)}, {@code s = f / (2 + f)}, {@code z = s^2}, double. */
    static final double[] LOG_D = {
        0x1.5555555555558p-1,
        0x1.9999999995303p-2,
        0x1.2492492df3035p-2,
        0x1.c71c62e0b72cbp-3,
        0x1.7462b661a6659p-3,
        0x1.39fe212aea87bp-3,
        0x1.2b5b8533b7489p-3
    };

    /** As {@link #SIN_F}, double. */
    static final double[] SIN_D = {
        0x1.921fb54442d18p0,
        -0x1.4abbce625be09p-1,
        0x1.466bc67754fffp-4,
        -0x1.32d2ccdfe9424p-8,
        0x1.50782d5f14825p-13,
        -0x1.e2fe76fdffd2bp-19,
        0x1.e357ef99eb0bap-25
    };

    /** As {@link #COS_F}, double. */
    static final double[] COS_D = {
        0x1p0, -0x1.3bd3cc9be45dep0, 0x1.03c1f081b5a67p-2, -0x1.55d3c7e3c325bp-6,
        0x1.e1f5067b90b37p-11, -0x1.a6d1e7294bffap-16, 0x1.f9c89ca1d5187p-22, -0x1.b167302e37195p-28
    };

    /** ln 2 in two parts; the first has 40 bits. */
    public static final double LN2_HIGH_D = 0x1.62e42fefa2p-1;

    public static final double LN2_LOW_D = 0x1.9ef35793c7673p-41;

    /** Bits of sqrt(1/2): subtracting them moves the break between exponents there. */
    public static final int SQRT_HALF_F = 0x3F3504F3;

    public static final long SQRT_HALF_D = 0x3FE6A09E667F3BCDL;

    /** Adding and subtracting this rounds to an integer, whose lowest bits are those of the sum. */
    public static final float ROUNDER_F = 0x1.8p23f;

    public static final double ROUNDER_D = 0x1.8p52;

    private Normals() {}

    /** Coefficients in ascending order, by name: LOG, SIN or COS; a copy. */
    public static float[] floatCoefficients(String name) {
        return switch (name) {
            case "LOG" -> LOG_F.clone();
            case "SIN" -> SIN_F.clone();
            case "COS" -> COS_F.clone();
            default -> throw new IllegalArgumentException("no polynomial named " + name + ": LOG, SIN, COS");
        };
    }

    /** Coefficients in ascending order, by name: LOG, SIN or COS; a copy. */
    public static double[] doubleCoefficients(String name) {
        return switch (name) {
            case "LOG" -> LOG_D.clone();
            case "SIN" -> SIN_D.clone();
            case "COS" -> COS_D.clone();
            default -> throw new IllegalArgumentException("no polynomial named " + name + ": LOG, SIN, COS");
        };
    }

    /** Other constants, by name: LN2_HIGH, LN2_LOW, ROUNDER or SQRT_HALF. */
    public static float floatConstant(String name) {
        return switch (name) {
            case "LN2_HIGH" -> LN2_HIGH_F;
            case "LN2_LOW" -> LN2_LOW_F;
            case "ROUNDER" -> ROUNDER_F;
            case "SQRT_HALF" -> Float.intBitsToFloat(SQRT_HALF_F);
            default -> throw new IllegalArgumentException("no constant named " + name);
        };
    }

    /** Other constants, by name: LN2_HIGH, LN2_LOW, ROUNDER or SQRT_HALF. */
    public static double doubleConstant(String name) {
        return switch (name) {
            case "LN2_HIGH" -> LN2_HIGH_D;
            case "LN2_LOW" -> LN2_LOW_D;
            case "ROUNDER" -> ROUNDER_D;
            case "SQRT_HALF" -> Double.longBitsToDouble(SQRT_HALF_D);
            default -> throw new IllegalArgumentException("no constant named " + name);
        };
    }

    /** Uniform of a word, in (0, 1]: {@code (w >>> 8) 2^-24 + 2^-25}, rounded once. The smallest is 2^-25. */
    public static float uniformFloat(int word) {
        return Math.fma((float) (word >>> 8), 0x1p-24f, 0x1p-25f);
    }

    /** Uniform of two words, in (0, 1]: 53 bits and half a unit, rounded once. The smallest is 2^-54. */
    public static double uniformDouble(int high, int low) {
        return Math.fma((double) (high >>> 5), 0x1p-27, Math.fma((double) (low >>> 6), 0x1p-53, 0x1p-54));
    }

    /** Two normals from uniforms u and v: {@code out[at]} and {@code out[at + 1]}. */
    static void pair(float u, float v, float[] out, int at) {
        float radius = (float) Math.sqrt(-2f * log(u));
        float turn = 4f * v;
        float shifted = turn + ROUNDER_F;
        int quadrant = Float.floatToRawIntBits(shifted);
        float g = turn - (shifted - ROUNDER_F);
        float square = g * g;
        float sin = g * horner(SIN_F, square);
        float cos = horner(COS_F, square);
        boolean swap = (quadrant & 1) != 0;
        float cosine = swap ? sin : cos;
        float sine = swap ? cos : sin;
        out[at] = radius * (((quadrant + 1) & 2) != 0 ? -cosine : cosine);
        out[at + 1] = radius * ((quadrant & 2) != 0 ? -sine : sine);
    }

    /** Two normals from uniforms u and v: {@code out[at]} and {@code out[at + 1]}. */
    static void pair(double u, double v, double[] out, int at) {
        double radius = Math.sqrt(-2.0 * log(u));
        double turn = 4.0 * v;
        double shifted = turn + ROUNDER_D;
        long quadrant = Double.doubleToRawLongBits(shifted);
        double g = turn - (shifted - ROUNDER_D);
        double square = g * g;
        double sin = g * horner(SIN_D, square);
        double cos = horner(COS_D, square);
        boolean swap = (quadrant & 1) != 0;
        double cosine = swap ? sin : cos;
        double sine = swap ? cos : sin;
        out[at] = radius * (((quadrant + 1) & 2) != 0 ? -cosine : cosine);
        out[at + 1] = radius * ((quadrant & 2) != 0 ? -sine : sine);
    }

    /** ln u for u in (0, 1]. */
    static float log(float u) {
        int bits = Float.floatToRawIntBits(u) - SQRT_HALF_F;
        float k = (float) (bits >> 23);
        float f = Float.intBitsToFloat((bits & 0x007FFFFF) + SQRT_HALF_F) - 1f;
        float tail = Math.fma(k, LN2_LOW_F, (f * f) * horner(LOG_F, f));
        return Math.fma(k, LN2_HIGH_F, tail + f);
    }

    /** ln u for u in (0, 1]. */
    static double log(double u) {
        long bits = Double.doubleToRawLongBits(u) - SQRT_HALF_D;
        double k = (double) (bits >> 52);
        double f = Double.longBitsToDouble((bits & 0x000FFFFFFFFFFFFFL) + SQRT_HALF_D) - 1.0;
        double s = f / (2.0 + f);
        double z = s * s;
        double half = (0.5 * f) * f;
        double correction = Math.fma(s, Math.fma(z, horner(LOG_D, z), half), k * LN2_LOW_D);
        return Math.fma(k, LN2_HIGH_D, f - (half - correction));
    }

    private static float horner(float[] coefficients, float x) {
        float value = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            value = Math.fma(value, x, coefficients[i]);
        }
        return value;
    }

    private static double horner(double[] coefficients, double x) {
        double value = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            value = Math.fma(value, x, coefficients[i]);
        }
        return value;
    }
}
