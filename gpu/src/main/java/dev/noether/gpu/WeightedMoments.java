package dev.noether.gpu;

/** Averages over samples of squared lengths times outer products, such as the gammas. */
final class WeightedMoments {

    private final Toolbox tools;
    private final Workspace scaled;
    private final SumVector.Memory weights;

    WeightedMoments(Toolbox tools) {
        this.tools = tools;
        scaled = tools.workspace();
        weights = tools.vectors();
    }

    /** {@code Gamma_U = E[|x|^2 r r^T]} and {@code Gamma_W = E[|r|^2 x x^T]}. */
    void gammas(View x, View residuals, View gammaU, View gammaW) {
        weighted(x, residuals, gammaU);
        weighted(residuals, x, gammaW);
    }

    /** {@code E[|a|^2 b b^T]}. */
    private void weighted(View a, View b, View out) {
        View times = scale(a, b, scaled);
        tools.products().plain(1, times.transposed(), b, out);
    }

    /** {@code |a_i|^2 b_i / S} for each of the S rows, in {@code memory}. */
    View scale(View a, View b, Workspace memory) {
        SumVector squares = weights.vector(a.rows());
        tools.lines().squares(1.0 / a.rows(), a, squares);
        View out = memory.matrix(b.rows(), b.columns());
        tools.maps().scaleRows(1, squares, b, out);
        return out;
    }
}
