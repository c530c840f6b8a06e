package dev.noether.reduction;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.random.RandomStream;
import dev.noether.sgd.Initialization;
import java.util.Arrays;

/**
 * The rows of {@code A = [U^T W]} (d x (dy + dx)) of a two-layer net: row j is what leaves and enters hidden unit j, column j
 * of U and then row j of W. Read in blocks, so that A need not exist. Safe for several threads at once.
 */
public sealed interface HiddenUnits {

    /** Rows that {@link #store} holds at once. */
    int STORED_AT_ONCE = 256;

    /** The net. */
    TwoLayerNet net();

    /**
     * Overwrites the first {@code count} arrays of {@code rows} with rows {@code first ... first + count - 1} of A.
     */
    void read(int first, int count, double[][] rows);

    /** Length of a row: dy + dx. */
    default int columns() {
        return net().outputs() + net().inputs();
    }

    /** Overwrites parameters of the net with all rows. */
    default void store(Parameters theta) {
        theta.requireModel(net());
        double[][] rows = new double[Math.min(net().hidden(), STORED_AT_ONCE)][columns()];
        for (int first = 0; first < net().hidden(); first += rows.length) {
            int count = Math.min(rows.length, net().hidden() - first);
            read(first, count, rows);
            for (int j = 0; j < count; j++) {
                for (int i = 0; i < net().outputs(); i++) {
                    theta.block(TwoLayerNet.U).set(i, first + j, rows[j][i]);
                }
                theta.block(TwoLayerNet.W).setRow(first + j, rows[j], net().outputs());
            }
        }
    }

    /**
     * Those of given parameters.
     *
     * @param theta of a two-layer net; not modified, and not to be modified while this is in use
     */
    record Given(Parameters theta) implements HiddenUnits {

        /** @throws IllegalArgumentException if the parameters are not of a two-layer net */
        public Given {
            if (!(theta.model() instanceof TwoLayerNet)) {
                throw new IllegalArgumentException("the parameters are of " + theta.model() + ", not a two-layer net");
            }
        }

        @Override
        public TwoLayerNet net() {
            return (TwoLayerNet) theta.model();
        }

        @Override
        public void read(int first, int count, double[][] rows) {
            Matrix u = theta.block(TwoLayerNet.U);
            Matrix w = theta.block(TwoLayerNet.W);
            for (int j = 0; j < count; j++) {
                for (int i = 0; i < u.rows(); i++) {
                    rows[j][i] = u.get(i, first + j);
                }
                w.copyRow(first + j, rows[j], u.rows());
            }
        }
    }

    /**
     * Those that an initialization draws for a seed, drawn again at each reading: no wide matrix is ever held.
     *
     * @param precision to which the values are rounded, so that they are those of the run of the whole net
     */
    record Drawn(Initialization law, TwoLayerNet net, Precision precision, long seed) implements HiddenUnits {

        @Override
        public void read(int first, int count, double[][] rows) {
            RandomStream stream = new RandomStream(seed);
            double[] leaving = new double[count];
            for (int i = 0; i < net.outputs(); i++) {
                law.drawRow(net, TwoLayerNet.U, stream, i, first, count, leaving, 0);
                for (int j = 0; j < count; j++) {
                    rows[j][i] = leaving[j];
                }
            }
            for (int j = 0; j < count; j++) {
                law.drawRow(net, TwoLayerNet.W, stream, first + j, 0, net.inputs(), rows[j], net.outputs());
                if (precision == Precision.FLOAT) {
                    round(rows[j]);
                }
            }
        }

        private static void round(double[] row) {
            for (int k = 0; k < row.length; k++) {
                row[k] = (float) row[k];
            }
        }
    }

    /**
     * Those after some steps, {@code A_t = A_0 Z}: every step multiplies A from the right, {@code A <- A (a I - 2 eta c [0 M; M^T 0])},
     * with M as in {@link WidthReduction} and a the decay.
     *
     * @param start where the trajectory began
     * @param transfer Z, n x n with n = dy + dx; not modified
     */
    record Moved(HiddenUnits start, double[][] transfer) implements HiddenUnits {

        @Override
        public TwoLayerNet net() {
            return start.net();
        }

        @Override
        public void read(int first, int count, double[][] rows) {
            start.read(first, count, rows);
            double[] product = new double[columns()];
            for (int j = 0; j < count; j++) {
                multiply(rows[j], product);
                System.arraycopy(product, 0, rows[j], 0, product.length);
            }
        }

        /** {@code out = row Z}; four rows of Z at a time, for fewer loads and stores of {@code out}. */
        private void multiply(double[] row, double[] out) {
            Arrays.fill(out, 0);
            int k = 0;
            for (; k + 3 < row.length; k += 4) {
                double[] z0 = transfer[k];
                double[] z1 = transfer[k + 1];
                double[] z2 = transfer[k + 2];
                double[] z3 = transfer[k + 3];
                double r0 = row[k];
                double r1 = row[k + 1];
                double r2 = row[k + 2];
                double r3 = row[k + 3];
                for (int i = 0; i < out.length; i++) {
                    out[i] += r0 * z0[i] + r1 * z1[i] + (r2 * z2[i] + r3 * z3[i]);
                }
            }
            for (; k < row.length; k++) {
                double[] z = transfer[k];
                double r = row[k];
                for (int i = 0; i < out.length; i++) {
                    out[i] += r * z[i];
                }
            }
        }
    }
}
