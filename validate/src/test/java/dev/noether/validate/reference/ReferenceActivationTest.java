package dev.noether.validate.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReferenceActivationTest {

    private static final double SLOPE = 0.2;
    private static final double RELATIVE = 1e-15;

    /** Off zero by an odd fraction, so that no point is a kink. */
    @ParameterizedTest
    @EnumSource(Activation.class)
    void hasTheDerivativesOfItsFormula(Activation kind) {
        ReferenceActivation activation = new ReferenceActivation(kind, SLOPE);
        for (double h = -5.03; h < 5; h += 0.07) {
            HyperDual expected = HyperDualModel.activation(kind, SLOPE, new HyperDual(h, 1, 1, 0));
            double rounding = 8 * Math.ulp(1 + Math.abs(h));
            assertThat(activation.value(h)).isCloseTo(expected.value(), within(rounding));
            assertThat(activation.slope(h)).isCloseTo(expected.first(), within(rounding));
            assertThat(activation.curvature(h)).isCloseTo(expected.mixed(), within(4 * rounding));
        }
    }

    @Test
    void hasTheDerivativeFromTheLeftAtTheKinkOfARectifier() {
        assertThat(new ReferenceActivation(Activation.RELU, 0).slope(0)).isZero();
        assertThat(new ReferenceActivation(Activation.LEAKY_RELU, SLOPE).slope(0))
                .isEqualTo(SLOPE);
    }

    /** Far out each is one exponential, but for terms of its square. */
    @Test
    void keepsItsRelativeAccuracyInTheTails() {
        double h = 41;
        double e = Math.exp(-h);
        assertTail(Activation.TANH, h, 1, 4 * e * e, -8 * e * e);
        assertTail(Activation.TANH, -h, -1, 4 * e * e, 8 * e * e);
        assertTail(Activation.SWISH, -h, -h * e, (1 - h) * e, (2 - h) * e);
        assertTail(Activation.SWISH, h, h, 1, (2 - h) * e);
        assertTail(Activation.SOFTPLUS, -h, e, e, e);
        assertTail(Activation.SOFTPLUS, h, h, 1, e);
    }

    /** {@code P(-h) = p(h) (1/h - 1/h^3 + 3/h^5 - ...)}: the next term is 15/h^7. */
    @Test
    void keepsTheRelativeAccuracyOfGeluInItsTail() {
        double h = 32;
        double density = Math.exp(-h * h / 2) / Math.sqrt(2 * Math.PI);
        double next = 15 / Math.pow(h, 6);
        double mills = 1 - 1 / (h * h) + 3 / Math.pow(h, 4);
        ReferenceActivation gelu = new ReferenceActivation(Activation.GELU, 0);
        assertThat(gelu.value(-h) / -density).isCloseTo(mills, within(next));
        assertThat(gelu.slope(-h) / -density).isCloseTo(h - mills / h, within(next));
        assertThat(gelu.curvature(-h) / density).isCloseTo(2 - h * h, within(RELATIVE * h * h));
    }

    private static void assertTail(Activation kind, double h, double value, double slope, double curvature) {
        ReferenceActivation activation = new ReferenceActivation(kind, 0);
        assertThat(activation.value(h)).isCloseTo(value, within(RELATIVE * Math.abs(value)));
        assertThat(activation.slope(h)).isCloseTo(slope, within(RELATIVE * Math.abs(slope)));
        assertThat(activation.curvature(h)).isCloseTo(curvature, within(RELATIVE * Math.abs(curvature)));
    }
}
