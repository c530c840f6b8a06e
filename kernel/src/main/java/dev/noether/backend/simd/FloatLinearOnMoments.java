package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/**
 * A two-layer linear net on second moments, given or of a population. Fourth moments are those of Gaussian data: see
 * {@link FloatGaussianClosure}.
 */
final class FloatLinearOnMoments implements FloatObjective.OnMoments, FloatObjective.OfLinearNet {

    private final TwoLayerNet net;
    private final FloatGemm gemm;
    private final FloatLinearProduct product;
    private final FloatHiddenMatrices hidden;
    private final FloatMatrix gammaU = new FloatMatrix(1, 1);
    private final FloatMatrix gammaW = new FloatMatrix(1, 1);
    private FloatSecondMoments moments;

    FloatLinearOnMoments(TwoLayerNet net, FloatGemm gemm) {
        this.net = net;
        this.gemm = gemm;
        product = new FloatLinearProduct(net, gemm);
        hidden = new FloatHiddenMatrices(gemm);
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
        byBlock[TwoLayerNet.U] = twoC * net.outputs() * product.meanSquaredHidden(theta, moments.cx());
        byBlock[TwoLayerNet.W] = twoC * FloatSums.squares(theta.block(TwoLayerNet.U)) * moments.meanSquaredInput();
    }

    @Override
    public void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        throw NotYet.of("hessianDiagonal");
    }

    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        throw NotYet.of("hessianVectorProduct");
    }

    @Override
    public void noiseTrace(FloatPoint theta, FloatPoint gradient, double[] byBlock) {
        throw NotYet.of("noiseTrace");
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint gradient, FloatPoint v, FloatPoint out) {
        throw NotYet.of("noiseCovarianceVectorProduct");
    }

    @Override
    public void gammas(FloatMatrix outU, FloatMatrix outW) {
        FloatGaussianClosure.gammas(gemm, moments, outU, outW);
    }

    @Override
    public void chargeMatrix(FloatPoint theta, int rotation, double[] out) {
        hidden.charge(theta, out);
    }

    @Override
    public void balance(FloatPoint theta, int rotation, double[] out) {
        gammas(gammaU, gammaW);
        hidden.balance(theta, gammaU, gammaW, out);
    }

    @Override
    public void taskBalance(FloatPoint theta, int rotation, double[] out) {
        taskGammas();
        hidden.balance(theta, gammaU, gammaW, out);
    }

    @Override
    public void taskBalanceNorms(FloatPoint theta, int rotation, double[] out) {
        taskGammas();
        hidden.balanceNorms(theta, gammaU, gammaW, out);
    }

    /** The gammas of the task, which are those at {@code E = 0}: {@code Tr(Sx) Se} and {@code Tr(Se) Sx}. */
    private void taskGammas() {
        FloatPopulationMoments population = (FloatPopulationMoments) moments;
        FloatGaussianClosure.scale(population.meanSquaredInput(), population.noiseCovariance(), gammaU);
        FloatGaussianClosure.scale(population.noiseVariance(), population.cx(), gammaW);
    }
}
