package dev.noether.study.console;

import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as a person writes and reads them. */
public final class NumberText {

    /** Java itself would also take "1d", "0x1p3" and "NaN". */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private NumberText() {}

    /**
     * A finite number.
     *
     * @param where the flag or place in a file, named in the error
     */
    public static double finite(String text, String where) {
        String trimmed = text.strip();
        double value = DECIMAL.matcher(trimmed).matches() ? Double.parseDouble(trimmed) : Double.NaN;
        if (!Double.isFinite(value)) {
            throw new InputException(where + " is '" + text + "', it must be a finite number");
        }
        return value;
    }

    /** A number that was parsed already, finite and at least 0. */
    public static double notNegative(double value, String where) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new InputException(where + " is " + plain(value) + ", it must be finite and at least 0");
        }
        return value;
    }

    /** An integer of at least 1. */
    public static long positive(long value, String where) {
        if (value < 1) {
            throw new InputException(where + " is " + value + ", it must be at least 1");
        }
        return value;
    }

    /** "1 row", "2 rows". */
    public static String count(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    /** The fewest digits that read back the same; integers without a fraction. */
    public static String plain(double value) {
        boolean integer = value == Math.rint(value) && Math.abs(value) < 1e15;
        return integer ? Long.toString((long) value) : Double.toString(value);
    }

    /** Five significant digits, for tables. */
    public static String rounded(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : Double.toString(value);
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 1e-3 && size < 1e6 ? "%.5g" : "%.4e", value);
    }
}
