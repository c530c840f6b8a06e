package dev.noether.backend.simd;

import dev.noether.model.Activation;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatActivations;
import dev.noether.simd.FloatChainRule;
import dev.noether.simd.FloatCurvatureSums;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatMatrix;

/**
 * One layer of hidden units on S samples, {@code X} (S x dx) and {@code Y} (S x dy), with two scales:
 * {@code f(x) = a U phi(b W x)}. What is here are derivatives of {@code 1/2 |r|^2} at fixed a and b. With {@code *} the
 * product element by element,
 *
 * <pre>
 * H = b X W^T     Phi = phi(H)      F = a Phi U^T     R = F - Y                        forward
 * B = a R U       G = B * phi'(H)                                                       backward: of Phi, of H
 *
 * gradient of U   a r phi^T                     of W   b g x^T                          rank one for each sample
 * diagonal of U   a^2 phi_j^2                   of W   b^2 x_m^2 K_j
 *                                  K_j = a^2 |u_j|^2 phi'_j^2 + B_j phi''_j
 * </pre>
 *
 * K being the second derivative by the input of unit j. The backward pass and phi'' are computed when first needed.
 */
final class FloatHiddenLayer {

    final FloatMatrix x = new FloatMatrix(1, 1);
    final FloatMatrix y = new FloatMatrix(1, 1);
    final FloatMatrix h = new FloatMatrix(1, 1);
    final FloatMatrix phi = new FloatMatrix(1, 1);
    final FloatMatrix first = new FloatMatrix(1, 1);
    final FloatMatrix outputs = new FloatMatrix(1, 1);
    final FloatMatrix residuals = new FloatMatrix(1, 1);
    private final FloatMatrix second = new FloatMatrix(1, 1);
    private final FloatMatrix backward = new FloatMatrix(1, 1);
    private final FloatMatrix g = new FloatMatrix(1, 1);
    private final FloatMatrix transposed = new FloatMatrix(1, 1);
    private final FloatMatrix units = new FloatMatrix(1, 1);
    private final FloatMatrix squaredInputs = new FloatMatrix(1, 1);
    private final FloatMatrix curvature = new FloatMatrix(1, 1);
    private final FloatMatrix row = new FloatMatrix(1, 1);
    private final FloatLaneSums sums = new FloatLaneSums();
    private final FloatCurvatureSums curvatureSums = new FloatCurvatureSums();
    private final Activation activation;
    private final double slope;
    private final FloatGemm gemm;
    private FloatPoint theta;
    private float outer;
    private float inner;
    private double squaresOfPhi;
    private double curvatures;
    private double bendAlongH;
    private boolean hasBackward;
    private boolean hasByH;
    private boolean hasSecond;
    private boolean hasTraces;

    FloatHiddenLayer(Activation activation, double slope, FloatGemm gemm) {
        this.activation = activation;
        this.slope = slope;
        this.gemm = gemm;
    }

    /** S. */
    int size() {
        return x.rows();
    }

    /** a. */
    float outer() {
        return outer;
    }

    /** b. */
    float inner() {
        return inner;
    }

    /** U of the bound point. */
    FloatMatrix outerWeights() {
        return theta.block(TwoLayerNet.U);
    }

    /**
     * Forward pass; the point is kept, not copied.
     *
     * @param bent whether phi'' will be asked for: made along with phi and phi' it costs less
     */
    void forward(FloatPoint point, double outerScale, double innerScale, boolean bent) {
        theta = point;
        outer = (float) outerScale;
        inner = (float) innerScale;
        hasBackward = false;
        hasByH = false;
        hasSecond = bent && FloatActivations.sharesExponentials(activation);
        hasTraces = false;
        FloatMatrix u = outerWeights();
        h.reshape(size(), u.columns());
        gemm.multiply(inner, x, false, theta.block(TwoLayerNet.W), false, false, h);
        FloatActivations.values(activation, slope, h, phi, first, hasSecond ? second : null);
        transposed.transposeFrom(u);
        outputs(phi, outputs);
        FloatChainRule.subtract(outputs, y, residuals);
    }

