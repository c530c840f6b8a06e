package dev.noether.model;

/** A sum of doubles, or of exact products of doubles, that behaves as if added in twice the precision and rounded once. */
public final class CompensatedSum {

    private double high;
    private double low;

    /** Adds a number (Knuth's two-sum). */
    public void add(double value) {
        double sum = high + value;
        double part = sum - high;
        low += (high - (sum - part)) + (value - part);
        high = sum;
    }

    /** Adds the product a b, with its rounding error. */
    public void addProduct(double a, double b) {
        double product = a * b;
        add(product);
        low += Math.fma(a, b, -product);
    }

    /** The sum, rounded. */
    public double value() {
        return high + low;
    }
}
