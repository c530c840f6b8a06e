package dev.noether.model;

import java.util.List;

/**
 * One value for every parameter of a model, as one matrix for each of its blocks, in the model's order. Gradients,
 * directions and products have the same form. The memory is the caller's (see {@link Matrix}).
 */
public final class Parameters {

    private final Model model;
    private final List<Matrix> matrices;

    private Parameters(Model model, List<Matrix> matrices) {
        this.model = model;
        this.matrices = matrices;
    }

    /** Zeros on the heap. */
    public static Parameters allocate(Model model, Precision precision) {
        return new Parameters(
                model,
                model.blocks().stream()
                        .map(block -> Matrix.allocate(precision, block.rows(), block.columns()))
                        .toList());
    }

    /**
     * Views of the caller's memory, one a block in the model's order.
     *
     * @throws IllegalArgumentException if their number or a shape is not the model's
     */
    public static Parameters of(Model model, Matrix... matrices) {
        List<ParameterBlock> blocks = model.blocks();
        if (matrices.length != blocks.size()) {
            throw new IllegalArgumentException(
                    matrices.length + " matrices for a model of " + blocks.size() + " blocks");
        }
        for (int b = 0; b < matrices.length; b++) {
            matrices[b].requireShape(
                    blocks.get(b).name(), blocks.get(b).rows(), blocks.get(b).columns());
        }
        return new Parameters(model, List.of(matrices));
    }

    /** The model whose blocks these are. */
    public Model model() {
        return model;
    }

    /** @throws IllegalArgumentException naming both, unless these are parameters of {@code expected} */
    public void requireModel(Model expected) {
        if (!model.equals(expected)) {
            throw new IllegalArgumentException("the parameters are of " + model + ", expected those of " + expected);
        }
    }

    /** Number of blocks. */
    public int blocks() {
        return matrices.size();
    }

    /** Block b, in the model's order. */
    public Matrix block(int b) {
        return matrices.get(b);
    }

    /** Overwrites all values with those of {@code source}, rounded to the precision of each block. */
    public void copyFrom(Parameters source) {
        for (int b = 0; b < blocks(); b++) {
            block(b).copyFrom(source.block(b));
        }
    }

    /** A copy on the heap. */
    public Parameters copy(Precision precision) {
        Parameters copy = allocate(model, precision);
        copy.copyFrom(this);
        return copy;
    }

    /** {@code |theta|^2} of all blocks, in double. */
    public double squaredNorm() {
        CompensatedSum sum = new CompensatedSum();
        for (Matrix matrix : matrices) {
            for (int i = 0; i < matrix.rows(); i++) {
                for (int j = 0; j < matrix.columns(); j++) {
                    sum.addProduct(matrix.get(i, j), matrix.get(i, j));
                }
            }
        }
        return sum.value();
    }
}
