package dev.noether.validate.functions;

/**
 * An unevaluated sum of two doubles, the second at most half a unit in the last place of the first: some 106 bits. The
 * algorithms are Dekker's and Knuth's; each operation has a relative error of a few 2^-104.
 *
 * @param high the number, rounded
 * @param low what rounding lost
 */
public record DoubleDouble(double high, double low) {

    public static final DoubleDouble ONE = of(1);

    /** A double. */
    public static DoubleDouble of(double value) {
        return new DoubleDouble(value, 0);
    }

    /** The exact product of two doubles, unless it underflows. */
    public static DoubleDouble product(double a, double b) {
        double product = a * b;
        return new DoubleDouble(product, Math.fma(a, b, -product));
    }

    /** The exact sum of two doubles. */
    public static DoubleDouble sum(double a, double b) {
        double sum = a + b;
        double ofB = sum - a;
        return new DoubleDouble(sum, (a - (sum - ofB)) + (b - ofB));
    }

    public DoubleDouble plus(DoubleDouble other) {
        DoubleDouble highs = sum(high, other.high);
        DoubleDouble lows = sum(low, other.low);
        DoubleDouble first = normalized(highs.high, highs.low + lows.high);
        return normalized(first.high, first.low + lows.low);
    }

    public DoubleDouble plus(double other) {
        DoubleDouble sum = sum(high, other);
        return normalized(sum.high, sum.low + low);
    }

    public DoubleDouble minus(DoubleDouble other) {
        return plus(other.negated());
    }

    public DoubleDouble negated() {
        return new DoubleDouble(-high, -low);
    }

    public DoubleDouble magnitude() {
        return high < 0 ? negated() : this;
    }

    public DoubleDouble times(DoubleDouble other) {
        DoubleDouble product = product(high, other.high);
        return normalized(product.high, product.low + (high * other.low + low * other.high));
    }

    public DoubleDouble times(double other) {
        DoubleDouble product = product(high, other);
        return normalized(product.high, Math.fma(low, other, product.low));
    }

    /** Long division: two quotients of doubles, and what they leave. */
    public DoubleDouble over(DoubleDouble other) {
        double first = high / other.high;
        DoubleDouble rest = minus(other.times(first));
        double second = rest.high / other.high;
        double third = rest.minus(other.times(second)).high / other.high;
        return normalized(first, second).plus(third);
    }

    public DoubleDouble over(double other) {
        return over(of(other));
    }

    /** One step of Newton's iteration from the root of the double. */
    public DoubleDouble squareRoot() {
        double root = Math.sqrt(high);
        return of(root).plus(minus(product(root, root)).high / (2 * root));
    }

    private static DoubleDouble normalized(double a, double b) {
        double sum = a + b;
        return new DoubleDouble(sum, b - (sum - a));
    }
}
