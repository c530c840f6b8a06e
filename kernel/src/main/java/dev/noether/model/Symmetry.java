package dev.noether.model;

import java.util.List;

/**
 * A continuous symmetry of a loss, {@code l(exp(lambda A) theta) = l(theta)} with A symmetric, and its Noether charge
 * {@code C = theta^T A theta}, which gradient flow conserves (section 4.1 of the paper). A symmetry has one generator A
 * or a family of them, for instance one a hidden unit. Every A here is diagonal in the parameters: all that is done
 * along it follows from {@link #weight}.
 */
public sealed interface Symmetry {

    /** Name on the command line and in results, for instance "double-rotation(U,W)". */
    String name();

    /** Number of generators, each with its charge. */
    int generators();

    /** Whether the charges are listed one a generator even if there is only one. */
    boolean family();

    /** The entry of generator {@code generator} that belongs to element (row, column) of a block: 1, -1 or 0. */
    int weight(int generator, int block, int row, int column);

    /** Overwrites {@code out} with {@code A theta}; theta is not modified. */
    default void applyGenerator(int generator, Parameters theta, Parameters out) {
        for (int b = 0; b < theta.blocks(); b++) {
            Matrix block = theta.block(b);
            for (int i = 0; i < block.rows(); i++) {
                for (int j = 0; j < block.columns(); j++) {
                    out.block(b).set(i, j, weight(generator, b, i, j) * block.get(i, j));
                }
            }
        }
    }

    /** Moves theta along the symmetry, in place: {@code theta <- exp(lambda A) theta}. */
    default void transform(int generator, double lambda, Parameters theta) {
        double[] factors = {Math.exp(-lambda), 1, Math.exp(lambda)};
        for (int b = 0; b < theta.blocks(); b++) {
            Matrix block = theta.block(b);
            for (int i = 0; i < block.rows(); i++) {
                for (int j = 0; j < block.columns(); j++) {
                    int weight = weight(generator, b, i, j);
                    if (weight != 0) {
                        block.set(i, j, factors[weight + 1] * block.get(i, j));
                    }
                }
            }
        }
    }

    /** The charge {@code theta^T A theta}, in double with a compensated sum; theta is not modified. */
    default double charge(int generator, Parameters theta) {
        CompensatedSum sum = new CompensatedSum();
        for (int b = 0; b < theta.blocks(); b++) {
            Matrix block = theta.block(b);
            for (int i = 0; i < block.rows(); i++) {
                for (int j = 0; j < block.columns(); j++) {
                    int weight = weight(generator, b, i, j);
                    if (weight != 0) {
                        sum.addProduct(weight * block.get(i, j), block.get(i, j));
                    }
                }
            }
        }
        return sum.value();
    }

    /**
     * The double rotation of a product {@code L R} of neighbouring matrices (L with d columns, R with d rows):
     * {@code L -> L exp(lambda B)}, {@code R -> exp(-lambda B) R} for every symmetric d x d matrix B. The generator
     * here is B = I, with charge {@code |L|^2 - |R|^2}; all B together have the matrix charge
     * {@code Q = L^T L - R R^T} (Eqs. 10 and 11), whose trace is that charge.
     *
     * @param name as printed
     * @param left index of the block L
     * @param right index of the block R
     * @param size d
     */
    record DoubleRotation(String name, int left, int right, int size) implements Symmetry {

        @Override
        public int generators() {
            return 1;
        }

        @Override
        public boolean family() {
            return false;
        }

        @Override
        public int weight(int generator, int block, int row, int column) {
            if (block == left) {
                return 1;
            }
            return block == right ? -1 : 0;
        }
    }

    /**
     * Rescaling of the hidden units between two layers: generator j takes column j of L (with d columns) to
     * {@code exp(lambda)} and row j of R (with d rows) to {@code exp(-lambda)} times itself. Charge j is
     * {@code |l_j|^2 - |r_j|^2}.
     *
     * @param name as printed
     * @param left index of the block L
     * @param right index of the block R
     * @param size d
     */
    record Rescaling(String name, int left, int right, int size) implements Symmetry {

        @Override
        public int generators() {
            return size;
        }

        @Override
        public boolean family() {
            return true;
        }

        @Override
        public int weight(int generator, int block, int row, int column) {
            if (block == left && column == generator) {
                return 1;
            }
            return block == right && row == generator ? -1 : 0;
        }
    }

    /**
     * Scaling of a group of blocks, {@code theta_b -> exp(lambda) theta_b}: the charge is their squared norm.
     *
     * @param name as printed
     * @param blocks indices of the blocks
     */
    record Scaling(String name, List<Integer> blocks) implements Symmetry {

        public Scaling {
            blocks = List.copyOf(blocks);
        }

        @Override
        public int generators() {
            return 1;
        }

        @Override
        public boolean family() {
            return false;
        }

        @Override
        public int weight(int generator, int block, int row, int column) {
            return blocks.contains(block) ? 1 : 0;
        }
    }
}
