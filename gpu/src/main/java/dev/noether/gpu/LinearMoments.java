package dev.noether.gpu;

/**
 * A linear net on second moments, given or of a population, through its product P. With {@code A_i = W_i ... W_1},
 * {@code T_i = W_D ... W_(i+1)}, and M, Crr, Cx of {@link SecondMoments}: P depends on block i through
 * {@code T_i W_i A_(i-1)}, and a dash is the derivative along v:
 *
 * <pre>
 * gradient         2c T_i^T M A_(i-1)^T
 * Hessian trace    2c |T_i|^2 a_(i-1),  a_i = tr(A_i Cx A_i^T)     diagonal   2c |T_i e_j|^2 (A_(i-1) Cx A_(i-1)^T)_kk
 * H v              2c (T_i^T M' A_(i-1)^T + T'_i^T M A_(i-1)^T + T_i^T M A'_(i-1)^T),  M' = P' Cx
 * Sigma v          4c^2 T_i^T (Crr P' Cx + M P'^T M) A_(i-1)^T
 * Tr Sigma         4c^2 b_i a_(i-1) + |gradient|^2,  b_i = tr(T_i^T Crr T_i)
 * of unit j        4c^2 (b_2 (A_1 Cx A_1^T)_jj - a_0 (T_1^T Crr T_1)_jj) + |gU_j|^2 - |gW_j|^2      two layers
 * </pre>
 *
 * The balance matrix has the form of the two-layer one with {@code U = T_i}, {@code W = A_i}:
 *
 * <pre>
 * D_i = T_i^T (a_(i-1) Crr + 2 K K^T) T_i - A_i (b_(i+1) Cx + 2 J^T J) A_i^T,   K = M A_(i-1)^T,  J = T_(i+1)^T M
 * </pre>
 */
final class LinearMoments implements Objective.OnMoments, Objective.OfLinearNet {

    private final Layers layers;
    private final Toolbox tools;
    private final int depth;
    private final double twoC;
    private final LayerProducts products;
    private final LayerTangents tangents;
    private final BalancePanels panels;
    private final SecondMoments moments;
    private final Workspace inner;
    private final Workspace other;
    private final Workspace slope;
    private final Workspace gammaMemoryU;
    private final Workspace gammaMemoryW;
    private final SumVector.Memory rowsMemory;
    private final SumVector.Memory columnsMemory;

    LinearMoments(Layers layers, Toolbox tools) {
        this.layers = layers;
        this.tools = tools;
        depth = layers.depth();
        twoC = 2 * layers.lossScale();
        products = new LayerProducts(layers, tools);
        tangents = new LayerTangents(layers, tools, products);
        panels = new BalancePanels(tools);
        moments = new SecondMoments(tools);
        inner = tools.workspace();
        other = tools.workspace();
        slope = tools.workspace();
        gammaMemoryU = tools.workspace();
        gammaMemoryW = tools.workspace();
        rowsMemory = tools.vectors();
        columnsMemory = tools.vectors();
    }

    @Override
    public void use(DeviceBatch.Moments batch) {
        moments.use(batch);
    }

    @Override
    public void forward(DevicePoint theta) {
        products.reset(theta);
        products.productLess(moments.target(), moments.error());
        moments.errorIsSet();
    }

    @Override
    public double loss() {
        return layers.lossScale() * moments.meanSquaredResidual();
    }

    @Override
    public void lossPerSample(double[] out) {
        throw new IllegalStateException("moments have no samples");
    }

    @Override
    public void gradient(DevicePoint theta, DevicePoint gradient) {
        pullBack(twoC, moments.m(), gradient);
    }

    /** {@code out_i = factor T_i^T a A_(i-1)^T} for every layer. */
    private void pullBack(double factor, View a, DevicePoint out) {
        for (int i = 1; i <= depth; i++) {
            products.pullBack(factor, i, products.rightOf(a, i - 1, inner), layers.of(out, i));
        }
    }

    /** {@code A_i Cx} for a hidden layer i. */
    private View beforeTimesCx(int i) {
        return products.rightOf(moments.cx(), i, inner).transposed();
    }

    /** {@code C T_i} for a hidden layer i and a symmetric C. */
    private View timesAfter(View c, int i) {
        View after = products.after(i);
        View out = other.matrix(after.rows(), after.columns());
        tools.products().plain(1, c, after, out);
        return out;
    }

    /** {@code a_i = E|A_i x|^2} for i = 0 ... D - 1. */
    private double meanSquaredBefore(int i) {
        return i == 0 ? moments.meanSquaredInput() : tools.sums().dot(beforeTimesCx(i), products.before(i));
    }

    /** {@code tr(T_i^T C T_i)} for a hidden layer i. */
    private double meanSquaredAfter(int i, View c) {
        return tools.sums().dot(timesAfter(c, i), products.after(i));
    }

    @Override
    public void hessianTrace(DevicePoint theta, double[] byBlock) {
        for (int i = 1; i <= depth; i++) {
            byBlock[layers.block(i)] = twoC * products.squaredAfter(i) * meanSquaredBefore(i - 1);
        }
    }

