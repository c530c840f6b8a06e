package dev.noether.spectrum;

import dev.noether.backend.Evaluation;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The Hessian at a point as a map of arrays, parameters counted through the blocks row by row; counts its products. */
final class HessianProducts {

    private final Evaluation point;
    private final Model model;
    private final List<ParameterBlock> blocks;
    private int count;

    /** @throws IllegalArgumentException if there are more parameters than an array has elements */
    HessianProducts(Evaluation point, Model model) {
        if (model.parameterCount() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the model has " + model.parameterCount()
                    + " parameters, Hessian products for the spectrum need them in one array of at most "
                    + (Integer.MAX_VALUE - 8));
        }
        this.point = point;
        this.model = model;
        blocks = model.blocks();
    }

    /** Number of parameters. */
    int size() {
        return (int) model.parameterCount();
    }

    /** How many products were made. */
    int count() {
        return count;
    }

    /** The blocks, in the order of the parameters. */
    List<ParameterBlock> blocks() {
        return blocks;
    }

    /** Overwrites {@code out} with {@code H v}. */
    void multiply(double[] v, double[] out) {
        point.hessianVectorProduct(view(v), view(out));
        count++;
    }

    private Parameters view(double[] values) {
        MemorySegment segment = MemorySegment.ofArray(values);
        Matrix[] matrices = new Matrix[blocks.size()];
        long at = 0;
        for (int b = 0; b < matrices.length; b++) {
            int rows = blocks.get(b).rows();
            int columns = blocks.get(b).columns();
            matrices[b] = new Matrix(segment, Precision.DOUBLE, at, rows, columns, columns);
            at += blocks.get(b).size();
        }
        return Parameters.of(model, matrices);
    }
}
