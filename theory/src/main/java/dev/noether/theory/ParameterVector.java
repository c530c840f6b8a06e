package dev.noether.theory;

import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;

/** All parameters of a model as one vector: blocks in the model's order, each with its rows one after another. */
public final class ParameterVector {

    private ParameterVector() {}

    /**
     * The values as a vector, a copy.
     *
     * @throws IllegalArgumentException if they are more than an array can hold
     */
    public static double[] of(Parameters theta) {
        double[] vector = new double[length(theta.model())];
        copy(theta, vector);
        return vector;
    }

    /** Overwrites {@code vector} with the values; theta is not modified. */
    public static void copy(Parameters theta, double[] vector) {
        requireLength(theta.model(), vector);
        int at = 0;
        for (int b = 0; b < theta.blocks(); b++) {
            Matrix block = theta.block(b);
            for (int i = 0; i < block.rows(); i++) {
                block.copyRow(i, vector, at);
                at += block.columns();
            }
        }
    }

    /** Overwrites {@code theta} with the values of {@code vector}, rounded to the precision of each block. */
    public static void copy(double[] vector, Parameters theta) {
        requireLength(theta.model(), vector);
        int at = 0;
        for (int b = 0; b < theta.blocks(); b++) {
            Matrix block = theta.block(b);
            for (int i = 0; i < block.rows(); i++) {
                block.setRow(i, vector, at);
                at += block.columns();
            }
        }
    }

    /** Number of entries, as an int. */
    static int length(Model model) {
        long count = model.parameterCount();
        if (count > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "the model has " + count + " parameters, a vector holds at most " + (Integer.MAX_VALUE - 8));
        }
        return (int) count;
    }

    /** Index of element (0, 0) of a block. */
    static int offset(Model model, int block) {
        return (int) model.blocks().subList(0, block).stream()
                .mapToLong(ParameterBlock::size)
                .sum();
    }

    private static void requireLength(Model model, double[] vector) {
        if (vector.length != model.parameterCount()) {
            throw new IllegalArgumentException("the vector has " + vector.length + " entries, the model has "
                    + model.parameterCount() + " parameters");
        }
    }
}
