package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What pieces of work allocate once they are compiled; until then vectors are objects. It is measured in a JVM of its own,
 * where nothing else has been run and every compilation is waited for ({@code -Xbatch}): the answer depends neither on
 * other tests nor on how busy the machine is. What allocates by itself does so in every process; what the compiler
 * left in memory in one of them, by the profile that it happened to see, gets another {@link #PROCESSES} chances.
 */
public final class SteadyAllocation {

    private static final int PROCESSES = 3;

    /** Calls that are counted together. */
    private static final int CALLS = 200;

    /** With those before them, several times as many as the compiler wants to see. */
    private static final int ATTEMPTS = 300;

    /** Less than any object: what the measuring thread itself allocates now and then. */
    private static final long BYTES = 8;

    /**
     * One piece of work.
     *
     * @param name of one line
     * @param bytes what a call of it may allocate
     */
    public record Work(String name, long bytes, Runnable call) {

        /** Work that may allocate nothing. */
        public Work(String name, Runnable call) {
            this(name, BYTES, call);
        }
    }

    private SteadyAllocation() {}

    /** Fails if one of the works, of a class with a public constructor, allocates more than it may in every process. */
    public static void requireNone(Class<? extends Supplier<List<Work>>> works)
            throws IOException, InterruptedException {
        Map<String, Long> excess = new LinkedHashMap<>();
        for (int process = 0; process < PROCESSES; process++) {
            Map<String, Long> measured = inOneProcess(works);
            assertThat(measured).isNotEmpty();
            if (process == 0) {
                excess.putAll(measured);
            } else {
                excess.replaceAll((name, bytes) -> Math.min(bytes, measured.get(name)));
            }
            if (excess.values().stream().allMatch(bytes -> bytes == 0)) {
                break;
            }
        }
        excess.values().removeIf(bytes -> bytes == 0);
        assertThat(excess)
                .as("bytes in %s calls, in each of %s processes", CALLS, PROCESSES)
                .isEmpty();
    }

    /** The bytes of each work, 0 if no more than it may allocate. */
    private static Map<String, Long> inOneProcess(Class<?> works) throws IOException, InterruptedException {
        List<String> options = List.of(
                "-Xbatch",
                "-D" + Lanes.BITS_PROPERTY + "=" + Lanes.BITS,
                "-D" + Lanes.REGISTERS_PROPERTY + "=" + (Lanes.TILE_VECTORS == 5 ? 32 : 16));
        String output = ChildProcess.output(options, SteadyAllocation.class, List.of(works.getName()));
        Map<String, Long> bytes = new LinkedHashMap<>();
        for (String line : output.lines().toList()) {
            String[] parts = line.split("\t", -1);
            if (parts.length == 2) {
                bytes.put(parts[0], Long.valueOf(parts[1]));
            }
        }
        return bytes;
    }

    /** Prints a line for each work of the class named by the argument. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Object works = Class.forName(arguments[0]).getConstructor().newInstance();
        for (Object work : (List<?>) ((Supplier<?>) works).get()) {
            System.out.println(((Work) work).name() + "\t" + bytes((Work) work));
        }
    }

    private static long bytes(Work work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allowed = CALLS * work.bytes;
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && allocated > allowed; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < CALLS; call++) {
                work.call.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        return allocated > allowed ? allocated : 0;
    }
}
