package dev.noether.spectrum;

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix, by QL iterations with implicit shifts (Bowdler, Martin,
 * Reinsch, Wilkinson, "The QR and QL algorithms for symmetric matrices", Numerische Mathematik 11, 1968).
 */
final class Tridiagonal {

    /** Two or three are usual for an eigenvalue. */
    private static final int ITERATIONS = 60;

    private Tridiagonal() {}

    /**
     * Overwrites {@code diagonal} with the eigenvalues, in no order.
     *
     * @param diagonal n entries
     * @param offDiagonal entry i couples i and i + 1; at least n entries, overwritten
     * @param rows rows of any matrix of n columns, multiplied from the right by the matrix of the eigenvectors: the unit
     *     matrix becomes the eigenvectors in columns, its last row alone becomes their last components
     * @throws ArithmeticException if it does not converge, as with entries that are not finite
     */
    static void diagonalize(double[] diagonal, double[] offDiagonal, double[][] rows) {
        int n = diagonal.length;
        offDiagonal[n - 1] = 0;
        for (int l = 0; l < n; l++) {
            int iterations = 0;
            for (int m = split(diagonal, offDiagonal, l); m != l; m = split(diagonal, offDiagonal, l)) {
                if (iterations++ == ITERATIONS) {
                    throw new ArithmeticException("an eigenvalue of a tridiagonal matrix did not converge");
                }
                sweep(diagonal, offDiagonal, rows, l, m);
            }
        }
    }

    /** The first index from l on whose coupling to the next is negligible. */
    private static int split(double[] d, double[] e, int l) {
        int m = l;
        while (m < d.length - 1 && !(Math.abs(e[m]) <= Math.ulp(Math.abs(d[m]) + Math.abs(d[m + 1])) / 2)) {
            m++;
        }
        return m;
    }

    /** One QL step on rows and columns l ... m, by plane rotations from the end that chase the bulge upwards. */
    private static void sweep(double[] d, double[] e, double[][] rows, int l, int m) {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        double shift = d[m] - d[l] + e[l] / (g + Math.copySign(Math.hypot(g, 1), g));
        double sine = 1;
        double cosine = 1;
        double p = 0;
        for (int i = m - 1; i >= l; i--) {
            double f = sine * e[i];
            double b = cosine * e[i];
            double r = Math.hypot(f, shift);
            e[i + 1] = r;
            if (r == 0) {
                // The bulge has vanished: the matrix splits here.
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            sine = f / r;
            cosine = shift / r;
            double difference = d[i + 1] - p;
            double turned = (d[i] - difference) * sine + 2 * cosine * b;
            p = sine * turned;
            d[i + 1] = difference + p;
            shift = cosine * turned - b;
            for (double[] row : rows) {
                double next = row[i + 1];
                row[i + 1] = sine * row[i] + cosine * next;
                row[i] = cosine * row[i] - sine * next;
            }
        }
        d[l] -= p;
        e[l] = shift;
        e[m] = 0;
    }
}
