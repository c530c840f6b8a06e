package dev.noether.spectrum;

import dev.noether.backend.Evaluation;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;

/**
 * Hutchinson's estimate of the trace of the Hessian H, weight decay included, from probes v of independent random signs:
 * {@code E[v^T H v] = tr H}, since {@code E[v v^T] = I} (M. F. Hutchinson, "A stochastic estimator of the trace of the
 * influence matrix", 1989).
 *
 * @param estimate mean of {@code v^T H v} over the probes
 * @param standardError of the estimate: the standard deviation of {@code v^T H v}, as the probes show it (with divisor
 *     {@code probes - 1}), over the square root of their number; zero where H is diagonal
 * @param probes number of probes, each one Hessian-vector product
 */
public record HutchinsonTrace(double estimate, double standardError, int probes) {

    /**
     * The estimate at a point.
     *
     * @param point a bound point of an evaluator
     * @param model that evaluator's model
     * @param precision of the memory for probes and products, best the evaluator's own
     * @param probes at least 2, since one has no standard error
     * @param seed of the random stream: equal seeds give equal probes
     * @throws IllegalArgumentException if there are fewer than 2 probes
     */
    public static HutchinsonTrace of(Evaluation point, Model model, Precision precision, int probes, long seed) {
        if (probes < 2) {
            throw new IllegalArgumentException("a standard error needs at least 2 probes, not " + probes);
        }
        RandomStream stream = new RandomStream(seed);
        Parameters probe = Parameters.allocate(model, precision);
        Parameters image = Parameters.allocate(model, precision);
        double[] values = new double[probes];
        double mean = 0;
        for (int k = 0; k < probes; k++) {
            fill(probe, stream, k);
            point.hessianVectorProduct(probe, image);
            values[k] = product(probe, image);
            mean += (values[k] - mean) / (k + 1);
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new HutchinsonTrace(mean, Math.sqrt(squares / (probes - 1) / probes), probes);
    }

    /** Signs of probe k; the address of a row is its number, counted through the blocks. */
    private static void fill(Parameters probe, RandomStream stream, int k) {
        int row = 0;
        for (int b = 0; b < probe.blocks(); b++) {
            Matrix block = probe.block(b);
            double[] signs = new double[block.columns()];
            for (int i = 0; i < block.rows(); i++) {
                stream.signs(Purpose.PROBES, k, row++, signs.length, signs, 0);
                block.setRow(i, signs, 0);
            }
        }
    }

    private static double product(Parameters a, Parameters b) {
        double sum = 0;
        for (int block = 0; block < a.blocks(); block++) {
            double[] p = new double[a.block(block).columns()];
            double[] q = new double[p.length];
            for (int i = 0; i < a.block(block).rows(); i++) {
                a.block(block).copyRow(i, p, 0);
                b.block(block).copyRow(i, q, 0);
                for (int j = 0; j < p.length; j++) {
                    sum += p[j] * q[j];
                }
            }
        }
        return sum;
    }
}
