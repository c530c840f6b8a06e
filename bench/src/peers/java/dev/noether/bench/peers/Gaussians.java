package dev.noether.bench.peers;

import dev.noether.model.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * MKL's fastest way to Gaussian numbers on this machine: all of its methods on all of its generators whose period a
 * simulation cannot exhaust, timed on the count that is wanted.
 *
 * @param name generator and method
 * @param nanoseconds of a number
 * @param method number of the method
 * @param stream handle of the stream
 * @param generator the function
 */
record Gaussians(String name, double nanoseconds, int method, long stream, Mkl.Gaussian generator) {

    /** Numbers of the library's header. MCG31 is left out: a second of numbers is its period. */
    private static final Map<String, Integer> GENERATORS = new TreeMap<>(Map.of(
            "R250", 2 << 20,
            "MRG32K3A", 3 << 20,
            "MCG59", 4 << 20,
            "MT19937", 8 << 20,
            "MT2203", 9 << 20,
            "SFMT19937", 13 << 20,
            "ARS5", 15 << 20,
            "PHILOX4X32X10", 16 << 20));

    private static final String[] METHODS = {"BOXMULLER", "BOXMULLER2", "ICDF"};

    private static final int SEED = 1;
    private static final int BLOCKS = 7;
    private static final long BLOCK_NANOSECONDS = 2_000_000;

    /** @param count of numbers in a call */
    static Gaussians fastest(Mkl mkl, Precision precision, int count) {
        Mkl.Gaussian gaussian = mkl.gaussian(precision);
        MemorySegment out = Arena.ofAuto().allocate((long) count * precision.bytes(), 64);
        Gaussians best = null;
        for (Map.Entry<String, Integer> entry : GENERATORS.entrySet()) {
            Optional<Long> stream = mkl.stream(entry.getValue(), SEED);
            for (int method = 0; stream.isPresent() && method < METHODS.length; method++) {
                Gaussians candidate = new Gaussians(
                        entry.getKey() + " " + METHODS[method], Double.NaN, method, stream.get(), gaussian);
                double time = candidate.time(out.address(), count);
                if (best == null || time < best.nanoseconds) {
                    best = new Gaussians(candidate.name, time, method, stream.get(), gaussian);
                }
            }
        }
        return best;
    }

    /** Fills memory with numbers of a standard deviation. */
    void fill(long address, int count, double deviation) {
        int status = generator.call(method, stream, count, address, 0, deviation);
        if (status != 0) {
            throw new IllegalStateException("MKL's generator failed with status " + status);
        }
    }

    /** Shortest time of several blocks of calls. */
    private double time(long address, int count) {
        double best = Double.POSITIVE_INFINITY;
        for (int block = 0; block < BLOCKS; block++) {
            long start = System.nanoTime();
            long calls = 0;
            long end;
            do {
                fill(address, count, 1);
                calls++;
                end = System.nanoTime();
            } while (end - start < BLOCK_NANOSECONDS);
            best = Math.min(best, (double) (end - start) / calls / count);
        }
        return best;
    }
}
