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
 */
public record AgreementRow(String backend, String model, Precision precision, String quantity, Deviation deviation) {

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
}
