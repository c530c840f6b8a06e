package dev.noether.simd;

/** Checks the shape of a matrix that normals are written to. */
final class FillShape {

    private FillShape() {}

    static void check(int samples, int count, int length, int at, int stride) {
        if (samples < 1 || count < 1) {
            throw new IllegalArgumentException(
                    samples + " samples of " + count + " normals were asked for, both must be at least 1");
        }
        if (stride < count) {
            throw new IllegalArgumentException("row stride " + stride + " is below the " + count + " normals of a row");
        }
        long end = at + (samples - 1L) * stride + count;
        if (at < 0 || end > length) {
            throw new IndexOutOfBoundsException(
                    "rows reach from element " + at + " to " + end + ", the array has " + length);
        }
    }

    static void checkSteps(long step, int steps, int samples) {
        if (steps < 1) {
            throw new IllegalArgumentException(steps + " steps were asked for, there must be at least 1");
        }
        if (step >>> 32 != (step + steps - 1) >>> 32) {
            throw new IllegalArgumentException(
                    "steps " + step + " to " + (step + steps - 1) + " differ above their low 32 bits");
        }
        Math.multiplyExact(steps, samples);
    }
}
