package dev.noether.study.report;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers with no more digits than a picture shows: a page with all of them would be several times as large. */
final class Digits {

    private Digits() {}

    /** The number with so many significant digits; not a number where it is not finite. */
    static double rounded(double value, int digits) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(new MathContext(digits)).doubleValue()
                : Double.NaN;
    }

    /** For the page: whole numbers as such, null where it is not finite. */
    static Number compact(double value, int digits) {
        double rounded = rounded(value, digits);
        if (Double.isNaN(rounded)) {
            return null;
        }
        boolean whole = rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15;
        return whole ? (Number) (long) rounded : (Number) rounded;
    }
}
