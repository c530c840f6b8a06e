package dev.noether.bench.peers;

/** {@code C <- alpha A B + beta C} for three given matrices, any of them transposed. */
interface Product {

    void run();

    /** A factor, transposed or not. */
    record Factor(BlasMatrix matrix, boolean transposed) {

        static Factor of(BlasMatrix matrix) {
            return new Factor(matrix, false);
        }

        static Factor transposeOf(BlasMatrix matrix) {
            return new Factor(matrix, true);
        }

        int rows() {
            return transposed ? matrix.columns : matrix.rows;
        }

        int columns() {
            return transposed ? matrix.rows : matrix.columns;
        }
    }

    /** Who makes a product that can be run many times. */
    interface Maker {
        Product make(double alpha, Factor a, Factor b, double beta, BlasMatrix c);
    }

    /**
     * What a library of row-major products has to be told: a result that is stored by columns is the transpose
     * {@code C^T = B^T A^T}.
     *
     * @param left factor as it is passed
     * @param right factor as it is passed
     */
    record Arguments(Factor left, Factor right, BlasMatrix result) {

        static Arguments of(Factor a, Factor b, BlasMatrix c) {
            if (a.rows() != c.rows || b.columns() != c.columns || a.columns() != b.rows()) {
                throw new IllegalArgumentException("(" + a.rows() + " x " + a.columns() + ") (" + b.rows() + " x "
                        + b.columns() + ") is no " + c.rows + " x " + c.columns);
            }
            return c.byColumns() ? new Arguments(b, a, c) : new Arguments(a, b, c);
        }

        int m() {
            return result.byColumns() ? result.columns : result.rows;
        }

        int n() {
            return result.byColumns() ? result.rows : result.columns;
        }

        int k() {
            return result.byColumns() ? left.rows() : left.columns();
        }

        int transposeLeft() {
            return code(left);
        }

        int transposeRight() {
            return code(right);
        }

        /** Row-major memory holds the matrix, or its transpose; the result may want the transpose of either. */
        private int code(Factor factor) {
            boolean transpose = factor.transposed() ^ factor.matrix().byColumns() ^ result.byColumns();
            return transpose ? Blas.TRANSPOSED : Blas.PLAIN;
        }
    }
}
