package dev.noether.validate;

import dev.noether.model.Precision;

/**
 * One line of the table of agreement: the case in which a quantity had the least headroom.
 *
 * @param backend name of the backend
 * @param model kind of the model
 * @param precision of parameters and arithmetic
 * @param quantity what was compared
 * @param deviation the error and its bound, in that case
 * @param where the case, so that it can be drawn again
 */
public record AgreementRow(
        String backend, String model, Precision precision, String quantity, Deviation deviation, String where) {

    /**
     * Headroom that a bound has at most, over {@link Referee#THOROUGH_CASES} cases: with more, it would let through what is
     * no rounding.
     */
    public static final double MOST_HEADROOM = 50;

    /** Error relative to the sum of the magnitudes of all terms. */
    public double error() {
        return deviation.error();
    }

    /** The error in units of the last place of that sum. */
    public double ulp() {
        return deviation.error() / precision.epsilon();
    }

    /** Largest error that rounding explains. */
    public double bound() {
        return deviation.bound();
    }

    /** Bound divided by error; infinite where there is no error. */
    public double headroom() {
        return deviation.headroom();
    }

    /** Whether the error is within its bound. */
    public boolean holds() {
        return deviation.holds();
    }

    /** Whether the bound is far above the error; what has no error says nothing about its bound. */
    public boolean isLoose() {
        return error() != 0 && headroom() > MOST_HEADROOM;
    }

    /** The one of both with less headroom; between equals this one. */
    AgreementRow worse(AgreementRow other) {
        return other.deviation.isWorseThan(deviation) ? other : this;
    }
}
