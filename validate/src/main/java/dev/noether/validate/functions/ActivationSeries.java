package dev.noether.validate.functions;

import dev.noether.model.Activation;

/**
 * A smooth activation and its two derivatives at one finite h in double-double, to a relative error below 2^-80 of their
 * scales. With {@code e = e^-abs(h)} and {@code d = 1 / (1 + e)}, s(h) is d from 0 on and e d below; the tail of the normal
 * distribution is {@link Series#normalTail}.
 *
 * @param phi the activation
 * @param first its derivative
 * @param second its second derivative
 */
public record ActivationSeries(Term phi, Term first, Term second) {

    private static final DoubleDouble ROOT_TWO_PI = new DoubleDouble(0x1.921fb54442d18p1, 0x1.1a62633145c07p-53)
            .times(2)
            .squareRoot();

    /** Beyond this e is all there is of {@code ln(1 + e)}, and both parts of phi' of gelu share a power of two. */
    private static final double FAR = 100;

    /**
     * One value.
     *
     * @param value as exact as it gets
     * @param scale the sum of the magnitudes of the terms it is a sum of; its own magnitude if it is a product
     */
    public record Term(Scaled value, Scaled scale) {

        private static Term product(Scaled value) {
            return new Term(value, value.magnitude());
        }
    }

    /** Of tanh, swish, gelu or softplus; the others are exact. */
    public static ActivationSeries at(Activation activation, double h) {
        return switch (activation) {
            case TANH -> tanh(h);
            case SWISH -> swish(h);
            case GELU -> gelu(h);
            case SOFTPLUS -> softplus(h);
            case IDENTITY, RELU, LEAKY_RELU -> throw new IllegalArgumentException(activation + " is piecewise linear");
        };
    }

    /** {@code phi' = 4 e / (1 + e)^2} with {@code e = e^(-2 abs(h))}, {@code phi'' = -2 phi phi'}. */
    private static ActivationSeries tanh(double h) {
        Scaled phi = Series.tanh(h);
        Scaled e = Series.exp(-2 * Math.abs(h));
        DoubleDouble d = DoubleDouble.ONE.over(e.unscaled().plus(1));
        Scaled first = e.times(d.times(d).times(4));
        Scaled second = new Scaled(first.mantissa().times(phi.mantissa()).times(-2), first.exponent() + phi.exponent());
        return new ActivationSeries(Term.product(phi), Term.product(first), Term.product(second));
    }

    /** {@code h s}, {@code s (1 + h s(-h))}, {@code s s(-h) (2 + h (s(-h) - s))}. */
    private static ActivationSeries swish(double h) {
        Scaled e = Series.exp(-Math.abs(h));
        DoubleDouble d = DoubleDouble.ONE.over(e.unscaled().plus(1));
        Scaled s = h < 0 ? e.times(d) : new Scaled(d, 0);
        DoubleDouble other = h < 0 ? d : e.unscaled().times(d);
        DoubleDouble ofFirst = other.times(h);
        DoubleDouble ofSecond =
                e.unscaled().negated().plus(1).times(d).times(Math.abs(h)).negated();
        Scaled slope = e.times(d.times(d));
        return new ActivationSeries(
                Term.product(s.times(DoubleDouble.of(h))),
                new Term(s.times(ofFirst.plus(1)), s.times(ofFirst.magnitude().plus(1))),
                new Term(
                        slope.times(ofSecond.plus(2)),
                        slope.times(ofSecond.magnitude().plus(2))));
    }

    /** {@code h P}, {@code P + h p}, {@code (2 - h^2) p}. */
    private static ActivationSeries gelu(double h) {
        Scaled e = Series.expOfMinusHalfSquare(h);
        Scaled density = new Scaled(e.mantissa().over(ROOT_TWO_PI), e.exponent());
        Scaled tail = Series.normalTail(h);
        Scaled p = h < 0 ? tail : new Scaled(tail.unscaled().negated().plus(1), 0);
        Scaled ofFirst = density.times(DoubleDouble.of(h));
        boolean far = h < -FAR;
        DoubleDouble one = far ? p.mantissa() : p.unscaled();
        DoubleDouble two = far ? ofFirst.mantissa() : ofFirst.unscaled();
        int exponent = far ? p.exponent() : 0;
        double bounded = Math.min(Math.abs(h), 1e100);
        DoubleDouble square = DoubleDouble.product(bounded, bounded);
        return new ActivationSeries(
                Term.product(p.times(DoubleDouble.of(h))),
                new Term(
                        new Scaled(one.plus(two), exponent),
                        new Scaled(one.magnitude().plus(two.magnitude()), exponent)),
                new Term(density.times(square.negated().plus(2)), density.times(square.plus(2))));
    }

    /** {@code max(h, 0) + ln(1 + e)}, s, {@code s s(-h)}. */
    private static ActivationSeries softplus(double h) {
        Scaled e = Series.exp(-Math.abs(h));
        DoubleDouble d = DoubleDouble.ONE.over(e.unscaled().plus(1));
        Scaled phi = e;
        if (h > -FAR) {
            phi = new Scaled(Series.logOfOnePlus(e.unscaled()).plus(Math.max(h, 0)), 0);
        }
        Scaled s = h < 0 ? e.times(d) : new Scaled(d, 0);
        return new ActivationSeries(Term.product(phi), Term.product(s), Term.product(e.times(d.times(d))));
    }
}
