package dev.noether.validate;

/**
 * The largest of many errors.
 *
 * @param error in units that the measurement names; infinite where a result is wrong altogether
 * @param argument where it is
 */
record Worst(double error, double argument) {

    static final Worst NONE = new Worst(0, Double.NaN);

    /** The argument, to the bit. */
    String where() {
        return "at " + Double.toHexString(argument);
    }

    /** The larger one; between equals this one. */
    Worst worse(Worst other) {
        return other.error > error ? other : this;
    }
}