    @Override
    public void hessianDiagonal(DevicePoint theta, DevicePoint out) {
        for (int i = 1; i <= depth; i++) {
            SumVector rows = null;
            if (i < depth) {
                View after = products.after(i).transposed();
                rows = rowsMemory.vector(after.rows());
                tools.lines().squares(1, after, rows);
            }
            View block = layers.of(out, i);
            SumVector columns = columnsMemory.vector(block.columns());
            if (i == 1) {
                tools.lines().totals(1, moments.cx().diagonal().transposed(), columns);
            } else {
                tools.lines().dots(1, beforeTimesCx(i - 1), products.before(i - 1), 0, columns);
            }
            tools.maps().outer(twoC, rows, columns, 0, block);
        }
    }

    @Override
    public void hessianVectorProduct(DevicePoint theta, DevicePoint v, DevicePoint out) {
        View product = tangents.product(theta, v);
        tangents.after(theta, v);
        View m = moments.m();
        View moved = slope.matrix(m.rows(), m.columns());
        tools.products().plain(1, product, moments.cx(), moved);
        for (int i = 1; i <= depth; i++) {
            View block = layers.of(out, i);
            View changed = products.rightOf(moved, i - 1, inner);
            tangents.addRightOf(m, i - 1, changed);
            products.pullBack(twoC, i, changed, block);
            tangents.addPullBack(twoC, i, products.rightOf(m, i - 1, other), block);
        }
    }

    @Override
    public void noiseTrace(DevicePoint theta, DevicePoint gradient, double[] byBlock) {
        for (int i = 1; i <= depth; i++) {
            byBlock[layers.block(i)] = twoC * twoC * residualAfter(i) * meanSquaredBefore(i - 1)
                    + tools.sums().squares(layers.of(gradient, i));
        }
    }

    /** {@code b_i = E|T_i^T r|^2}. */
    private double residualAfter(int i) {
        return i == depth ? moments.meanSquaredResidual() : meanSquaredAfter(i, moments.crr());
    }

    @Override
    public void noiseOfRescaling(DevicePoint theta, DevicePoint gradient, double[] byUnit) {
        double fourC2 = twoC * twoC;
        SumVector units = rowsMemory.vector(byUnit.length);
        Lines lines = tools.lines();
        View ofU = layers.of(gradient, 2).transposed();
        View ofW = layers.of(gradient, 1);
        lines.dots(1, ofU, ofU, 0, units);
        lines.dots(-1, ofW, ofW, 1, units);
        lines.dots(fourC2 * moments.meanSquaredResidual(), beforeTimesCx(1), products.before(1), 1, units);
        View after = timesAfter(moments.crr(), 1).transposed();
        lines.dots(
                -fourC2 * moments.meanSquaredInput(), after, products.after(1).transposed(), 1, units);
        tools.fetch(units.buffer(), byUnit);
    }

    @Override
    public void noiseCovarianceVectorProduct(DevicePoint theta, DevicePoint v, DevicePoint out) {
        View product = tangents.product(theta, v);
        View image = slope.matrix(product.rows(), product.columns());
        moments.covarianceProduct(product, other, image);
        pullBack(twoC * twoC, image, out);
    }

    @Override
    public void gammas(View gammaU, View gammaW) {
        moments.gammas(gammaU, gammaW);
    }

    @Override
    public void chargeMatrix(DevicePoint theta, int rotation, double[] out) {
        panels.charges(layers.of(theta, rotation + 2), layers.of(theta, rotation + 1), out);
    }

    @Override
    public void balance(DevicePoint theta, int rotation, double[] out) {
        int i = rotation + 1;
        double before = meanSquaredBefore(i - 1);
        double after = residualAfter(i + 1);
        View crr = moments.crr();
        View cx = moments.cx();
        View gammaU = gammaMemoryU.matrix(crr.rows(), crr.rows());
        View gammaW = gammaMemoryW.matrix(cx.rows(), cx.rows());
        View k = products.rightOf(moments.m(), i - 1, inner);
        tools.products().combine(2, k, k.transposed(), before, crr, gammaU);
        View j = products.leftOf(moments.m(), i + 1, other);
        tools.products().combine(2, j.transposed(), j, after, cx, gammaW);
        panels.balance(products.after(i), products.before(i), 1, gammaU, 1, gammaW, out);
    }

    @Override
    public void taskBalance(DevicePoint theta, int rotation, double[] out) {
        int i = rotation + 1;
        panels.balance(
                products.after(i),
                products.before(i),
                meanSquaredBefore(i - 1),
                moments.noise(),
                noiseAfter(i + 1),
                moments.cx(),
                out);
    }

    @Override
    public void taskBalanceNorms(DevicePoint theta, int rotation, double[] out) {
        int i = rotation + 1;
        panels.norms(
                products.after(i),
                products.before(i),
                meanSquaredBefore(i - 1),
                moments.noise(),
                noiseAfter(i + 1),
                moments.cx(),
                out);
    }

    /** {@code tr(T_i^T Se T_i)}, Se the covariance of the label noise. */
    private double noiseAfter(int i) {
        return i == depth ? moments.noiseVariance() : meanSquaredAfter(i, moments.noise());
    }
}
