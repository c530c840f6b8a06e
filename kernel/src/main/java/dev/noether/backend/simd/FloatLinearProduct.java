package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatQuadraticForms;
import dev.noether.simd.FloatSums;
import java.util.Arrays;

/**
 * The part that all batches share when a linear net is seen through its product {@code P = U W} (dy x dx) and
 * {@code M = E[r x^T]} (dy x dx). A direction {@code (V_U, V_W)} moves the product by {@code V = V_U W + U V_W} and M by
 * {@code V Cx}, {@code Cx = E[x x^T]}:
 *
 * <pre>
 * gradient   gU = 2c M W^T                        gW = 2c U^T M
 * H v        U: 2c (V Cx W^T + M V_W^T)           W: 2c (U^T V Cx + V_U^T M)      the derivative of the gradient
 * diagonal   U_kj: 2c (W Cx W^T)_jj               W_jm: 2c |u_j|^2 (Cx)_mm
 * </pre>
 */
final class FloatLinearProduct {

    private final FloatMatrix p;
    private final FloatMatrix moved;
    private final FloatMatrix movedMoment;
    private final FloatQuadraticForms forms;
    private final FloatGemm gemm;
    private final double[] outgoing;

    FloatLinearProduct(TwoLayerNet net, FloatGemm gemm) {
        this.gemm = gemm;
        forms = new FloatQuadraticForms(gemm);
        p = new FloatMatrix(net.outputs(), net.inputs());
        moved = new FloatMatrix(net.outputs(), net.inputs());
        movedMoment = new FloatMatrix(net.outputs(), net.inputs());
        outgoing = new double[net.hidden()];
    }

    /** Overwrites and returns P. */
    FloatMatrix of(FloatPoint theta) {
        gemm.multiply(1f, theta.block(TwoLayerNet.U), false, theta.block(TwoLayerNet.W), true, false, p);
        return p;
    }

    /** Overwrites and returns {@code V = V_U W + U V_W}. */
    FloatMatrix movedBy(FloatPoint v, FloatPoint theta) {
        gemm.multiply(1f, v.block(TwoLayerNet.U), false, theta.block(TwoLayerNet.W), true, false, moved);
        gemm.multiply(1f, theta.block(TwoLayerNet.U), false, v.block(TwoLayerNet.W), true, true, moved);
        return moved;
    }

    /** The gradient from M. */
    void gradient(FloatPoint theta, FloatMatrix m, double lossScale, FloatPoint gradient) {
        float factor = (float) (2 * lossScale);
        gemm.multiply(factor, m, false, theta.block(TwoLayerNet.W), false, false, gradient.block(TwoLayerNet.U));
        gemm.multiply(factor, m, true, theta.block(TwoLayerNet.U), false, false, gradient.block(TwoLayerNet.W));
    }

    /** {@code H v} from M and Cx. */
    void hessianVectorProduct(
            FloatPoint theta, FloatMatrix m, FloatMatrix cx, FloatPoint v, double lossScale, FloatPoint out) {
        float factor = (float) (2 * lossScale);
        gemm.multiply(1f, movedBy(v, theta), false, cx, false, false, movedMoment);
        gradient(theta, movedMoment, lossScale, out);
        gemm.multiply(factor, m, false, v.block(TwoLayerNet.W), false, true, out.block(TwoLayerNet.U));
        gemm.multiply(factor, m, true, v.block(TwoLayerNet.U), false, true, out.block(TwoLayerNet.W));
    }

    /**
     * The diagonal of the Hessian.
     *
     * @param ofU what stands in column j of each row of U
     * @param inputs {@code 2c (Cx)_mm}
     */
    void diagonal(FloatPoint theta, double[] ofU, double[] inputs, FloatPoint out) {
        FloatMatrix outU = out.block(TwoLayerNet.U);
        for (int k = 0; k < outU.rows(); k++) {
            for (int j = 0; j < outU.columns(); j++) {
                outU.data()[outU.at(k) + j] = (float) ofU[j];
            }
        }
        Arrays.fill(outgoing, 0);
        FloatSums.addColumnSquares(theta.block(TwoLayerNet.U), 1, outgoing);
        FloatMatrix outW = out.block(TwoLayerNet.W);
        for (int m = 0; m < outW.rows(); m++) {
            for (int j = 0; j < outW.columns(); j++) {
                outW.data()[outW.at(m) + j] = (float) (inputs[m] * outgoing[j]);
            }
        }
    }

    /** {@code tr(W G W^T)} for a symmetric G, dx x dx. */
    double traceBehindW(FloatPoint theta, FloatMatrix g) {
        return forms.sum(g, theta.block(TwoLayerNet.W));
    }

    /** {@code tr(U^T G U)} for a symmetric G, dy x dy. */
    double traceBehindU(FloatPoint theta, FloatMatrix g) {
        return forms.sum(g, theta.block(TwoLayerNet.U));
    }

    /**
     * {@code byUnit_j <- byUnit_j + factor (b^T G b)_jj} for a symmetric G and one of the blocks in the layout of a point:
     * {@code b = W^T} or {@code b = U}.
     */
    void addByUnit(double factor, FloatMatrix g, FloatMatrix b, double[] byUnit) {
        forms.add(factor, g, b, byUnit);
    }
}
