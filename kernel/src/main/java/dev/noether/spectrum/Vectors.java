package dev.noether.spectrum;

/** Operations on arrays of equal length. */
final class Vectors {

    private Vectors() {}

    static double dot(double[] a, double[] b) {
        double even = 0;
        double odd = 0;
        int k = 0;
        // Two chains, so that an addition does not wait for the one before it.
        for (; k + 1 < a.length; k += 2) {
            even = Math.fma(a[k], b[k], even);
            odd = Math.fma(a[k + 1], b[k + 1], odd);
        }
        if (k < a.length) {
            even = Math.fma(a[k], b[k], even);
        }
        return even + odd;
    }

    static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** {@code out <- out + factor a}. */
    static void add(double factor, double[] a, double[] out) {
        for (int k = 0; k < a.length; k++) {
            out[k] = Math.fma(factor, a[k], out[k]);
        }
    }

    static void scale(double factor, double[] out) {
        for (int k = 0; k < out.length; k++) {
            out[k] *= factor;
        }
    }
}
