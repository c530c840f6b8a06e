package dev.noether.random;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Box-Muller to forty digits: the truth that normals of either precision are held against. */
final class ExactBoxMuller {

    private static final MathContext DIGITS = new MathContext(40);
    private static final BigDecimal NEGLIGIBLE = BigDecimal.ONE.movePointLeft(45);
    private static final BigDecimal TWO = BigDecimal.TWO;
    private static final BigDecimal LN_2 = twoArtanh(BigDecimal.ONE.divide(BigDecimal.valueOf(3), DIGITS));
    private static final BigDecimal HALF_PI = new BigDecimal("1.5707963267948966192313216916397514420985846996876");

    private ExactBoxMuller() {}

    /** {@code sqrt(-2 ln u) cos(2 pi v)} (0) or sine (1), for u in (0, 1) and v in (0, 1]. */
    static BigDecimal normal(double u, double v, int component) {
        BigDecimal radius = TWO.negate().multiply(ln(u)).sqrt(DIGITS);
        BigDecimal turn = new BigDecimal(v).multiply(BigDecimal.valueOf(4));
        BigDecimal nearest = turn.setScale(0, RoundingMode.HALF_EVEN);
        BigDecimal angle = turn.subtract(nearest).multiply(HALF_PI, DIGITS);
        // cos(a + q pi / 2) = sin(a + (q + 1) pi / 2)
        int quadrant = (nearest.intValueExact() + (component == 0 ? 1 : 0)) & 3;
        BigDecimal wave = (quadrant & 1) == 0 ? series(angle, angle, 1) : series(BigDecimal.ONE, angle, 0);
        return radius.multiply(quadrant >= 2 ? wave.negate() : wave, DIGITS);
    }

    /** Error of a normal in units in the last place of its precision, whose distance at the true value is given. */
    static double ulps(double value, BigDecimal truth, double ulp) {
        return new BigDecimal(value).subtract(truth).abs().doubleValue() / ulp;
    }

    private static BigDecimal ln(double u) {
        int k = Math.getExponent(u) + 1;
        BigDecimal m = new BigDecimal(Math.scalb(u, -k));
        BigDecimal s = m.subtract(BigDecimal.ONE).divide(m.add(BigDecimal.ONE), DIGITS);
        return twoArtanh(s).add(LN_2.multiply(BigDecimal.valueOf(k)), DIGITS);
    }

    private static BigDecimal twoArtanh(BigDecimal s) {
        BigDecimal square = s.multiply(s, DIGITS);
        BigDecimal power = s;
        BigDecimal sum = s;
        for (int n = 3; power.abs().compareTo(s.abs().multiply(NEGLIGIBLE)) > 0; n += 2) {
            power = power.multiply(square, DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
        }
        return sum.multiply(TWO);
    }

    /** {@code first - first a^2 / ((n+1) (n+2)) + ...}: the sine from a and n = 1, the cosine from 1 and n = 0. */
    private static BigDecimal series(BigDecimal first, BigDecimal a, int n) {
        BigDecimal square = a.multiply(a, DIGITS);
        BigDecimal term = first;
        BigDecimal sum = first;
        int k = n;
        while (term.abs().compareTo(first.abs().multiply(NEGLIGIBLE)) > 0) {
            term = term.multiply(square, DIGITS).negate().divide(BigDecimal.valueOf((k + 1L) * (k + 2L)), DIGITS);
            sum = sum.add(term, DIGITS);
            k += 2;
        }
        return sum;
    }
}
