package dev.noether.backend.simd;

import dev.noether.model.DeepLinearNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A deep linear net on S samples. With {@code A_i = W_i ... W_1}, {@code T_i = W_D ... W_(i+1)} and {@code B_i = T_i^T}, layer by
 * layer for all samples, as rows:
 *
 * <pre>
 * h_0 = x     h_i = W_i h_(i-1) = A_i x     r = h_D - y     b_D = r     b_(i-1) = W_i^T b_i = B_(i-1) r
 * </pre>
 *
 * A sample's gradient has rank one in each block, {@code g = 2c b_i h_(i-1)^T}, and r is linear in each block, so that
 *
 * <pre>
 * gradient            2c E[b_i h_(i-1)^T]
 * Hessian trace       2c |T_i|^2 E|h_(i-1)|^2           diagonal   2c |T_i e_j|^2 E (h_(i-1))_k^2
 * H v                 2c E[b'_i h_(i-1)^T + b_i h'_(i-1)^T],  with a dash for the derivative along v:
 *                     h'_0 = 0,  h'_i = W_i h'_(i-1) + V_i h_(i-1),  b'_D = h'_D,  b'_(i-1) = W_i^T b'_i + V_i^T b_i
 * Tr Sigma            4c^2 E[|b_i|^2 |h_(i-1)|^2] - |gradient|^2
 * Sigma v             2c E[(s - E s) b_i h_(i-1)^T],  s = g . v = 2c sum_i b_i^T V_i h_(i-1)
 * </pre>
 */
final class FloatDeepSamples implements FloatObjective.OnSamples, FloatObjective.OfLinearNet {

    private final DeepLinearNet net;
    private final FloatGemm gemm;
    private final int depth;
    private final double twoC;
    private final FloatLayerProducts products;
    private final FloatRotationMatrices rotations;
    private final FloatWeightedMoments gammas;
    private final FloatOuterProduct diagonal;

    /** {@code h_0 ... h_D}, the first being the inputs, the last overwritten with the residuals. */
    private final FloatMatrix[] forward;

    /** {@code b_1 ... b_D}, the last being the residuals, {@code forward[D]} itself; entry 0 is not used. */
    private final FloatMatrix[] backward;

    /** {@code h'_1 ... h'_D}; entry 0 is not used. */
    private final FloatMatrix[] tangent;

    private final FloatMatrix y = new FloatMatrix(1, 1);
    private final FloatMatrix[] backwardTangent = {new FloatMatrix(1, 1), new FloatMatrix(1, 1)};
    private final FloatMatrix scaled = new FloatMatrix(1, 1);
    private final FloatMatrix scaledToo = new FloatMatrix(1, 1);
    private double[] slopes = new double[0];
    private double[] perSample = new double[0];
    private boolean hasBackward;

    FloatDeepSamples(DeepLinearNet net, FloatGemm gemm) {
        this.net = net;
        this.gemm = gemm;
        depth = net.depth();
        twoC = 2 * net.lossScale();
        products = new FloatLayerProducts(net, gemm);
        rotations = new FloatRotationMatrices(gemm);
        gammas = new FloatWeightedMoments(gemm);
        diagonal = new FloatOuterProduct(
                net.widths().stream().mapToInt(Integer::intValue).max().orElseThrow());
        forward = new FloatMatrix[depth + 1];
        backward = new FloatMatrix[depth + 1];
        tangent = new FloatMatrix[depth + 1];
        for (int i = 0; i <= depth; i++) {
            forward[i] = new FloatMatrix(1, 1);
            backward[i] = i == depth ? forward[i] : new FloatMatrix(1, 1);
            tangent[i] = new FloatMatrix(1, 1);
        }
    }

    @Override
    public void resize(int size) {
        forward[0].reshape(size, net.inputs());
        y.reshape(size, net.outputs());
        if (slopes.length < size) {
            slopes = new double[size];
            perSample = new double[size];
        }
    }

    @Override
    public FloatMatrix x() {
        return forward[0];
    }

    @Override
    public FloatMatrix y() {
        return y;
    }

    private int samples() {
        return forward[0].rows();
    }

    @Override
    public FloatMatrix residuals() {
        return forward[depth];
    }

    @Override
    public void forward(FloatPoint theta) {
        products.reset(theta);
        hasBackward = false;
        for (int i = 1; i < depth; i++) {
            forward[i].reshape(samples(), theta.block(i - 1).rows());
            gemm.multiply(1f, forward[i - 1], false, theta.block(i - 1), true, false, forward[i]);
        }
        FloatElementwise.negate(y, residuals());
        gemm.multiply(1f, forward[depth - 1], false, theta.block(depth - 1), true, true, residuals());
    }

    /** All {@code b_i}, once a forward pass. */
    private void backward(FloatPoint theta) {
        if (hasBackward) {
            return;
        }
        for (int i = depth; i > 1; i--) {
            backward[i - 1].reshape(samples(), theta.block(i - 1).columns());
            gemm.multiply(1f, backward[i], false, theta.block(i - 1), false, false, backward[i - 1]);
        }
        hasBackward = true;
    }

