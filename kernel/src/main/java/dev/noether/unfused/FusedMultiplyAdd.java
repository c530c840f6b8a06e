package dev.noether.unfused;

/** Whether this machine has an instruction for {@code a b + c} with one rounding. */
public final class FusedMultiplyAdd {

    /** What the instruction never takes, the loop around it included; Java's replacement by decimal numbers takes longer. */
    private static final double CERTAIN_NANOSECONDS = 100;

    private static final int TRIALS = 16;

    private static final int CALLS = 64;

    private static final String BEAN = "com.sun.management.HotSpotDiagnosticMXBean";

    private static final boolean IN_HARDWARE = nanoseconds() < CERTAIN_NANOSECONDS || isUsed();

    private FusedMultiplyAdd() {}

    /**
     * Whether there is one. The virtual machine says so through its management interface, which takes a tenth of a second
     * to start; so it is asked only where the fastest of some calls was not fast enough to be sure.
     */
    public static boolean isInHardware() {
        return IN_HARDWARE;
    }

    private static double nanoseconds() {
        long shortest = Long.MAX_VALUE;
        double value = 1.1;
        for (int i = 0; i < TRIALS && shortest >= CALLS * CERTAIN_NANOSECONDS; i++) {
            long start = System.nanoTime();
            for (int k = 0; k < CALLS; k++) {
                value = Math.fma(value, 0.5, 0.3);
            }
            shortest = Math.min(shortest, System.nanoTime() - start);
        }
        // It is a number; asked, so that no compiler leaves the calls out.
        return Double.isNaN(value) ? 0 : (double) shortest / CALLS;
    }

    /** By name: a runtime may lack that module, and then what was timed decides. */
    private static boolean isUsed() {
        try {
            Class<?> type = Class.forName(BEAN);
            Object factory = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getPlatformMXBean", Class.class)
                    .invoke(null, type);
            Object option = type.getMethod("getVMOption", String.class).invoke(factory, "UseFMA");
            return "true".equals(option.getClass().getMethod("getValue").invoke(option));
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
