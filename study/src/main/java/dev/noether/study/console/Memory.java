package dev.noether.study.console;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
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
        require(bytes, what, Runtime.getRuntime().maxMemory(), ofMachine());
    }

    static void require(double bytes, String what, long limit, long machine) {
        if (bytes > limit) {
            throw new InputException(what + " needs about " + describe(bytes) + " of memory, Java was given "
                    + describe(limit) + " here; " + remedy(bytes, machine));
        }
    }

    /** The sentence's end for a run that has failed for want of memory, when what it needs is not known. */
    static String remedy() {
        return remedy(Runtime.getRuntime().maxMemory() + 1.0, ofMachine());
    }

    private static String remedy(double bytes, long machine) {
        double gibibytes = Math.ceil(bytes / (1L << 30)) + 1;
        return gibibytes * (1L << 30) < machine
                ? String.format(
                        Locale.ROOT, "take smaller sizes, or give it more with JAVA_TOOL_OPTIONS=-Xmx%.0fg", gibibytes)
                : "this machine has " + describe(machine) + ", so take smaller sizes";
    }

    private static long ofMachine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
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
