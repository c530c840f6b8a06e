package dev.noether.gpu;

/** Compensated sums along the rows of matrices on the device, in a fixed order; see reduction.cl. */
final class Lines {

    private final Kernel lines;
    private final Kernel centre;

    Lines(Program program) {
        lines = program.kernel("reduce_lines", Sums.GROUP);
        centre = program.kernel("centre", Sums.GROUP);
    }

    /** {@code v_i = alpha sum_j A_ij^2}. */
    void squares(double alpha, View a, SumVector v) {
        dots(alpha, a, a, 0, v);
    }

    /** {@code v_i = alpha sum_j A_ij B_ij + beta v_i}. */
    void dots(double alpha, View a, View b, double beta, SumVector v) {
        launch(alpha, a, b, true, null, beta, v);
    }

    /** {@code v_i = alpha sum_j w_j A_ij B_ij + beta v_i}. */
    void weightedDots(double alpha, SumVector w, View a, View b, double beta, SumVector v) {
        launch(alpha, a, b, true, w, beta, v);
    }

    /** {@code v_i = alpha sum_j A_ij}. */
    void totals(double alpha, View a, SumVector v) {
        launch(alpha, a, a, false, null, 0, v);
    }

    private void launch(double alpha, View a, View b, boolean products, SumVector weights, double beta, SumVector v) {
        if (a.rows() != v.length()
                || a.rows() != b.rows()
                || a.columns() != b.columns()
                || (weights != null && weights.length() != a.columns())) {
            throw new IllegalArgumentException("shapes do not fit: A " + a.rows() + " x " + a.columns() + ", B "
                    + b.rows() + " x " + b.columns() + ", v " + v.length()
                    + (weights == null ? "" : ", w " + weights.length()));
        }
        lines.with(a.columns())
                .with(a)
                .with(b)
                .with(products)
                .with(weights == null ? v.buffer() : weights.buffer())
                .with(weights != null)
                .withSum(alpha)
                .withSum(beta)
                .with(v.buffer())
                .enqueue(a.rows(), 1);
    }

    /** Subtracts the mean. */
    void centre(SumVector v) {
        centre.with(v.length()).with(v.buffer()).enqueue(1, 1);
    }
}
