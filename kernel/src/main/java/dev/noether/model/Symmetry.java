package dev.noether.model;

/**
 * A continuous symmetry of a loss, {@code l(exp(lambda A) theta) = l(theta)} with A symmetric, and its Noether charge
 * {@code C = theta^T A theta}, which gradient flow conserves (section 4.1 of the paper).
 */
public sealed interface Symmetry {

    /** Name on the command line and in results, for instance "double-rotation(U,W)". */
    String name();

    /** Overwrites {@code out} with {@code A theta}; theta is not modified. */
    void applyGenerator(Parameters theta, Parameters out);

    /** Moves theta along the symmetry, in place: {@code theta <- exp(lambda A) theta}. */
    void transform(double lambda, Parameters theta);

    /** The charge {@code theta^T A theta}, in double with a compensated sum; theta is not modified. */
    double charge(Parameters theta);

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
        public void applyGenerator(Parameters theta, Parameters out) {
            for (int b = 0; b < theta.blocks(); b++) {
                scale(theta.block(b), eigenvalue(b), out.block(b));
            }
        }

        @Override
        public void transform(double lambda, Parameters theta) {
            for (int b = 0; b < theta.blocks(); b++) {
                scale(theta.block(b), Math.exp(lambda * eigenvalue(b)), theta.block(b));
            }
        }

        @Override
        public double charge(Parameters theta) {
            CompensatedSum sum = new CompensatedSum();
            addSquares(theta.block(left), 1, sum);
            addSquares(theta.block(right), -1, sum);
            return sum.value();
        }

        /** Eigenvalue of the generator on block b: 1 on L, -1 on R, 0 elsewhere. */
        private int eigenvalue(int b) {
            if (b == left) {
                return 1;
            }
            return b == right ? -1 : 0;
        }

        private static void scale(Matrix source, double factor, Matrix destination) {
            for (int i = 0; i < source.rows(); i++) {
                for (int j = 0; j < source.columns(); j++) {
                    destination.set(i, j, factor * source.get(i, j));
                }
            }
        }

        private static void addSquares(Matrix matrix, int sign, CompensatedSum sum) {
            for (int i = 0; i < matrix.rows(); i++) {
                for (int j = 0; j < matrix.columns(); j++) {
                    sum.addProduct(sign * matrix.get(i, j), matrix.get(i, j));
                }
            }
        }
    }
}