    /** {@code out <- a P U^T} of the bound point. */
    void outputs(FloatMatrix p, FloatMatrix out) {
        out.reshape(size(), transposed.columns());
        gemm.multiply(outer, p, false, transposed, false, false, out);
    }

    /** B, S x d. */
    FloatMatrix byPhi() {
        if (!hasBackward) {
            backward.reshape(size(), h.columns());
            gemm.multiply(outer, residuals, false, outerWeights(), false, false, backward);
            hasBackward = true;
        }
        return backward;
    }

    /** G, S x d. */
    FloatMatrix byH() {
        if (!hasByH) {
            FloatChainRule.multiply(byPhi(), first, g);
            hasByH = true;
        }
        return g;
    }

    /** phi''(H), S x d. */
    FloatMatrix second() {
        if (!hasSecond) {
            FloatActivations.second(activation, slope, h, phi, first, second);
            hasSecond = true;
        }
        return second;
    }

    /** {@code out <- factor sum_i} of the gradients. */
    void gradient(double factor, FloatPoint out) {
        gradient(factor, residuals, byH(), out);
    }

    /**
     * {@code out <- factor sum_i} of the gradients with rows r and g in place of those of R and G: their sum with weights,
     * if these are R and G times a diagonal matrix.
     */
    void gradient(double factor, FloatMatrix r, FloatMatrix ofH, FloatPoint out) {
        gemm.multiply((float) (factor * outer), r, true, phi, false, false, out.block(TwoLayerNet.U));
        gemm.multiply((float) (factor * inner), x, true, ofH, false, false, out.block(TwoLayerNet.W));
    }

    /**
     * Computes what the traces of the Hessian are made of, once a point, and G on the way: before the gradient it costs
     * least.
     *
     * @param squaredInputNorms {@code |x_i|^2}
     * @param along whether {@link #bendAlongH} will be asked for
     */
    void differentiateTwice(double[] squaredInputNorms, boolean along) {
        if (hasTraces) {
            return;
        }
        hasTraces = true;
        units();
        if (activation.homogeneous()) {
            squaresOfPhi = sums.squares(phi);
            curvatures = curvatureSums.slopes(squaredInputNorms, units, first);
            bendAlongH = 0;
        } else {
            FloatMatrix bends = activation == Activation.TANH ? null : second();
            curvatureSums.add(squaredInputNorms, units, along ? h : null, phi, first, byPhi(), bends, g);
            hasByH = true;
            squaresOfPhi = curvatureSums.squares();
            curvatures = curvatureSums.curvature();
            bendAlongH = curvatureSums.along();
        }
    }

    /** {@code a^2 sum_i |phi|^2}, after {@link #differentiateTwice}: the trace of the block of one row of U. */
    double traceOfOutput() {
        return (double) outer * outer * squaresOfPhi;
    }

    /** The sum over samples of the trace of W's block, {@code b^2 sum_i |x_i|^2 sum_j K_ij}, after the same. */
    double traceOfInput() {
        return (double) inner * inner * curvatures;
    }

    /** {@code sum_ij B_ij phi''_ij h_ij^2}, after the same. */
    double bendAlongH() {
        return bendAlongH;
    }

    /** {@code a^2 |u_j|^2}. */
    private void units() {
        FloatChainRule.columnSquares(outer * outer, outerWeights(), units);
    }

    /** {@code out <- factor sum_i} of the diagonals. */
    void diagonal(double factor, FloatPoint out) {
        FloatMatrix ofU = out.block(TwoLayerNet.U);
        FloatChainRule.columnSquares((float) (factor * outer * outer), phi, row);
        for (int k = 0; k < ofU.rows(); k++) {
            System.arraycopy(row.data(), row.at(0), ofU.data(), ofU.at(k), ofU.columns());
        }
        units();
        FloatChainRule.curvature(units, first, byPhi(), second(), curvature);
        FloatChainRule.multiply(x, x, squaredInputs);
        float innerFactor = (float) (factor * inner * inner);
        gemm.multiply(innerFactor, squaredInputs, true, curvature, false, false, out.block(TwoLayerNet.W));
    }
}