    @Override
    public double loss() {
        return net.lossScale() * FloatSums.squares(residuals()) / samples();
    }

    @Override
    public void lossPerSample(double[] out) {
        for (int s = 0; s < out.length; s++) {
            out[s] = net.lossScale() * FloatSums.rowSquares(residuals(), s);
        }
    }

    @Override
    public void gradient(FloatPoint theta, FloatPoint gradient) {
        backward(theta);
        for (int i = 1; i <= depth; i++) {
            average(twoC, backward[i], forward[i - 1], false, gradient.block(i - 1));
        }
    }

    /** {@code out <- factor E[a b^T]}, or added to it. */
    private void average(double factor, FloatMatrix a, FloatMatrix b, boolean add, FloatMatrix out) {
        gemm.multiply((float) (factor / samples()), a, true, b, false, add, out);
    }

    @Override
    public void hessianTrace(FloatPoint theta, double[] byBlock) {
        for (int i = 1; i <= depth; i++) {
            byBlock[i - 1] = twoC * products.squaredAfter(i) * FloatSums.squares(forward[i - 1]) / samples();
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
            FloatSums.addColumnSquares(forward[i - 1], 1, diagonal.clearColumns(block.columns()));
            diagonal.store(twoC / samples(), block);
        }
    }

    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        backward(theta);
        forwardTangents(theta, v);
        FloatMatrix b = tangent[depth];
        for (int i = depth; i >= 1; i--) {
            FloatMatrix block = out.block(i - 1);
            average(twoC, b, forward[i - 1], false, block);
            if (i > 1) {
                average(twoC, backward[i], tangent[i - 1], true, block);
                FloatMatrix next = backwardTangent[i % 2];
                next.reshape(samples(), block.columns());
                gemm.multiply(1f, b, false, theta.block(i - 1), false, false, next);
                gemm.multiply(1f, backward[i], false, v.block(i - 1), false, true, next);
                b = next;
            }
        }
    }

    private void forwardTangents(FloatPoint theta, FloatPoint v) {
        for (int i = 1; i <= depth; i++) {
            tangent[i].reshape(samples(), v.block(i - 1).rows());
            gemm.multiply(1f, forward[i - 1], false, v.block(i - 1), true, false, tangent[i]);
            if (i > 1) {
                gemm.multiply(1f, tangent[i - 1], false, theta.block(i - 1), true, true, tangent[i]);
            }
        }
    }

    @Override
    public void noiseTrace(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byBlock) {
        backward(theta);
        for (int i = 1; i <= depth; i++) {
            double sum = 0;
            for (int s = 0; s < samples(); s++) {
                sum += FloatSums.rowSquares(backward[i], s) * FloatSums.rowSquares(forward[i - 1], s);
            }
            byBlock[i - 1] = twoC * twoC * sum / samples()
                    - FloatSums.squares(gradient.get().block(i - 1));
        }
    }

    /** With slopes minus their mean, so that no large mean has to cancel afterwards. */
    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        backward(theta);
        Arrays.fill(slopes, 0, samples(), 0);
        for (int i = 1; i <= depth; i++) {
            scaled.reshape(samples(), v.block(i - 1).rows());
            gemm.multiply(1f, forward[i - 1], false, v.block(i - 1), true, false, scaled);
            FloatSums.rowProducts(backward[i], scaled, perSample);
            for (int s = 0; s < samples(); s++) {
                slopes[s] += twoC * perSample[s];
            }
        }
        double mean = 0;
        for (int s = 0; s < samples(); s++) {
            mean += slopes[s] / samples();
        }
        for (int i = 1; i <= depth; i++) {
            scaled.reshape(samples(), backward[i].columns());
            for (int s = 0; s < samples(); s++) {
                FloatElementwise.scaleRow((float) (slopes[s] - mean), backward[i], s, scaled);
            }
            average(twoC, scaled, forward[i - 1], false, out.block(i - 1));
        }
    }

    @Override
    public void gammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        gammas.gammas(x(), residuals(), gammaU, gammaW);
    }

    @Override
    public void chargeMatrix(FloatPoint theta, int rotation, double[] out) {
        scaled.transposeFrom(theta.block(rotation));
        rotations.charge(theta.block(rotation + 1), scaled, out);
    }

    /** {@code E[|h_(i-1)|^2 b_i b_i^T - |b_(i+1)|^2 h_i h_i^T]} for i = rotation + 1. */
    @Override
    public void balance(FloatPoint theta, int rotation, double[] out) {
        backward(theta);
        int i = rotation + 1;
        FloatWeightedMoments.scale(forward[i - 1], backward[i], scaled);
        FloatWeightedMoments.scale(backward[i + 1], forward[i], scaledToo);
        rotations.difference(scaled, backward[i], scaledToo, forward[i], out);
    }

    @Override
    public void taskBalance(FloatPoint theta, int rotation, double[] out) {
        throw new IllegalStateException("samples have no task");
    }

    @Override
    public void taskBalanceNorms(FloatPoint theta, int rotation, double[] out) {
        throw new IllegalStateException("samples have no task");
    }
}
