package dev.noether.simd;

/**
 * The last elements of an array that do not fill a vector, in scratch that does: so that functions of whole vectors serve
 * arrays of any length without a mask. Of masks the compiler has none of two lanes (x86, JDK 25), and keeps objects.
 */
final class DoubleEdge {

    private static final int L = Lanes.DOUBLE.length();

    /** Room for two operands. */
    private static final ThreadLocal<double[]> SCRATCH = ThreadLocal.withInitial(() -> new double[2 * L]);

    private DoubleEdge() {}

    /** Scratch of this thread, whose first vector begins with the elements; what follows them is any number. */
    static double[] load(double[] from, int at, int count) {
        double[] scratch = SCRATCH.get();
        System.arraycopy(from, at, scratch, 0, count);
        return scratch;
    }

    /** As {@link #load}, with elements of a second array, whose vector is the second one. */
    static double[] load(double[] from, int at, double[] second, int secondAt, int count) {
        double[] scratch = load(from, at, count);
        System.arraycopy(second, secondAt, scratch, L, count);
        return scratch;
    }

    /** Takes the elements from the first vector. */
    static void store(double[] scratch, double[] to, int at, int count) {
        System.arraycopy(scratch, 0, to, at, count);
    }
}
