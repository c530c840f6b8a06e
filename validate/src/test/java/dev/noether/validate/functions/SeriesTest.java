package dev.noether.validate.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SeriesTest {

    /** Of the series, relative; the tail of the normal distribution cancels seven bits before its fraction takes over. */
    private static final double TOLERANCE = 0x1p-90;

    /** Computed with mpmath in 400 bits, and rounded to the sum of two doubles. */
    static List<Arguments> values() {
        return List.of(
                Arguments.of("exp(0.3)", Series.exp(0.3), 0x1.599058c8c1a96p0, -0x1.b3ae34963b3d0p-54),
                Arguments.of("exp(-2.75)", Series.exp(-2.75), 0x1.05d93892fa010p-4, 0x1.6e8e27372365ep-59),
                Arguments.of("exp(20.5)", Series.exp(20.5), 0x1.7d6c4f0bcdd5cp29, 0x1.d5bc1fef2a82ap-25),
                Arguments.of("log(0.3)", Series.log(0.3), -0x1.34378fcbda721p0, 0x1.9c1404e27f13dp-54),
                Arguments.of("log(1.0000001)", Series.log(1.0000001), 0x1.ad7f2847b6492p-24, 0x1.d7f4a57fcf3ddp-80),
                Arguments.of("log(5.5)", Series.log(5.5), 0x1.b46a5ef8151a0p0, -0x1.5a1f25dd01832p-55),
                Arguments.of(
                        "logOfOnePlus(1e-09)",
                        Series.logOfOnePlus(1e-09),
                        0x1.12e0be801f1d9p-30,
                        0x1.73146f77b063ap-84),
                Arguments.of(
                        "logOfOnePlus(0.75)", Series.logOfOnePlus(0.75), 0x1.1e85f5e7040d0p-1, 0x1.ef62cd2f9f1e3p-56),
                Arguments.of("tanh(0.01)", Series.tanh(0.01), 0x1.47ab48ae4595ep-7, 0x1.0992ce4a0b14ap-62),
                Arguments.of("tanh(-0.3)", Series.tanh(-0.3), -0x1.2a4dda7d914fap-2, 0x1.dcaef7d34268ap-58),
                Arguments.of("tanh(2.75)", Series.tanh(2.75), 0x1.fbd509ae7ae3ep-1, 0x1.9696536212641p-55),
                Arguments.of("erf(1e-05)", Series.erf(1e-05), 0x1.7a9f084b5e44cp-17, -0x1.45d7c9dfbf5efp-75),
                Arguments.of("erf(-0.75)", Series.erf(-0.75), -0x1.6c1c9759d0e5fp-1, -0x1.b1432f2cbc455p-55),
                Arguments.of("erf(3.5)", Series.erf(3.5), 0x1.ffffe710d565ep-1, 0x1.c9ea52d76dc04p-55),
                Arguments.of("normalTail(0.3)", Series.normalTail(0.3), 0x1.87423a677e90fp-2, -0x1.fcb9b8a4477a8p-57),
                Arguments.of(
                        "normalTail(4.875)", Series.normalTail(4.875), 0x1.241499db1b218p-21, -0x1.fc63ac721e447p-76),
                Arguments.of("normalTail(5.5)", Series.normalTail(5.5), 0x1.463cfa9c7fce7p-26, 0x1.d319482f286c1p-80),
                Arguments.of(
                        "normalTail(30.0)", Series.normalTail(30.0), 0x1.7795ad05ea397p-656, -0x1.44d5d4c718834p-711),
                Arguments.of(
                        "sineOfTurns(0.01)", Series.sineOfTurns(0.01), 0x1.0130a1be09379p-4, 0x1.024bf772f2f00p-58),
                Arguments.of("sineOfTurns(0.3)", Series.sineOfTurns(0.3), 0x1.e6f0e13445500p-1, -0x1.bf9ff95c4d098p-55),
                Arguments.of(
                        "sineOfTurns(-10.75001)",
                        Series.sineOfTurns(-10.75001),
                        0x1.ffffffef0b4d5p-1,
                        0x1.4dcd84e8c4ea4p-55),
                Arguments.of(
                        "sineOfTurns(0.5001)",
                        Series.sineOfTurns(0.5001),
                        -0x1.496b7ae8204bfp-11,
                        -0x1.32a020a998111p-66),
                Arguments.of(
                        "cosineOfTurns(0.01)", Series.cosineOfTurns(0.01), 0x1.fefd5bfe443fep-1, 0x1.ac3ff0911c9f6p-59),
                Arguments.of(
                        "cosineOfTurns(0.3)", Series.cosineOfTurns(0.3), -0x1.3c6ef372fe94ep-2, -0x1.4328e56a95d11p-56),
                Arguments.of(
                        "cosineOfTurns(-10.75001)",
                        Series.cosineOfTurns(-10.75001),
                        0x1.0789303ff0f45p-14,
                        -0x1.f35867d0d1528p-68));
    }

    @ParameterizedTest
    @MethodSource("values")
    void agreesWithFourHundredBits(String call, Scaled actual, double high, double low) {
        DoubleDouble value = new DoubleDouble(
                Math.scalb(actual.mantissa().high(), actual.exponent()),
                Math.scalb(actual.mantissa().low(), actual.exponent()));
        DoubleDouble difference = value.minus(new DoubleDouble(high, low));
        assertThat(Math.abs(difference.high() / high)).as(call).isLessThan(TOLERANCE);
    }

    @Test
    void countsUnitsOfTheLastPlace() {
        Scaled third = new Scaled(DoubleDouble.ONE.over(3), 0);
        double nearest = 1.0 / 3;
        assertThat(third.ulps(nearest)).isBetween(0.33, 0.34);
        assertThat(third.ulps(Math.nextUp(nearest))).isBetween(0.66, 0.67);
        assertThat(third.ulps(Double.NaN)).isInfinite();
        assertThat(third.ulps(Double.POSITIVE_INFINITY)).isGreaterThan(0x1p52);
        Scaled beyond = new Scaled(DoubleDouble.of(1.5), 1024);
        assertThat(beyond.ulps(Double.POSITIVE_INFINITY)).isZero();
        assertThat(beyond.ulps(Double.MAX_VALUE)).isGreaterThan(0x1p51);
        Scaled tiny = new Scaled(DoubleDouble.of(1.25), -1074);
        assertThat(tiny.ulps(Double.MIN_VALUE)).isEqualTo(0.25);
    }
}
