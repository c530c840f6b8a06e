package dev.noether.validate;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.stream.IntStream;

/**
 * Copies of operands as strided views into memory that is NaN everywhere else: a kernel that reads outside its operand
 * shows it in its result.
 */
public final class Surrounded {

    private static final int MARGIN = 3;

    private Surrounded() {}

    /** A view that equals {@code source}, rounded to {@code precision}. */
    public static Matrix copy(Matrix source, Precision precision) {
        int stride = source.columns() + 2 * MARGIN - 1;
        Matrix memory = Matrix.allocate(precision, source.rows() + 2, stride);
        for (int i = 0; i < memory.rows(); i++) {
            for (int j = 0; j < memory.columns(); j++) {
                memory.set(i, j, Double.NaN);
            }
        }
        Matrix view = new Matrix(memory.segment(), precision, stride + MARGIN, source.rows(), source.columns(), stride);
        view.copyFrom(source);
        return view;
    }

    /** The same for every block. */
    public static Parameters copy(Parameters source, Precision precision) {
        Matrix[] blocks = IntStream.range(0, source.blocks())
                .mapToObj(b -> copy(source.block(b), precision))
                .toArray(Matrix[]::new);
        return Parameters.of(source.model(), blocks);
    }

    /**
     * The numbers of a copy that was written to.
     *
     * @throws IllegalStateException if something was written beside it
     */
    static double[] values(Parameters copy) {
        for (int b = 0; b < copy.blocks(); b++) {
            Matrix view = copy.block(b);
            int stride = (int) view.rowStride();
            int all = (view.rows() + 2) * stride;
            Matrix memory = new Matrix(view.segment(), view.precision(), 0, 1, all, all);
            for (int k = 0; k < all; k++) {
                int column = k % stride - MARGIN;
                int row = k / stride - 1;
                boolean inside = row >= 0 && row < view.rows() && column >= 0 && column < view.columns();
                if (!inside && !Double.isNaN(memory.get(0, k))) {
                    throw new IllegalStateException("block " + b + ": written outside its " + view.rows() + " x "
                            + view.columns() + " elements, at row " + row + ", column " + column);
                }
            }
        }
        return QuantityValues.of(copy);
    }

    /** The same for every matrix of a batch; the population of a task has none. */
    public static Batch copy(Batch source, Precision precision) {
        return switch (source) {
            case Batch.Samples samples -> new Batch.Samples(copy(samples.x(), precision), copy(samples.y(), precision));
            case Batch.Moments moments ->
                new Batch.Moments(
                        copy(moments.cx(), precision), copy(moments.cyx(), precision), copy(moments.cyy(), precision));
            case Batch.Population population -> population;
        };
    }
}
