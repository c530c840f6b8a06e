package dev.noether.gpu;

/**
 * Matrices over the hidden units, d x d, in panels of rows, so that no more than a panel is held on the device:
 *
 * <pre>
 * D = U^T Gamma_U U - W Gamma_W W^T,    Q = U^T U - W W^T
 * </pre>
 *
 * The norms of D are taken from its elements, because a difference of traces would cancel near the equilibrium.
 */
final class BalancePanels {

    /** Elements of a panel; a panel is at least one row. */
    private static final int PANEL = 1 << 22;

    private final Products products;
    private final Sums sums;
    private final Transfer transfer;
    private final Workspace leftMemory;
    private final Workspace rightMemory;
    private final Workspace leftPanel;
    private final Workspace rightPanel;

    BalancePanels(Toolbox tools) {
        products = tools.products();
        sums = tools.sums();
        transfer = tools.transfer();
        leftMemory = tools.workspace();
        rightMemory = tools.workspace();
        leftPanel = tools.workspace();
        rightPanel = tools.workspace();
    }

    /** Overwrites {@code out}, d x d, with Q. */
    void charges(View u, View w, double[] out) {
        difference(u, w, u, w.transposed(), out);
    }

    /** Overwrites {@code out}, d x d, with D of {@code scaleU Gamma_U} and {@code scaleW Gamma_W}. */
    void balance(View u, View w, double scaleU, View gammaU, double scaleW, View gammaW, double[] out) {
        difference(
                u,
                w,
                weighed(scaleU, gammaU, u, leftMemory),
                weighed(scaleW, gammaW, w.transposed(), rightMemory),
                out);
    }

    /** Overwrites {@code out} with the Frobenius norms of D, of its first term and of its second. */
    void norms(View u, View w, double scaleU, View gammaU, double scaleW, View gammaW, double[] out) {
        View left = weighed(scaleU, gammaU, u, leftMemory);
        View right = weighed(scaleW, gammaW, w.transposed(), rightMemory);
        double[] squares = new double[3];
        int height = height(w.rows());
        for (int first = 0; first < w.rows(); first += height) {
            int rows = Math.min(height, w.rows() - first);
            View leftPart = leftPanel.matrix(rows, w.rows());
            View rightPart = rightPanel.matrix(rows, w.rows());
            products.plain(1, u.transposed().rows(first, rows), left, leftPart);
            products.plain(1, w.rows(first, rows), right, rightPart);
            sums.squaredDifferences(leftPart, rightPart, Sums.SLOTS - 3);
            sums.squares(leftPart, Sums.SLOTS - 2);
            sums.squares(rightPart, Sums.SLOTS - 1);
            sums.fetch();
            for (int i = 0; i < 3; i++) {
                squares[i] += sums.value(Sums.SLOTS - 3 + i);
            }
        }
        for (int i = 0; i < 3; i++) {
            out[i] = Math.sqrt(squares[i]);
        }
    }

    /** {@code scale Gamma F}, F with d columns. */
    private View weighed(double scale, View gamma, View factor, Workspace memory) {
        View out = memory.matrix(gamma.rows(), factor.columns());
        products.plain(scale, gamma, factor, out);
        return out;
    }

    /** Overwrites {@code out}, d x d, with {@code U^T left - W right}. */
    void difference(View u, View w, View left, View right, double[] out) {
        int height = height(w.rows());
        for (int first = 0; first < w.rows(); first += height) {
            int rows = Math.min(height, w.rows() - first);
            View part = leftPanel.matrix(rows, w.rows());
            products.plain(1, u.transposed().rows(first, rows), left, part);
            products.combine(-1, w.rows(first, rows), right, 1, part, part);
            transfer.download(part, out, first);
        }
    }

    private static int height(int hidden) {
        return Math.max(1, Math.min(hidden, PANEL / hidden));
    }
}
