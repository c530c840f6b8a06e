package dev.noether.backend.simd;

import dev.noether.model.DeepLinearNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import java.util.function.Supplier;

/**
 * A deep linear net on second moments, given or of a population, through its product P. With {@code A_i = W_i ... W_1},
 * {@code T_i = W_D ... W_(i+1)}, {@code M = E r x^T}, {@code Crr = E r r^T} and {@code Cx = E x x^T}: P depends on block i through
 * {@code T_i W_i A_(i-1)}, and a dash is the derivative along v:
 *
 * <pre>
 * gradient         2c T_i^T M A_(i-1)^T
 * Hessian trace    2c |T_i|^2 a_(i-1),  a_i = tr(A_i Cx A_i^T)     diagonal   2c |T_i e_j|^2 (A_(i-1) Cx A_(i-1)^T)_kk
 * H v              2c (T_i^T M' A_(i-1)^T + T'_i^T M A_(i-1)^T + T_i^T M A'_(i-1)^T),  M' = P' Cx
 * Sigma v          4c^2 T_i^T (Crr P' Cx + M P'^T M) A_(i-1)^T
 * Tr Sigma         4c^2 b_i a_(i-1) + |gradient|^2,  b_i = tr(T_i^T Crr T_i)
 * </pre>
 *
 * The last two are Isserlis' theorem for Gaussian data: {@code Cov(r x^T)} takes V to {@code Crr V Cx + M V^T M}. So is the
 * balance matrix, which has the form of the two-layer one with {@code U = T_i}, {@code W = A_i}:
 *
 * <pre>
 * D_i = T_i^T (a_(i-1) Crr + 2 K K^T) T_i - A_i (b_(i+1) Cx + 2 J^T J) A_i^T,   K = M A_(i-1)^T,  J = T_(i+1)^T M
 * </pre>
 */
final class FloatDeepOnMoments implements FloatObjective.OnMoments, FloatObjective.OfLinearNet {

    private final DeepLinearNet net;
    private final FloatGemm gemm;
    private final int depth;
    private final double twoC;
    private final FloatLayerProducts products;
    private final FloatLayerTangents tangents;
    private final FloatRotationMatrices rotations;
    private final FloatOuterProduct diagonal;
    private final FloatMatrix inner = new FloatMatrix(1, 1);
    private final FloatMatrix other = new FloatMatrix(1, 1);
    private final FloatMatrix slope = new FloatMatrix(1, 1);
    private final FloatMatrix gammaU = new FloatMatrix(1, 1);
    private final FloatMatrix gammaW = new FloatMatrix(1, 1);
    private FloatSecondMoments moments;

    FloatDeepOnMoments(DeepLinearNet net, FloatGemm gemm) {
        this.net = net;
        this.gemm = gemm;
        depth = net.depth();
        twoC = 2 * net.lossScale();
        products = new FloatLayerProducts(net, gemm);
        tangents = new FloatLayerTangents(net, gemm, products);
        rotations = new FloatRotationMatrices(gemm);
        diagonal = new FloatOuterProduct(
                net.widths().stream().mapToInt(Integer::intValue).max().orElseThrow());
    }

    @Override
    public void use(FloatSecondMoments batch) {
        moments = batch;
    }

    @Override
    public void forward(FloatPoint theta) {
        products.reset(theta);
        moments.bind(products.product());
    }

    @Override
    public double loss() {
        return net.lossScale() * moments.meanSquaredResidual();
    }

    @Override
    public void lossPerSample(double[] out) {
        throw new IllegalStateException("moments have no samples");
    }

    @Override
    public void gradient(FloatPoint theta, FloatPoint gradient) {
        pullBack(twoC, moments.m(), gradient);
    }

    /** {@code out_i <- factor T_i^T a A_(i-1)^T} for every block. */
    private void pullBack(double factor, FloatMatrix a, FloatPoint out) {
        for (int i = 1; i <= depth; i++) {
            products.pullBack(factor, i, products.rightOf(a, i - 1, inner), out.block(i - 1));
        }
    }

    /** {@code a_i = E|A_i x|^2} for i = 0 ... D - 1; leaves {@code Cx A_i^T} in {@link #inner} for i above 0. */
    private double meanSquaredBefore(int i) {
        return i == 0
                ? moments.meanSquaredInput()
                : FloatSums.products(products.rightOf(moments.cx(), i, inner), products.before(i));
    }

    /** {@code tr(T_i^T C T_i)} for a hidden layer i. */
    private double meanSquaredAfter(int i, FloatMatrix c) {
        other.reshape(c.rows(), products.after(i).columns());
        gemm.multiply(1f, c, false, products.after(i), false, false, other);
        return FloatSums.products(other, products.after(i));
    }

    @Override
    public void hessianTrace(FloatPoint theta, double[] byBlock) {
        for (int i = 1; i <= depth; i++) {
            byBlock[i - 1] = twoC * products.squaredAfter(i) * meanSquaredBefore(i - 1);
        }
    }

