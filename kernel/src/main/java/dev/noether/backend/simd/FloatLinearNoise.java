package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatChainRule;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The gradient noise of a two-layer linear net on samples. The gradient of one sample is of rank one a block,
 * {@code 2c r h^T} and {@code 2c b x^T}, {@code b = U^T r}; with E the average over the batch and s the change of the
 * output along v,
 *
 * <pre>
 * noise trace   U: 4c^2 E|r|^2 |h|^2 - |gU|^2       W: 4c^2 E|x|^2 |b|^2 - |gW|^2
 * of unit j     4c^2 E[|r|^2 h_j^2 - |x|^2 b_j^2] - |gU_j|^2 + |gW_j|^2
 * Sigma v       E[(a - E a) g_i],  a = g_i . v = 2c r . s
 * </pre>
 *
 * Where h (and likewise b) of all samples is neither at hand nor cheap, sums over it come from a matrix between the
 * layers: {@code E w h_j^2 = (W G W^T)_jj} with {@code G = E[w x x^T]}. Beside a gradient by product, whose own products
 * with samples take {@code 4 S dx dy} operations, the two G then take {@code S (dx^2 + dy^2)}, each being symmetric: at
 * least half, whatever the shape, so that far more samples than hidden units cost more than that half.
 *
 * <p>A wide net takes the gradient's part off these matrices, {@code G - M^T M} for U and {@code G - M M^T} for W, M as in
 * {@link FloatLinearProduct}: noise that is asked for alone then needs no gradient, most of whose operations have the
 * width as a factor, and {@code M^T M} has not.
 */
final class FloatLinearNoise {

    /**
     * Hidden units for each input and output of a net that is wide: {@code M^T M} then has a twenty-fourth of a gradient's
     * operations.
     */
    private static final int WIDE = 4;

    private final FloatLinearPasses passes;
    private final FloatLinearTangent tangent;
    private final FloatWeightedMoments moments;
    private final FloatMatrix moment = new FloatMatrix(1, 1);
    private final FloatMatrix scaled = new FloatMatrix(1, 1);
    private final FloatMatrix backward = new FloatMatrix(1, 1);
    private final FloatLaneSums sums = new FloatLaneSums();
    private final double lossScale;
    private final boolean isWide;
    private final FloatGemm gemm;
    private final double[] ofU;
    private final double[] ofW;
    private double[] weights = new double[0];
    private boolean hasByUnit;

    FloatLinearNoise(TwoLayerNet net, FloatLinearPasses passes, FloatLinearTangent tangent, FloatGemm gemm) {
        this.passes = passes;
        this.tangent = tangent;
        this.gemm = gemm;
        moments = new FloatWeightedMoments(gemm);
        lossScale = net.lossScale();
        isWide = net.hidden() >= WIDE * (net.inputs() + net.outputs());
        ofU = new double[net.hidden()];
        ofW = new double[net.hidden()];
    }

    /** Makes room for {@code size} samples. */
    void resize(int size) {
        if (size > weights.length) {
            weights = new double[size];
        }
    }

    /** Forgets the last forward pass. */
    void forward() {
        hasByUnit = false;
    }

    /** Overwrites {@code byBlock} with the traces of the blocks of Sigma. */
    void trace(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byBlock) {
        byUnit(theta, gradient);
        byBlock[TwoLayerNet.U] = 0;
        byBlock[TwoLayerNet.W] = 0;
        for (int j = 0; j < ofU.length; j++) {
            byBlock[TwoLayerNet.U] += ofU[j];
            byBlock[TwoLayerNet.W] += ofW[j];
        }
    }

    /** Overwrites {@code byUnit} with {@code Tr[Sigma A_j]} for the rescaling of each hidden unit. */
    void ofRescaling(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byUnit) {
        byUnit(theta, gradient);
        for (int j = 0; j < ofU.length; j++) {
            byUnit[j] = ofU[j] - ofW[j];
        }
    }

    /** What each hidden unit has of the traces, once a point: they are its sums. */
    private void byUnit(FloatPoint theta, Supplier<FloatPoint> gradient) {
        if (hasByUnit) {
            return;
        }
        double fourC2 = 4 * lossScale * lossScale;
        double average = fourC2 / passes.size();
        Arrays.fill(ofU, 0);
        boolean centred = !passes.throughHidden() && isWide;
        if (passes.throughHidden()) {
            sums.addWeightedColumnSquares(passes.hidden(), passes.squaredResiduals(), average, ofU);
        } else {
            moments.weighted(passes.squaredResiduals(), passes.x, moment);
            if (centred) {
                gemm.multiplySymmetric(-1f, passes.m(), true, passes.m(), false, true, moment);
            }
            passes.product.addByUnit(fourC2, moment, theta.block(TwoLayerNet.W), ofU);
        }
        if (!centred) {
            sums.addColumnSquares(gradient.get().block(TwoLayerNet.U), -1, ofU);
        }
        Arrays.fill(ofW, 0);
        centred = !passes.throughBackward() && isWide;
        if (passes.throughBackward()) {
            sums.addWeightedColumnSquares(passes.backward(), passes.squaredInputs(), average, ofW);
        } else {
            moments.weighted(passes.squaredInputs(), passes.residuals(), moment);
            if (centred) {
                gemm.multiplySymmetric(-1f, passes.m(), false, passes.m(), true, true, moment);
            }
            passes.product.addByUnit(fourC2, moment, theta.block(TwoLayerNet.U), ofW);
        }
        if (!centred) {
            sums.addColumnSquares(gradient.get().block(TwoLayerNet.W), -1, ofW);
        }
        hasByUnit = true;
    }

    /** Overwrites {@code out} with {@code Sigma v}. */
    void covarianceVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        int samples = passes.size();
        tangent.along(theta, v);
        FloatSums.rowProducts(passes.residuals(), tangent.outputs, weights);
        double mean = 0;
        for (int i = 0; i < samples; i++) {
            mean += weights[i] / samples;
        }
        // Without their mean the weights give the covariance itself: no difference of large numbers.
        for (int i = 0; i < samples; i++) {
            weights[i] -= mean;
        }
        FloatChainRule.scaleRows(2 * lossScale / samples, weights, passes.residuals(), scaled);
        if (passes.byProduct()) {
            moment.reshape(passes.y.columns(), passes.x.columns());
            gemm.multiply(1f, scaled, true, passes.x, false, false, moment);
            passes.product.gradient(theta, moment, lossScale, out);
        } else {
            float factor = (float) (2 * lossScale);
            FloatMatrix u = theta.block(TwoLayerNet.U);
            gemm.multiply(factor, scaled, true, passes.hidden(), false, false, out.block(TwoLayerNet.U));
            backward.reshape(samples, u.columns());
            gemm.multiply(1f, scaled, false, u, false, false, backward);
            gemm.multiply(factor, passes.x, true, backward, false, false, out.block(TwoLayerNet.W));
        }
    }

    /** Overwrites {@code Gamma_U = E[|x|^2 r r^T]} and {@code Gamma_W = E[|r|^2 x x^T]}, which take their shapes. */
    void gammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        moments.weighted(passes.squaredInputs(), passes.residuals(), gammaU);
        moments.weighted(passes.squaredResiduals(), passes.x, gammaW);
    }
}
