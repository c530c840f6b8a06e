package dev.noether.reduction;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * R of {@code A = Q R} for a tall A that comes in blocks of rows: Householder reflections, each of one row of R and all rows of
 * a block, annihilate block after block. So the error of R is that of a few roundings of A, whatever its condition (the
 * Cholesky factor of {@code A^T A} has the same R, but loses directions whose length is below {@code sqrt(eps)} of the
 * longest). In plain Java, in the same order for any number of threads.
 *
 * <pre>
 * column k:  g_j = sum_i B_ik B_ij,  alpha = -sign(R_kk) sqrt(R_kk^2 + g_k),  v = (R_kk - alpha, B_k)
 *            h_j = 2 (v_0 R_kj + g_j) / (v_0^2 + g_k),  R_kj -= v_0 h_j,  B_ij -= B_ik h_j
 * </pre>
 *
 * The sums of column k + 1 are gathered in the sweep that changes the block for column k, so that each column costs one
 * sweep over a block, which stays in the second-level cache. A row is an array of its own: the compiler makes vectors of
 * loops over several arrays only where all have the same index.
 */
final class TallFactor {

    /** Rows that one task takes: a fixed number, so that the order of the sums does not depend on the threads. */
    private static final int CHUNK = 1 << 15;

    /** Elements of a block: 256 KiB. A quarter to twice as much was as fast (200 columns). */
    private static final int BLOCK = 1 << 15;

    /** Rows of a block, at least, so that R is not touched more often than the rows. */
    private static final int LEAST_ROWS = 32;

    private final int n;
    private final double[][] r;
    private double[] now;
    private double[] next;

    private TallFactor(int n) {
        this.n = n;
        r = new double[n][n];
        now = new double[n];
        next = new double[n];
    }

    /**
     * R (n x n), upper triangular with a diagonal that is not negative; rows of zeros where A has fewer rows.
     *
     * @param threads that may read and reflect at once; the bits do not depend on it
     */
    static double[][] of(HiddenUnits units, int threads) {
        return of(units, threads, blockRows(units.columns()));
    }

    /** As the other, with a number of rows in a block. */
    static double[][] of(HiddenUnits units, int threads, int blockRows) {
        int d = units.net().hidden();
        TallFactor all = new TallFactor(units.columns());
        ArrayDeque<Future<TallFactor>> chunks = new ArrayDeque<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (long first = 0; first < d; first += CHUNK) {
                int from = (int) first;
                int count = Math.min(CHUNK, d - from);
                chunks.add(pool.submit(() -> chunk(units, from, count, blockRows)));
                // Not many more than the threads need: a factor that waits for its turn is memory.
                if (chunks.size() > threads) {
                    all.absorb(chunks.remove().get().r, all.n);
                }
            }
            while (!chunks.isEmpty()) {
                all.absorb(chunks.remove().get().r, all.n);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the hidden units were read", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the hidden units could not be read", e.getCause());
        }
        all.makeDiagonalPositive();
        return all.r;
    }

    /** Rows of a block of n columns. */
    static int blockRows(int n) {
        return Math.max(LEAST_ROWS, BLOCK / n);
    }

    private static TallFactor chunk(HiddenUnits units, int first, int count, int blockRows) {
        TallFactor factor = new TallFactor(units.columns());
        double[][] rows = new double[Math.min(blockRows, count)][units.columns()];
        for (int at = 0; at < count; at += blockRows) {
            int block = Math.min(blockRows, count - at);
            units.read(first + at, block, rows);
            factor.absorb(rows, block);
        }
        return factor;
    }

    /**
     * Takes rows into R.
     *
     * @param rows the first {@code count} are taken, and overwritten with what the reflections leave, which is of no use
     */
    private void absorb(double[][] rows, int count) {
        products(rows, count);
        for (int k = 0; k < n; k++) {
            double[] top = r[k];
            double square = now[k];
            double alpha = -Math.copySign(Math.sqrt(top[k] * top[k] + square), top[k]);
            double head = top[k] - alpha;
            // A column of zeros needs no reflection.
            double scale = square > 0 ? 2 / (head * head + square) : 0;
            reflectTop(top, now, k, head, scale);
            if (k + 1 < n) {
                reflectRows(rows, count, k);
            }
            double[] swap = now;
            now = next;
            next = swap;
        }
    }

    /** The sums of column 0. */
    private void products(double[][] rows, int count) {
        Arrays.fill(now, 0);
        for (int i = 0; i < count; i++) {
            double[] row = rows[i];
            double lead = row[0];
            for (int j = 0; j < n; j++) {
                now[j] += lead * row[j];
            }
        }
    }

    /** Reflects row k of R, and puts h in the place of the sums. */
    private static void reflectTop(double[] top, double[] h, int k, double head, double scale) {
        for (int j = k; j < h.length; j++) {
            double value = scale * (head * top[j] + h[j]);
            top[j] -= head * value;
            h[j] = value;
        }
    }

    /** Reflects the rows for column k, and gathers the sums of column k + 1; four rows at a time, for fewer loads of h. */
    private void reflectRows(double[][] rows, int count, int k) {
        Arrays.fill(next, 0);
        int i = 0;
        for (; i + 3 < count; i += 4) {
            reflect(rows[i], rows[i + 1], rows[i + 2], rows[i + 3], k, now, next);
        }
        for (; i < count; i++) {
            reflect(rows[i], k, now, next);
        }
    }

    private static void reflect(double[] a, double[] b, double[] c, double[] d, int k, double[] h, double[] sums) {
        int from = k + 1;
        double leadA = a[k];
        double leadB = b[k];
        double leadC = c[k];
        double leadD = d[k];
        double nextA = a[from] - leadA * h[from];
        double nextB = b[from] - leadB * h[from];
        double nextC = c[from] - leadC * h[from];
        double nextD = d[from] - leadD * h[from];
        for (int j = from; j < h.length; j++) {
            double valueA = a[j] - leadA * h[j];
            double valueB = b[j] - leadB * h[j];
            double valueC = c[j] - leadC * h[j];
            double valueD = d[j] - leadD * h[j];
            a[j] = valueA;
            b[j] = valueB;
            c[j] = valueC;
            d[j] = valueD;
            sums[j] += nextA * valueA + nextB * valueB + (nextC * valueC + nextD * valueD);
        }
    }

    private static void reflect(double[] a, int k, double[] h, double[] sums) {
        int from = k + 1;
        double lead = a[k];
        double next = a[from] - lead * h[from];
        for (int j = from; j < h.length; j++) {
            double value = a[j] - lead * h[j];
            a[j] = value;
            sums[j] += next * value;
        }
    }

    /** R is unique up to the signs of its rows. */
    private void makeDiagonalPositive() {
        for (int k = 0; k < n; k++) {
            if (r[k][k] < 0) {
                for (int j = k; j < n; j++) {
                    r[k][j] = -r[k][j];
                }
            }
        }
    }
}
