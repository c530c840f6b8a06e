package dev.noether.validate.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Activation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ActivationSeriesTest {

    /** Relative to the scales. */
    private static final double TOLERANCE = 0x1p-88;

    /** phi, phi' and phi'' from their definitions, with mpmath in 500 bits; each rounded to the sum of two doubles. */
    static List<Arguments> values() {
        return List.of(
                Arguments.of(Activation.TANH, -25.5, new double[] {
                    -0x1.0000000000000p+0,
                    0x1.571db733a9d61p-73,
                    0x1.571db733a9d61p-72,
                    0x1.a0355d4b51f30p-126,
                    0x1.571db733a9d61p-71,
                    0x1.a03523cf3d671p-125
                }),
                Arguments.of(Activation.TANH, -1.3, new double[] {
                    -0x1.b933c726e9b3ap-1,
                    -0x1.3a5b9e7324c20p-55,
                    0x1.079c9162fa647p-2,
                    -0x1.fee9640d5260fp-59,
                    0x1.c65207b73ef6ep-2,
                    0x1.cb2d31f913915p-56
                }),
                Arguments.of(Activation.TANH, 1e-09, new double[] {
                    0x1.12e0be826d695p-30,
                    -0x1.a68cd9e985016p-92,
                    0x1.0000000000000p+0,
                    -0x1.2725dd1d243acp-60,
                    -0x1.12e0be826d695p-29,
                    0x1.a68cd9e985016p-89
                }),
                Arguments.of(Activation.TANH, 0.4, new double[] {
                    0x1.8511573c242d6p-2,
                    0x1.d0ebd45f491ffp-58,
                    0x1.b6164976d0cafp-1,
                    -0x1.401dea8b0c809p-55,
                    -0x1.4ce6c5327520dp-1,
                    0x1.bfa7abb1ba6ddp-56
                }),
                Arguments.of(Activation.TANH, 7.0, new double[] {
                    0x1.ffffc832750f2p-1,
                    -0x1.29717fa82502dp-56,
                    0x1.be6c3f3325207p-19,
                    0x1.8a943454f5172p-74,
                    -0x1.be6c0e8b4cd9fp-18,
                    -0x1.81586a927ad58p-74
                }),
                Arguments.of(Activation.SWISH, -25.5, new double[] {
                    -0x1.d858b51cab2efp-33,
                    -0x1.07c92c85a6edep-87,
                    -0x1.c5d2b80c6b398p-33,
                    -0x1.40779557c656dp-87,
                    -0x1.b34cbafc1b848p-33,
                    0x1.d1012caa7bcb9p-87
                }),
                Arguments.of(Activation.SWISH, -1.3, new double[] {
                    -0x1.1d18b24ba743fp-2,
                    0x1.09a827e104ccdp-56,
                    -0x1.2ef69fd3f54acp-8,
                    -0x1.4888fa9be674dp-63,
                    0x1.b132968105de6p-3,
                    0x1.952227bdcf0e5p-57
                }),
                Arguments.of(Activation.SWISH, 1e-09, new double[] {
                    0x1.12e0be84bbb51p-31,
                    -0x1.716de29dcd12ap-85,
                    0x1.000000044b830p-1,
                    -0x1.7d9296b0034d2p-55,
                    0x1.0000000000000p-1,
                    -0x1.2725dd1d243acp-62
                }),
                Arguments.of(Activation.SWISH, 0.4, new double[] {
                    0x1.ea71e7023edeap-3,
                    0x1.fe598bfa361c5p-59,
                    0x1.63bbc585c80c9p-1,
                    -0x1.94414c2dbddbbp-55,
                    0x1.d8a1511b1be8ap-2,
                    0x1.5b0285eb54989p-60
                }),
                Arguments.of(Activation.SWISH, 7.0, new double[] {
                    0x1.bf97836b99f34p+2,
                    0x1.50c8b01d74ea6p-53,
                    0x1.0165dbf052004p+0,
                    -0x1.d18c5f5378a36p-54,
                    -0x1.29801c1822a0ep-8,
                    -0x1.fe4b4af0e2755p-70
                }),
                Arguments.of(Activation.GELU, -25.5, new double[] {
                    -0x1.884d02ca4704bp-471,
                    -0x1.4175ae4671f45p-525,
                    -0x1.389cfe0d6b829p-466,
                    0x1.1bb2cda146755p-520,
                    -0x1.f175746a4e36ep-462,
                    -0x1.26398257f6da7p-518
                }),
                Arguments.of(Activation.GELU, -1.3, new double[] {
                    -0x1.01b8bb7188cacp-3,
                    -0x1.bf1b1e4757e6dp-57,
                    -0x1.02011ce32caf9p-3,
                    -0x1.002233cd6d04bp-57,
                    0x1.b331a7d032491p-5,
                    0x1.569969dea5e30p-59
                }),
                Arguments.of(Activation.GELU, 1e-09, new double[] {
                    0x1.12e0be861b632p-31,
                    -0x1.ba2d221098d2cp-90,
                    0x1.00000006da911p-1,
                    0x1.c57e9e7c9d4bbp-56,
                    0x1.9884533d43651p-1,
                    -0x1.d31cc6ae51461p-55
                }),
                Arguments.of(Activation.GELU, 0.4, new double[] {
                    0x1.0c75f3687c65cp-2,
                    0x1.ad05df24d0c69p-57,
                    0x1.9aff666990759p-1,
                    -0x1.3394a4b557bf8p-55,
                    0x1.5af09f80006d4p-1,
                    -0x1.1b23d0d264fb6p-55
                }),
                Arguments.of(Activation.GELU, 7.0, new double[] {
                    0x1.bffffffffd899p+2,
                    0x1.a82c8c822287fp-52,
                    0x1.0000000044e62p+0,
                    0x1.9c725241970aap-56,
                    -0x1.d80e2cd139c66p-32,
                    0x1.d7e3e663a1a3cp-88
                }),
                Arguments.of(Activation.SOFTPLUS, -25.5, new double[] {
                    0x1.285fd102f347cp-37,
                    -0x1.52f8d7541be9dp-91,
                    0x1.285fd102edeb4p-37,
                    0x1.eba71ec5d67fep-92,
                    0x1.285fd102e3325p-37,
                    0x1.876c6d5e173e0p-91
                }),
                Arguments.of(Activation.SOFTPLUS, -1.3, new double[] {
                    0x1.ed95d71a2d858p-3,
                    0x1.51a6b4ccfa28fp-57,
                    0x1.b69c25fe3c688p-3,
                    -0x1.6b8a2d5918dddp-57,
                    0x1.58accfd633222p-3,
                    0x1.b5bbc79d36f1cp-57
                }),
                Arguments.of(Activation.SOFTPLUS, 1e-09, new double[] {
                    0x1.62e42ff3ef21fp-1,
                    -0x1.4d0cfdf22db39p-56,
                    0x1.0000000225c18p-1,
                    -0x1.7d9296b001a69p-56,
                    0x1.0000000000000p-2,
                    -0x1.2725dd1d243acp-64
                }),
                Arguments.of(Activation.SOFTPLUS, 0.4, new double[] {
                    0x1.d376bc339d2ccp-1,
                    0x1.9642fd6a040c9p-57,
                    0x1.32873061674b2p-1,
                    0x1.d36cd7db1294dp-59,
                    0x1.ec0dd36bc78e1p-3,
                    0x1.25412be1e23fdp-57
                }),
                Arguments.of(Activation.SOFTPLUS, 7.0, new double[] {
                    0x1.c00eeef7a7103p+2,
                    -0x1.9aac21187ff83p-52,
                    0x1.ff889631d483cp-1,
                    -0x1.88b1e481740c6p-55,
                    0x1.dd37d19b22b21p-11,
                    -0x1.9a1de1b3b071ap-66
                }));
    }

    @ParameterizedTest
    @MethodSource("values")
    void agreesWithFiveHundredBits(Activation activation, double h, double[] expected) {
        ActivationSeries series = ActivationSeries.at(activation, h);
        List<ActivationSeries.Term> terms = List.of(series.phi(), series.first(), series.second());
        for (int order = 0; order < 3; order++) {
            DoubleDouble value = new DoubleDouble(expected[2 * order], expected[2 * order + 1]);
            double scale = terms.get(order).scale().nearest();
            double difference = terms.get(order).value().unscaled().minus(value).high();
            assertThat(difference / scale).as("order %s", order).isCloseTo(0, within(TOLERANCE));
        }
    }

    /** With {@code t = tanh(h / 2)}: s is {@code (1 + t) / 2}. */
    @Test
    void scalesAreSumsOfMagnitudes() {
        double h = -3;
        double s = (1 + Math.tanh(h / 2)) / 2;
        double p = Math.exp(-4.5) / Math.sqrt(2 * Math.PI);
        double tail = 0.0013498980316300933;
        ActivationSeries swish = ActivationSeries.at(Activation.SWISH, h);
        assertThat(swish.phi().scale().nearest()).isCloseTo(3 * s, within(1e-15));
        assertThat(swish.first().scale().nearest()).isCloseTo(s * (1 + 3 * (1 - s)), within(1e-15));
        assertThat(swish.second().scale().nearest()).isCloseTo(s * (1 - s) * (2 + 3 * (1 - 2 * s)), within(1e-15));
        ActivationSeries gelu = ActivationSeries.at(Activation.GELU, h);
        assertThat(gelu.phi().scale().nearest()).isCloseTo(3 * tail, within(1e-15));
        assertThat(gelu.first().scale().nearest()).isCloseTo(tail + 3 * p, within(1e-15));
        assertThat(gelu.second().scale().nearest()).isCloseTo(11 * p, within(1e-15));
    }

    /** Far below the smallest double times its precision: {@code e^-740 = 2^-1068 ...}. */
    @Test
    void tailsKeepTheirPrecision() {
        Scaled tail = ActivationSeries.at(Activation.SOFTPLUS, -740).phi().value();
        Scaled exponential = Series.exp(-740);
        assertThat(tail.mantissa()).isEqualTo(exponential.mantissa());
        assertThat(tail.exponent()).isEqualTo(exponential.exponent());
        assertThat(tail.distance(0)).isEqualTo(Math.exp(-740));
    }

    @Test
    void refusesWhatIsExact() {
        assertThatThrownBy(() -> ActivationSeries.at(Activation.RELU, 1)).hasMessage("RELU is piecewise linear");
    }
}
