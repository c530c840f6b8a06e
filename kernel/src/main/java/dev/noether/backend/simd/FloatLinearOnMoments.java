package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A two-layer linear net on second moments, given or of a population. Fourth moments are those of Gaussian data: see
 * {@link FloatGaussianClosure}. With {@code Crr = E[r r^T]} and {@code M = E[r x^T]}, the gradient with respect to the
 * product P has, by Isserlis' theorem, the covariance {@code V -> 4c^2 (Crr V Cx + M V^T M)}, from which all that
 * concerns the noise follows by the chain rule:
 *
 * <pre>
 * Tr Sigma_U = 4c^2 tr(Crr) tr(W Cx W^T) + |gU|^2        Tr Sigma_W = 4c^2 tr(Cx) tr(U^T Crr U) + |gW|^2
 * </pre>
 *
 * and for hidden unit j the j-th diagonal element in place of each trace of a d x d matrix.
 */
final class FloatLinearOnMoments implements FloatObjective.OnMoments, FloatObjective.OfLinearNet {

    private final TwoLayerNet net;
    private final FloatGemm gemm;
    private final FloatLinearProduct product;
    private final FloatRotationMatrices rotations;
    private final FloatBalanceNorms norms;
    private final FloatMatrix gammaU = new FloatMatrix(1, 1);
    private final FloatMatrix gammaW = new FloatMatrix(1, 1);
    private final FloatMatrix crrV;
    private final FloatMatrix image;
    private final FloatMatrix square;
    private final double[] ofU;
    private final double[] inputs;
    private FloatSecondMoments moments;

    FloatLinearOnMoments(TwoLayerNet net, FloatGemm gemm) {
        this.net = net;
        this.gemm = gemm;
        product = new FloatLinearProduct(net, gemm);
        rotations = new FloatRotationMatrices(gemm);
        norms = new FloatBalanceNorms();
        crrV = new FloatMatrix(net.outputs(), net.inputs());
        image = new FloatMatrix(net.outputs(), net.inputs());
        square = new FloatMatrix(net.outputs(), net.outputs());
        ofU = new double[net.hidden()];
        inputs = new double[net.inputs()];
    }

    @Override
    public void use(FloatSecondMoments batch) {
        moments = batch;
    }

    @Override
    public void forward(FloatPoint theta) {
        moments.bind(product.of(theta));
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
        product.gradient(theta, moments.m(), net.lossScale(), gradient);
    }

    @Override
    public void hessianTrace(FloatPoint theta, double[] byBlock) {
        double twoC = 2 * net.lossScale();
        byBlock[TwoLayerNet.U] = twoC * net.outputs() * product.traceBehindW(theta, moments.cx());
        byBlock[TwoLayerNet.W] = twoC * FloatSums.squares(theta.block(TwoLayerNet.U)) * moments.meanSquaredInput();
    }

    @Override
    public void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        double twoC = 2 * net.lossScale();
        FloatMatrix cx = moments.cx();
        Arrays.fill(ofU, 0);
        product.addByUnit(twoC, cx, theta.block(TwoLayerNet.W), ofU);
        for (int m = 0; m < inputs.length; m++) {
            inputs[m] = twoC * cx.data()[cx.at(m) + m];
        }
        product.diagonal(theta, ofU, inputs, out);
    }

    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        product.hessianVectorProduct(theta, moments.m(), moments.cx(), v, net.lossScale(), out);
    }

    @Override
    public void noiseTrace(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byBlock) {
        double fourC2 = 4 * net.lossScale() * net.lossScale();
        byBlock[TwoLayerNet.U] = fourC2 * moments.meanSquaredResidual() * product.traceBehindW(theta, moments.cx())
                + FloatSums.squares(gradient.get().block(TwoLayerNet.U));
        byBlock[TwoLayerNet.W] = fourC2 * moments.meanSquaredInput() * product.traceBehindU(theta, moments.crr())
                + FloatSums.squares(gradient.get().block(TwoLayerNet.W));
    }

    @Override
    public void noiseOfRescaling(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byUnit) {
        double fourC2 = 4 * net.lossScale() * net.lossScale();
        FloatSums.columnSquareDifferences(
                gradient.get().block(TwoLayerNet.U), gradient.get().block(TwoLayerNet.W), byUnit);
        product.addByUnit(fourC2 * moments.meanSquaredResidual(), moments.cx(), theta.block(TwoLayerNet.W), byUnit);
        product.addByUnit(-fourC2 * moments.meanSquaredInput(), moments.crr(), theta.block(TwoLayerNet.U), byUnit);
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        float twoC = (float) (2 * net.lossScale());
        FloatMatrix moved = product.movedBy(v, theta);
        FloatMatrix m = moments.m();
        gemm.multiply(1f, moments.crr(), false, moved, false, false, crrV);
        gemm.multiply(twoC, crrV, false, moments.cx(), false, false, image);
        gemm.multiply(1f, m, false, moved, true, false, square);
        gemm.multiply(twoC, square, false, m, false, true, image);
        product.gradient(theta, image, net.lossScale(), out);
    }

    @Override
    public void gammas(FloatMatrix outU, FloatMatrix outW) {
        FloatGaussianClosure.gammas(gemm, moments, outU, outW);
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
        taskGammas();
        rotations.balance(theta.block(TwoLayerNet.U), gammaU, theta.block(TwoLayerNet.W), gammaW, out);
    }

    @Override
    public void taskBalanceNorms(FloatPoint theta, int rotation, double[] out) {
        taskGammas();
        norms.compute(theta, gammaU, gammaW, out);
    }

    /** The gammas of the task, which are those at {@code E = 0}: {@code Tr(Sx) Se} and {@code Tr(Se) Sx}. */
    private void taskGammas() {
        FloatPopulationMoments population = (FloatPopulationMoments) moments;
        FloatGaussianClosure.scale(population.meanSquaredInput(), population.noiseCovariance(), gammaU);
        FloatGaussianClosure.scale(population.noiseVariance(), population.cx(), gammaW);
    }
}
