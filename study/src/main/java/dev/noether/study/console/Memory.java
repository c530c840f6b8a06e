package dev.noether.study.console;

import java.util.Locale;

/** What a run needs against what Java was given, compared before work starts. */
public final class Memory {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Memory() {}

    /**
     * @param bytes needed on the heap at once; a double, since what is asked for may be beyond a long
     * @param what asked for it, for instance "--hidden 1000000"
     * @throws InputException if it is more than Java was given
     */
    public static void require(double bytes, String what) {
        require(bytes, what, Runtime.getRuntime().maxMemory());
    }

    static void require(double bytes, String what, long limit) {
        if (bytes > limit) {
            throw new InputException(what + " needs about " + describe(bytes) + " of memory, Java was given "
                    + describe(limit) + " here; take smaller sizes, or raise it with JAVA_TOOL_OPTIONS=-Xmx8g");
        }
    }

    /**
     * @param name of a matrix that is to be made
     * @throws InputException if it has more elements than a Java array
     */
    public static void requireElements(long rows, long columns, String name) {
        if (rows * columns > Integer.MAX_VALUE) {
            throw new InputException(
                    name + " of " + rows + " x " + columns + " elements is larger than one matrix can be, "
                            + Integer.MAX_VALUE + " elements; take smaller sizes");
        }
    }

    /** A number of bytes in the largest unit that leaves at least 1 of it. */
    public static String describe(double bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value >= 100 || unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }
}
