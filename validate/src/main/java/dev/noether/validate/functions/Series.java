package dev.noether.validate.functions;

/**
 * Elementary functions of finite doubles by their series in double-double, to a relative error below 2^-90. Each series is
 * summed until its terms no longer count.
 */
public final class Series {

    private static final DoubleDouble PI = new DoubleDouble(0x1.921fb54442d18p1, 0x1.1a62633145c07p-53);
    private static final DoubleDouble LN_2 = new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);
    private static final double NEGLIGIBLE = 0x1p-110;

    /** From here on the normal tail comes from its continued fraction. */
    private static final double FAR = 2.5;

    private Series() {}

    /** {@code e^x}. */
    public static Scaled exp(double x) {
        return exp(DoubleDouble.of(x));
    }

    /** {@code e^(-x^2 / 2)}. */
    public static Scaled expOfMinusHalfSquare(double x) {
        return exp(square(x).times(-0.5));
    }

    /** {@code ln x}, x above 0: {@code x = 2^k m} with m about 1, {@code ln m = 2 (s + s^3/3 + ...)}, s = (m-1)/(m+1). */
    public static Scaled log(double x) {
        int k = Math.getExponent(x * Math.sqrt(2));
        double scaled = x;
        int lifted = 0;
        if (x < Double.MIN_NORMAL) {
            lifted = 100;
            scaled = Math.scalb(x, lifted);
            k = Math.getExponent(scaled * Math.sqrt(2));
        }
        DoubleDouble m = DoubleDouble.of(Math.scalb(scaled, -k));
        DoubleDouble s = m.plus(-1).over(m.plus(1));
        return unscaled(LN_2.times(k - lifted).plus(twiceInverseTanh(s)));
    }

    /** {@code ln(1 + x)}, x in [0, 1]: the same with {@code s = x / (2 + x)}. */
    public static Scaled logOfOnePlus(double x) {
        if (x < 0x1p-200) {
            return new Scaled(DoubleDouble.of(Math.scalb(x, 200)), -200);
        }
        return unscaled(logOfOnePlus(DoubleDouble.of(x)));
    }

    static DoubleDouble logOfOnePlus(DoubleDouble x) {
        return twiceInverseTanh(x.over(x.plus(2)));
    }

    /** {@code tanh x = (e^2x - 1) / (e^2x + 1)}. */
    public static Scaled tanh(double x) {
        if (Math.abs(x) < 0x1p-200) {
            return new Scaled(DoubleDouble.of(Math.scalb(x, 200)), -200);
        }
        double size = Math.min(Math.abs(x), 40);
        DoubleDouble less;
        if (size < 0.25) {
            less = expMinusOne(DoubleDouble.of(2 * size));
        } else {
            Scaled e = exp(2 * size);
            less = times(e.mantissa(), e.exponent()).plus(-1);
        }
        DoubleDouble value = less.over(less.plus(2));
        return unscaled(x < 0 ? value.negated() : value);
    }

    /** {@code erf x = (2 / sqrt(pi)) e^(-x^2) (x + 2 x^3/3 + 4 x^5/(3 5) + ...)}: no term is negative. */
    public static Scaled erf(double x) {
        DoubleDouble root = PI.squareRoot();
        if (Math.abs(x) < 0x1p-200) {
            return new Scaled(DoubleDouble.of(Math.scalb(x, 200)).times(2).over(root), -200);
        }
        double size = Math.abs(x);
        // Above 7 the difference from 1 is below 2^-74.
        DoubleDouble value = DoubleDouble.ONE;
        if (size < 7) {
            Scaled e = exp(square(size).negated());
            DoubleDouble sum = oddFactorials(DoubleDouble.of(size), square(size).times(2));
            value = times(sum.times(e.mantissa()).times(2).over(root), e.exponent());
        }
        return unscaled(x < 0 ? value.negated() : value);
    }

    /**
     * {@code P(-abs(x))}, P the normal distribution function, with the density p: {@code 1/2 - p (x + x^3/3 + ...)} near 0,
     * {@code p / (x + 1/(x + 2/(x + 3/...)))} far from it.
     */
    public static Scaled normalTail(double x) {
        double size = Math.abs(x);
        Scaled e = expOfMinusHalfSquare(size);
        DoubleDouble p = e.mantissa().over(PI.times(2).squareRoot());
        if (size < FAR) {
            DoubleDouble sum = oddFactorials(DoubleDouble.of(size), square(size));
            return unscaled(times(sum.times(p), e.exponent()).negated().plus(0.5));
        }
        DoubleDouble fraction = DoubleDouble.of(size);
        // After n terms the fraction is right to some e^(-2 x sqrt(2 n)).
        for (int k = 20 + (int) Math.ceil(1000 / (size * size)); k > 0; k--) {
            fraction = DoubleDouble.of(k).over(fraction).plus(size);
        }
        return new Scaled(p.over(fraction), e.exponent());
    }

    /** {@code sin(2 pi t)}. */
    public static Scaled sineOfTurns(double t) {
        if (Math.abs(t) < 0x1p-200) {
            return new Scaled(PI.times(2).times(Math.scalb(t, 200)), -200);
        }
        double fraction = Math.IEEEremainder(t, 1);
        double quarters = Math.rint(4 * fraction);
        return unscaled(ofQuarters(4 * fraction - quarters, (int) quarters));
    }

    /** {@code cos(2 pi t)}. */
    public static Scaled cosineOfTurns(double t) {
        double fraction = Math.IEEEremainder(t, 1);
        double quarters = Math.rint(4 * fraction);
        return unscaled(ofQuarters(4 * fraction - quarters, (int) quarters + 1));
    }

    /** {@code sin(pi (g + quarters) / 2)}, abs(g) at most 1/2. */
    private static DoubleDouble ofQuarters(double g, int quarters) {
        DoubleDouble angle = PI.times(g / 2);
        DoubleDouble minusSquare = angle.times(angle).negated();
        DoubleDouble term = (quarters & 1) == 0 ? angle : DoubleDouble.ONE;
        DoubleDouble sum = term;
        for (int k = 2 - (quarters & 1); counts(term, sum); k += 2) {
            term = term.times(minusSquare).over((double) k * (k + 1));
            sum = sum.plus(term);
        }
        return (quarters & 2) == 0 ? sum : sum.negated();
    }

    private static Scaled exp(DoubleDouble x) {
        // Beyond this everything is 0 or infinite in doubles, and the exponent fits an int.
        double bounded = Math.clamp(x.high(), -2000, 2000);
        DoubleDouble argument = bounded == x.high() ? x : DoubleDouble.of(bounded);
        int k = (int) Math.rint(bounded / LN_2.high());
        return new Scaled(expMinusOne(argument.minus(LN_2.times(k))).plus(1), k);
    }

    /** {@code x + x^2/2 + x^3/6 + ...}, x at most 1/2 or so. */
    private static DoubleDouble expMinusOne(DoubleDouble x) {
        DoubleDouble term = x;
        DoubleDouble sum = x;
        for (int k = 2; counts(term, sum); k++) {
            term = term.times(x).over(k);
            sum = sum.plus(term);
        }
        return sum;
    }

    /** {@code 2 (s + s^3/3 + s^5/5 + ...)}. */
    private static DoubleDouble twiceInverseTanh(DoubleDouble s) {
        DoubleDouble square = s.times(s);
        DoubleDouble power = s;
        DoubleDouble sum = s;
        for (int k = 3; counts(power, sum); k += 2) {
            power = power.times(square);
            sum = sum.plus(power.over(k));
        }
        return sum.times(2);
    }

    /** {@code x (1 + q/3 + q^2/(3 5) + q^3/(3 5 7) + ...)}. */
    private static DoubleDouble oddFactorials(DoubleDouble x, DoubleDouble q) {
        DoubleDouble term = x;
        DoubleDouble sum = x;
        for (int k = 3; counts(term, sum); k += 2) {
            term = term.times(q).over(k);
            sum = sum.plus(term);
        }
        return sum;
    }

    private static boolean counts(DoubleDouble term, DoubleDouble sum) {
        return Math.abs(term.high()) > NEGLIGIBLE * Math.abs(sum.high());
    }

    private static DoubleDouble square(double x) {
        double bounded = Math.min(Math.abs(x), 1e100);
        return DoubleDouble.product(bounded, bounded);
    }

    private static DoubleDouble times(DoubleDouble value, int exponent) {
        return new DoubleDouble(Math.scalb(value.high(), exponent), Math.scalb(value.low(), exponent));
    }

    private static Scaled unscaled(DoubleDouble value) {
        return new Scaled(value, 0);
    }
}
