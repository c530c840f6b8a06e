package dev.noether.sgd;

import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;

/**
 * Gaussian initial values, drawn in double from the random stream of the seed: element (i, j) of block b is component j
 * of sample i at step 0 of the block's purpose. So a float run starts at the rounded values of the double run.
 */
public sealed interface Initialization {

    /** Standard deviation of the elements of a block. */
    double standardDeviation(ParameterBlock block);

    /** Variance 1 / columns: Kaiming with gain 1. */
    record Kaiming() implements Initialization {
        @Override
        public double standardDeviation(ParameterBlock block) {
            return Math.sqrt(1.0 / block.columns());
        }
    }

    /** Variance 2 / (rows + columns): Glorot. */
    record Xavier() implements Initialization {
        @Override
        public double standardDeviation(ParameterBlock block) {
            return Math.sqrt(2.0 / ((double) block.rows() + block.columns()));
        }
    }

    /**
     * One standard deviation for all blocks.
     *
     * @param deviation finite and at least 0
     */
    record Gaussian(double deviation) implements Initialization {

        public Gaussian {
            if (!(deviation >= 0) || Double.isInfinite(deviation)) {
                throw new IllegalArgumentException(
                        "standard deviation " + deviation + ", it must be finite and at least 0");
            }
        }

        @Override
        public double standardDeviation(ParameterBlock block) {
            return deviation;
        }
    }

    /** New parameters of a seed. */
    default Parameters draw(Model model, Precision precision, long seed) {
        Parameters theta = Parameters.allocate(model, precision);
        RandomStream stream = new RandomStream(seed);
        for (int b = 0; b < theta.blocks(); b++) {
            ParameterBlock block = model.blocks().get(b);
            double[] row = new double[block.columns()];
            for (int i = 0; i < block.rows(); i++) {
                drawRow(model, b, stream, i, 0, row.length, row, 0);
                theta.block(b).setRow(i, row, 0);
            }
        }
        return theta;
    }

    /**
     * A part of what {@link #draw} draws: elements {@code first ... first + count - 1} of row {@code row} of block
     * {@code b}, in double, to {@code out[at ...]}.
     *
     * @param stream of the seed
     */
    default void drawRow(Model model, int b, RandomStream stream, int row, int first, int count, double[] out, int at) {
        double deviation = standardDeviation(model.blocks().get(b));
        stream.normals(Purpose.initialValues(b), 0, row, first, count, out, at);
        for (int j = at; j < at + count; j++) {
            out[j] *= deviation;
        }
    }
}
