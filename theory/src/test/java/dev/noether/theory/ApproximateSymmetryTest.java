package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApproximateSymmetryTest {

    private static final double ROUNDING = 1e-12;

    private static final double ETA = 0.02;
    private static final int BATCH = 4;
    private static final SgdSettings PLAIN = new SgdSettings(ETA, 0, BATCH, Loss.SUM);

    private static final TwoLayerNet NET = TwoLayerNet.linear(3, 3, 3, Loss.SUM);

    private static double finite(NoiseFixedPoint point) {
        assertThat(point).isInstanceOf(NoiseFixedPoint.Finite.class);
        return ((NoiseFixedPoint.Finite) point).lambda();
    }

    private static SymmetryNoise noise(double... traces) {
        return SymmetryNoise.ofBlockTraces(NET, NET.symmetries().getFirst(), traces, 0);
    }

    /** U = u I and W = w I, as a vector. */
    private static double[] net(double u, double w) {
        double[] theta = new double[18];
        for (int i = 0; i < 3; i++) {
            theta[4 * i] = u;
            theta[9 + 4 * i] = w;
        }
        return theta;
    }

    /**
     * Decay of W alone, l2 = |W|^2: {@code (eta / S)(su e^(-2 lambda) - sw e^(2 lambda)) + 4 zeta |W|^2 e^(-2 lambda) = 0},
     * so {@code lambda = ln((su + 4 zeta S |W|^2 / eta) / sw) / 4}; of U alone the share goes to sw.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-4, 0.01, 3})
    void decayOfOneLayerHasItsClosedForm(double zeta) {
        double[] theta = net(1.5, 0.7);
        double share = 4 * zeta * BATCH / ETA;
        ApproximateSymmetry ofW = new ApproximateSymmetry(DeterministicTerm.squaredNormOf(NET, TwoLayerNet.W), zeta);
        double lambda = finite(ofW.fixedPoint(noise(2, 5), theta, PLAIN));
        assertThat(lambda).isCloseTo(Math.log((2 + share * 3 * 0.49) / 5) / 4, within(ROUNDING * 10));
        assertThat(ofW.flow(noise(2, 5), theta, lambda, PLAIN)).isCloseTo(0, within(ROUNDING * (1 + share)));
        ApproximateSymmetry ofU = new ApproximateSymmetry(DeterministicTerm.squaredNormOf(NET, TwoLayerNet.U), zeta);
        assertThat(finite(ofU.fixedPoint(noise(2, 5), theta, PLAIN)))
                .isCloseTo(Math.log(2 / (5 + share * 3 * 2.25)) / 4, within(ROUNDING * 10));
    }

    /** Without a term it is Theorem D.1, uniform weight decay included. */
    @Test
    void withoutATermItIsTheNoiseFixedPoint() {
        SgdSettings decaying = new SgdSettings(ETA, 0.02, BATCH, Loss.SUM);
        double[] theta = net(0.4, 1.3);
        double expected = finite(noise(2, 5).fixedPoint(theta, decaying));
        ApproximateSymmetry none = new ApproximateSymmetry((_, out) -> java.util.Arrays.fill(out, 0), 1);
        assertThat(finite(none.fixedPoint(noise(2, 5), theta, decaying))).isCloseTo(expected, within(ROUNDING * 10));
        assertThat(none.fixedPoint(noise(2, 0), theta, PLAIN)).isEqualTo(new NoiseFixedPoint.PlusInfinity());
        assertThat(none.fixedPoint(noise(0, 5), theta, PLAIN)).isEqualTo(new NoiseFixedPoint.MinusInfinity());
        assertThat(none.fixedPoint(noise(0, 0), theta, PLAIN)).isEqualTo(new NoiseFixedPoint.Undetermined());
        assertThat(none.fixedPoint(noise(5, 5), theta, PLAIN)).isEqualTo(new NoiseFixedPoint.Finite(0));
    }

    /** A term of the user's own that is no sum of squares: l2 = (|U|^2)^2, whose gradient is 4 |U|^2 U. */
    @Test
    void anyTermWithAGradientWillDo() {
        ApproximateSymmetry quartic = new ApproximateSymmetry(
                (theta, out) -> {
                    double square = 0;
                    for (int i = 0; i < 9; i++) {
                        square += theta[i] * theta[i];
                    }
                    for (int i = 0; i < 18; i++) {
                        out[i] = i < 9 ? 4 * square * theta[i] : 0;
                    }
                },
                0.003);
        double lambda = finite(quartic.fixedPoint(noise(2, 1), net(1.1, 0.9), PLAIN));
        double square = 3 * 1.21 * Math.exp(2 * lambda);
        double spread = 2 * Math.exp(-2 * lambda) - Math.exp(2 * lambda);
        // zeta grad l2 . A theta = (eta / (2 S)) Tr[Sigma A]
        assertThat(0.003 * 4 * square * square).isCloseTo(ETA / (2 * BATCH) * spread, within(ROUNDING));
    }

    @Test
    void refusesWhatIsNotFinite() {
        DeterministicTerm term = DeterministicTerm.squaredNormOf(NET, TwoLayerNet.U);
        assertThatThrownBy(() -> new ApproximateSymmetry(term, Double.NaN)).hasMessage("zeta NaN, it must be finite");
        assertThatThrownBy(() -> new ApproximateSymmetry(term, 1).fixedPoint(noise(1, 1), net(1e200, 1), PLAIN))
                .hasMessageStartingWith("the flow of the charge at theta is");
    }

    /** The extrapolated ratio met the closed form to 1 %; a factor of 2 in the condition would be 30 % off. */
    private static final double EXTRAPOLATED = 0.03;

    /**
     * SGD on a task with unit inputs, equal label noise and V* = I, with decay of W alone: all modes balance alike, so that
     * {@code |U|^2 / |W|^2} goes to that of the one rescaling. At a finite rate the fluctuating residual adds noise, a shift of
     * first order in eta (zeta halved with eta keeps the balance), which the extrapolation 2 R(eta / 2) - R(eta) takes away.
     */
    @Test
    void sgdWithDecayOfOneLayerEndsThere() {
        GaussianTask task =
                new GaussianTask(Covariance.isotropic(3, 1), Covariance.isotropic(3, 0.3), Matrix.identity(3));
        double zeta = 0.01;
        // At U W = I with U = W = I: Tr Sigma_U = 4 Tr(W Gamma_W W^T), Gamma_W = 0.9 I; likewise Sigma_W.
        SymmetryNoise noise = noise(4 * 0.9 * 3, 4 * 0.9 * 3);
        ApproximateSymmetry decay = new ApproximateSymmetry(DeterministicTerm.squaredNormOf(NET, TwoLayerNet.W), zeta);
        double expected = Math.exp(4 * finite(decay.fixedPoint(noise, net(1, 1), PLAIN)));
        double coarse = ratioOfNorms(task, decay, ETA, 30_000);
        double fine = ratioOfNorms(task, new ApproximateSymmetry(decay.term(), zeta / 2), ETA / 2, 60_000);
        assertThat(2 * fine - coarse).isCloseTo(expected, within(EXTRAPOLATED * expected));
        assertThat(coarse).isLessThan(fine);
    }

    /** {@code |U|^2 / |W|^2}, time averages over the second half of SGD from U = 1.4 I, W = I / 1.4. */
    private static double ratioOfNorms(GaussianTask task, ApproximateSymmetry broken, double eta, int steps) {
        Parameters theta = Parameters.allocate(NET, Precision.DOUBLE);
        double[] values = net(1.4, 1 / 1.4);
        double[] gradient = new double[values.length];
        double[] ofTerm = new double[values.length];
        Set<Quantity> asked = EnumSet.of(Quantity.GRADIENT);
        Result result = new Result(NET, Precision.DOUBLE, asked);
        double u = 0;
        double w = 0;
        try (Evaluator evaluator = Backends.named("simd").evaluator(NET, Precision.DOUBLE)) {
            for (int k = 0; k < steps; k++) {
                ParameterVector.copy(values, theta);
                evaluator
                        .at(theta, GaussianSampler.minibatch(task, Precision.DOUBLE, 5, k, BATCH), 0)
                        .compute(asked, result);
                ParameterVector.copy(result.gradient(), gradient);
                broken.term().gradient(values, ofTerm);
                for (int i = 0; i < values.length; i++) {
                    values[i] -= eta * (gradient[i] + broken.zeta() * ofTerm[i]);
                    if (k >= steps / 2) {
                        u += i < 9 ? values[i] * values[i] : 0;
                        w += i >= 9 ? values[i] * values[i] : 0;
                    }
                }
            }
        }
        return u / w;
    }
}