    @Override
    public void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        for (int i = 1; i <= depth; i++) {
            FloatMatrix block = out.block(i - 1);
            if (i == depth) {
                diagonal.setRowsToOne(block.rows());
            } else {
                FloatSums.addColumnSquares(products.after(i), 1, diagonal.clearRows(block.rows()));
            }
            double[] columns = diagonal.clearColumns(block.columns());
            FloatMatrix cx = moments.cx();
            if (i == 1) {
                for (int k = 0; k < cx.columns(); k++) {
                    columns[k] = cx.data()[cx.at(k) + k];
                }
            } else {
                addColumnProducts(products.rightOf(cx, i - 1, inner), products.before(i - 1), columns);
            }
            diagonal.store(twoC, block);
        }
    }

    /** {@code out_k <- out_k + sum_j a_jk b_jk}. */
    private static void addColumnProducts(FloatMatrix a, FloatMatrix b, double[] out) {
        for (int j = 0; j < a.rows(); j++) {
            int at = a.at(j);
            int bt = b.at(j);
            for (int k = 0; k < a.columns(); k++) {
                double x = a.data()[at + k];
                double y = b.data()[bt + k];
                out[k] = Math.fma(x, y, out[k]);
            }
        }
    }

    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        FloatMatrix product = tangents.product(theta, v);
        tangents.after(theta, v);
        FloatMatrix m = moments.m();
        slope.reshape(m.rows(), m.columns());
        gemm.multiply(1f, product, false, moments.cx(), false, false, slope);
        for (int i = 1; i <= depth; i++) {
            FloatMatrix block = out.block(i - 1);
            FloatMatrix changed = products.rightOf(slope, i - 1, inner);
            tangents.addRightOf(m, i - 1, changed);
            products.pullBack(twoC, i, changed, block);
            tangents.addPullBack(twoC, i, products.rightOf(m, i - 1, other), block);
        }
    }

    @Override
    public void noiseTrace(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byBlock) {
        FloatMatrix crr = moments.crr();
        for (int i = 1; i <= depth; i++) {
            double after = i == depth ? moments.meanSquaredResidual() : meanSquaredAfter(i, crr);
            byBlock[i - 1] = twoC * twoC * after * meanSquaredBefore(i - 1)
                    + FloatSums.squares(gradient.get().block(i - 1));
        }
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        FloatMatrix product = tangents.product(theta, v);
        FloatMatrix m = moments.m();
        slope.reshape(m.rows(), m.columns());
        inner.reshape(m.rows(), m.columns());
        gemm.multiply(1f, moments.crr(), false, product, false, false, inner);
        gemm.multiply(1f, inner, false, moments.cx(), false, false, slope);
        other.reshape(m.rows(), m.rows());
        gemm.multiply(1f, m, false, product, true, false, other);
        gemm.multiply(1f, other, false, m, false, true, slope);
        pullBack(twoC * twoC, slope, out);
    }

    @Override
    public void gammas(FloatMatrix outU, FloatMatrix outW) {
        FloatGaussianClosure.gammas(gemm, moments, outU, outW);
    }

    @Override
    public void chargeMatrix(FloatPoint theta, int rotation, double[] out) {
        inner.transposeFrom(theta.block(rotation));
        rotations.charge(theta.block(rotation + 1), inner, out);
    }

    @Override
    public void balance(FloatPoint theta, int rotation, double[] out) {
        int i = rotation + 1;
        FloatMatrix crr = moments.crr();
        double after = i + 1 == depth ? moments.meanSquaredResidual() : meanSquaredAfter(i + 1, crr);
        FloatGaussianClosure.scale(meanSquaredBefore(i - 1), crr, gammaU);
        FloatGaussianClosure.scale(after, moments.cx(), gammaW);
        FloatMatrix k = products.rightOf(moments.m(), i - 1, inner);
        gemm.multiply(2f, k, false, k, true, true, gammaU);
        FloatMatrix j = products.leftOf(moments.m(), i + 1, other);
        gemm.multiply(2f, j, true, j, false, true, gammaW);
        rotations.balance(products.after(i), gammaU, products.before(i), gammaW, out);
    }

    @Override
    public void taskBalance(FloatPoint theta, int rotation, double[] out) {
        taskGammas(rotation);
        rotations.balance(products.after(rotation + 1), gammaU, products.before(rotation + 1), gammaW, out);
    }

    @Override
    public void taskBalanceNorms(FloatPoint theta, int rotation, double[] out) {
        taskGammas(rotation);
        rotations.balanceNorms(products.after(rotation + 1), gammaU, products.before(rotation + 1), gammaW, out);
    }

    /** Those at {@code r = -e}, where {@code M = 0} and {@code Crr = Se}: {@code a_(i-1) Se} and {@code tr(T_(i+1)^T Se T_(i+1)) Sx}. */
    private void taskGammas(int rotation) {
        int i = rotation + 1;
        FloatPopulationMoments population = (FloatPopulationMoments) moments;
        FloatMatrix se = population.noiseCovariance();
        double after = i + 1 == depth ? population.noiseVariance() : meanSquaredAfter(i + 1, se);
        FloatGaussianClosure.scale(meanSquaredBefore(i - 1), se, gammaU);
        FloatGaussianClosure.scale(after, population.cx(), gammaW);
    }
}
