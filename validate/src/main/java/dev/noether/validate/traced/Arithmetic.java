package dev.noether.validate.traced;

import dev.noether.model.Precision;

/**
 * How a computation rounds. A unit is half the distance from 1 to the next number.
 *
 * @param unit of elements
 * @param pairUnit of the pairs of sums to a single number, 0 where these are in double
 * @param anyOrder whether sums and products may be taken in another order than they are written in
 * @param vector whether a matrix is a vector along which every backend has its lanes; else they go along its rows or columns
 */
record Arithmetic(double unit, double pairUnit, boolean anyOrder, boolean vector) {

    static final double DOUBLE_UNIT = Precision.DOUBLE.epsilon() / 2;

    /** Everything in one precision, in any order. */
    static Arithmetic in(Precision precision) {
        double unit = precision.epsilon() / 2;
        return new Arithmetic(unit, unit, true, false);
    }

    Arithmetic inDouble() {
        return new Arithmetic(DOUBLE_UNIT, pairUnit, anyOrder, vector);
    }

    Arithmetic summedInDouble() {
        return new Arithmetic(DOUBLE_UNIT, 0, anyOrder, vector);
    }

    Arithmetic asWritten() {
        return new Arithmetic(unit, pairUnit, false, vector);
    }

    Arithmetic alongVector() {
        return new Arithmetic(unit, pairUnit, anyOrder, true);
    }

    /** How large an element may be on the way: nothing is assumed to have cancelled, unless there is one order. */
    double size(double value, double magnitude) {
        return anyOrder ? magnitude : Math.abs(value);
    }
}
