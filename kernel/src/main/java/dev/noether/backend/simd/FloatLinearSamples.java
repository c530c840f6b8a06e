package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A two-layer linear net on S samples, {@code X} (S x dx) and {@code Y} (S x dy), in the cheaper of two orders of
 * products:
 *
 * <pre>
 * by samples:   H = X W^T,  R = H U^T - Y,  gU = (2c/S) R^T H,  gW = (2c/S) (R U)^T X      2 S d (2 dx + 3 dy) operations
 * by product:   P = U W,    R = X P^T - Y,  M = R^T X / S,  gU = 2c M W^T,  gW = 2c U^T M    6 dx dy d + 4 S dx dy
 * </pre>
 *
 * The loss is quadratic in each block, so that with E the average over the batch
 *
 * <pre>
 * Hessian trace   U: 2c dy E|h|^2        W: 2c |U|^2 E|x|^2
 * its diagonal    U_kj: 2c E h_j^2       W_jm: 2c |u_j|^2 E x_m^2
 * </pre>
 *
 * Products with the Hessian are those of {@link FloatLinearTangent}, the noise is that of {@link FloatLinearNoise}.
 */
final class FloatLinearSamples implements FloatObjective.OnSamples, FloatObjective.OfLinearNet {

    private final TwoLayerNet net;
    private final FloatGemm gemm;
    private final FloatLinearPasses passes;
    private final FloatLinearTangent tangent;
    private final FloatLinearNoise noise;
    private final FloatRotationMatrices rotations;
    private final FloatMatrix gammaU = new FloatMatrix(1, 1);
    private final FloatMatrix gammaW = new FloatMatrix(1, 1);
    private final FloatLaneSums sums = new FloatLaneSums();
    private final double[] ofU;
    private final double[] inputs;

    FloatLinearSamples(TwoLayerNet net, FloatGemm gemm) {
        this.net = net;
        this.gemm = gemm;
        passes = new FloatLinearPasses(net, gemm);
        tangent = new FloatLinearTangent(net, passes, gemm);
        noise = new FloatLinearNoise(net, passes, tangent, gemm);
        rotations = new FloatRotationMatrices(gemm);
        ofU = new double[net.hidden()];
        inputs = new double[net.inputs()];
    }

    /** Whether the products are ordered by P for S samples: a function of the shape only. */
    static boolean byProduct(long samples, long dx, long d, long dy) {
        double bySamples = 2.0 * samples * d * (2 * dx + 3 * dy);
        double byProduct = 6.0 * dx * dy * d + 4.0 * samples * dx * dy;
        return byProduct < bySamples;
    }

    /**
     * Whether sums over {@code |h_s|^2} of all samples come from the S x d matrix of all h: where it is at hand, or costs
     * less than G and its product with W, half of each. The same for {@code b = U^T r} with dy for dx.
     */
    static boolean throughSamples(boolean byProduct, long samples, long d, long width) {
        return !byProduct || 2 * samples * d < (samples + d) * width;
    }

    @Override
    public void resize(int size) {
        passes.resize(size);
        noise.resize(size);
    }

    @Override
    public FloatMatrix x() {
        return passes.x;
    }

    @Override
    public FloatMatrix y() {
        return passes.y;
    }

    @Override
    public FloatMatrix residuals() {
        return passes.residuals();
    }

    @Override
    public void forward(FloatPoint theta) {
        passes.forward(theta);
        noise.forward();
    }

    @Override
    public double loss() {
        return net.lossScale() * FloatSums.squares(passes.residuals()) / passes.size();
    }

    @Override
    public void lossPerSample(double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = net.lossScale() * FloatSums.rowSquares(passes.residuals(), i);
        }
    }

    @Override
    public void gradient(FloatPoint theta, FloatPoint gradient) {
        if (passes.byProduct()) {
            passes.product.gradient(theta, passes.m(), net.lossScale(), gradient);
        } else {
            float factor = (float) (2 * net.lossScale() / passes.size());
            gemm.multiply(
                    factor, passes.residuals(), true, passes.hidden(), false, false, gradient.block(TwoLayerNet.U));
            gemm.multiply(factor, passes.x, true, passes.backward(), false, false, gradient.block(TwoLayerNet.W));
        }
    }

    @Override
    public void hessianTrace(FloatPoint theta, double[] byBlock) {
        double twoC = 2 * net.lossScale();
        double hiddenSquares;
        double inputSquares;
        if (passes.throughHidden()) {
            hiddenSquares = sums.squares(passes.hidden()) / passes.size();
            inputSquares = sums.squares(passes.x) / passes.size();
        } else {
            hiddenSquares = passes.product.traceBehindW(theta, passes.cx());
            inputSquares = FloatSums.trace(passes.cx());
        }
        byBlock[TwoLayerNet.U] = twoC * net.outputs() * hiddenSquares;
        byBlock[TwoLayerNet.W] = twoC * sums.squares(theta.block(TwoLayerNet.U)) * inputSquares;
    }

    @Override
    public void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        double twoC = 2 * net.lossScale();
        Arrays.fill(ofU, 0);
        if (passes.throughHidden()) {
            FloatSums.addColumnSquares(passes.hidden(), twoC / passes.size(), ofU);
        } else {
            passes.product.addByUnit(twoC, passes.cx(), theta.block(TwoLayerNet.W), ofU);
        }
        Arrays.fill(inputs, 0);
        FloatSums.addColumnSquares(passes.x, twoC / passes.size(), inputs);
        passes.product.diagonal(theta, ofU, inputs, out);
    }

    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        tangent.hessianVectorProduct(theta, v, out);
    }

    @Override
    public void noiseTrace(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byBlock) {
        noise.trace(theta, gradient, byBlock);
    }

    @Override
    public void noiseOfRescaling(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byUnit) {
        noise.ofRescaling(theta, gradient, byUnit);
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        noise.covarianceVectorProduct(theta, v, out);
    }

    @Override
    public void gammas(FloatMatrix outU, FloatMatrix outW) {
        noise.gammas(outU, outW);
    }

    @Override
    public void chargeMatrix(FloatPoint theta, int rotation, double[] out) {
        rotations.charge(theta.block(TwoLayerNet.U), theta.block(TwoLayerNet.W), out);
    }

    @Override
    public void balance(FloatPoint theta, int rotation, double[] out) {
        gammas(gammaU, gammaW);
        rotations.balance(theta.block(TwoLayerNet.U), gammaU, theta.block(TwoLayerNet.W), gammaW, out);
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
