package dev.noether.reduction;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.random.RandomStream;
import dev.noether.sgd.Initialization;

/**
 * The rows of {@code A = [U^T W]} (d x (dy + dx)) where a two-layer net starts: row j is what enters and leaves hidden unit
 * j, column j of U and then row j of W. Read in blocks, so that A need not exist. Safe for several threads at once.
 */
public sealed interface HiddenUnits {

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
}
