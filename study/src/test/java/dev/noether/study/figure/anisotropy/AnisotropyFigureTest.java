package dev.noether.study.figure.anisotropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.study.console.Json;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureRows;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.anisotropy.AnisotropyRuns.Way;
import dev.noether.study.figure.anisotropy.AnisotropySetting.Where;
import dev.noether.study.figure.experiment.Recordings;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Figure 3 in small: every claim is computed again from the rows of the table. */
class AnisotropyFigureTest {

    private static final long SEED = 4;

    /** n = 4, d = 6, S = 5; eta 0.05, gamma as in the figure. */
    private static final AnisotropySetting SMALL =
            new AnisotropySetting(4, 6, 5, 0.05, 240, 200, List.of(0.1, 0.5, 1.0));

    private static final int PARAMETERS = 4 * 6 * 2;

    private static final double ROUNDING = 1e-12;

    private static FigureRows rows;
    private static AnisotropyRuns runs;

    private static FigureRequest request() {
        return new FigureRequest(Backends.named("simd"), 2, SEED, FigureSize.DEFAULT);
    }

    @BeforeAll
    static void run() {
        FigureRequest request = request();
        runs = AnisotropyRuns.of(SMALL, request, done -> {}, () -> false);
        rows = new FigureRows(AnisotropyFigure.table(runs, SEED), AnisotropyClaims.of(runs));
    }

    private static long steps(String name) {
        if (name.startsWith("GD")) {
            return 200;
        }
        return name.endsWith("1.0") ? 240 : name.endsWith("0.5") ? 360 : 480;
    }

    private static double late(String name, String quantity) {
        return rows.late(name, SEED, steps(name), quantity);
    }

    private static double ratio(String label, double phi) {
        String name = label + ", inputs phi " + phi;
        double ratio = late(name, "|U|^2") / late(name, "|W|^2");
        assertThat(rows.value(name, SEED, steps(name), "ratio")).isCloseTo(ratio, within(ROUNDING));
        return ratio;
    }

    /** In sum units, without the 2 gamma that each parameter adds. */
    private static double trace(String label, String where, double phi, double gamma) {
        String name = label + ", " + where + " phi " + phi;
        double trace = 4 * (late(name, "hessianTrace") - 2 * gamma * PARAMETERS);
        assertThat(rows.value(name, SEED, steps(name), "trace")).isCloseTo(trace, within(1e-9));
        return trace;
    }

    private static double closed(String name, String quantity) {
        return rows.value("closed form of " + name, SEED, 0, quantity);
    }

    private static double largest(DoubleUnaryOperator of, double... phis) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double phi : phis) {
            largest = Math.max(largest, of.applyAsDouble(phi));
        }
        return largest;
    }

    @Test
    void ratiosFollowFromTheTable() {
        String[] labels = {"SGD", "SGD, weight decay 1e-6", "SGD, weight decay 1e-4"};
        double[][] errors = new double[3][3];
        double[] phis = {0.1, 0.5, 1};
        for (int l = 0; l < 3; l++) {
            for (int p = 0; p < 3; p++) {
                double expected = closed(labels[l] + ", inputs phi " + phis[p], "ratio");
                errors[l][p] = Math.abs(ratio(labels[l], phis[p]) - expected);
            }
        }
        assertThat(rows.claimed("ratioError")).isCloseTo(max(errors[0], 0), within(ROUNDING));
        assertThat(rows.claimed("ratioErrorSmallDecay")).isCloseTo(max(errors[1], 0), within(ROUNDING));
        assertThat(rows.claimed("ratioErrorDecay")).isCloseTo(max(errors[2], 1), within(ROUNDING));
        assertThat(rows.claimed("ratioErrorDecayAtLeast")).isCloseTo(errors[2][0], within(ROUNDING));
        assertThat(rows.claimed("ratioErrorGd"))
                .isCloseTo(largest(phi -> Math.abs(ratio("GD, weight decay 1e-4", phi) - 1), phis), within(ROUNDING));
    }

    private static double max(double[] values, int from) {
        double largest = 0;
        for (int k = from; k < values.length; k++) {
            largest = Math.max(largest, values[k]);
        }
        return largest;
    }

    @Test
    void tracesFollowFromTheTable() {
        double inputs = largest(
                phi -> Math.abs(trace("SGD", "inputs", phi, 0) / closed("SGD, inputs phi " + phi, "trace") - 1),
                0.1,
                0.5,
                1);
        double noise = largest(
                phi -> Math.abs(
                        trace("SGD", "label noise", phi, 0) / closed("SGD, label noise phi " + phi, "trace") - 1),
                0.1,
                0.5,
                1);
        assertThat(rows.claimed("traceErrorInputs")).isCloseTo(inputs, within(ROUNDING));
        assertThat(rows.claimed("traceErrorNoise")).isCloseTo(noise, within(ROUNDING));
        double balanced = rows.value("balanced net", SEED, 0, "trace");
        assertThat(rows.claimed("flatterInputs"))
                .isCloseTo(trace("SGD", "inputs", 0.1, 0) / balanced, within(ROUNDING));
        assertThat(rows.claimed("sharperNoise"))
                .isCloseTo(trace("SGD", "label noise", 0.1, 0) / balanced, within(ROUNDING));
        DoubleUnaryOperator gd = phi -> trace("GD, weight decay 1e-4", "inputs", phi, 1e-4);
        assertThat(rows.claimed("traceSpreadGd"))
                .isCloseTo(
                        largest(gd, 0.1, 0.5, 1) / -largest(phi -> -gd.applyAsDouble(phi), 0.1, 0.5, 1), within(1e-9));
    }

    @Test
    void theChargeIdentityOfTheTermsWithoutDecayFollowsFromTheTable() {
        assertThat(rows.claimed("chargeIdentityError")).isLessThan(1e-14).isPositive();
    }

    @Test
    void theBoundsAreThoseOfTheSpecification() {
        assertThat(AnisotropyClaims.of(runs))
                .extracting(Claim::quantity, Claim::bound)
                .containsExactly(
                        tuple("ratioError", new Claim.Below(0.01)),
                        tuple("ratioErrorGd", new Claim.Below(0.01)),
                        tuple("ratioErrorDecay", new Claim.Below(0.015)),
                        tuple("ratioErrorDecayAtLeast", new Claim.Below(0.05)),
                        tuple("ratioErrorSmallDecay", new Claim.Below(0.01)),
                        tuple("traceErrorInputs", new Claim.Below(0.02)),
                        tuple("traceErrorNoise", new Claim.Below(0.06)),
                        tuple("flatterInputs", new Claim.Below(0.9)),
                        tuple("sharperNoise", new Claim.Above(1.2)),
                        tuple("traceSpreadGd", new Claim.Below(1.03)),
                        tuple("chargeIdentityError", new Claim.Below(1e-14)));
    }

    /** dx = dy = n, V = I: |U|^2/|W|^2 = sqrt(phi (2 - phi)), and the two traces of the specification. */
    @Test
    void theClosedFormsAreThoseOfAnalysis() {
        double phi = 0.3;
        double sum = Math.sqrt(0.3) + Math.sqrt(1.7);
        double inverse = 1 / Math.sqrt(0.3) + 1 / Math.sqrt(1.7);
        assertThat(SMALL.predictedRatio(phi, 0)).isCloseTo(Math.sqrt(phi * (2 - phi)), within(1e-10));
        assertThat(SMALL.predictedTrace(phi, Where.INPUTS)).isCloseTo(2 * 4 * 2 * 2 * sum, within(1e-9));
        assertThat(SMALL.predictedTrace(phi, Where.NOISE)).isCloseTo(2 * 4 * 2 * (sum + inverse), within(1e-9));
        assertThat(SMALL.balancedTrace()).isCloseTo(SMALL.predictedTrace(1, Where.INPUTS), within(1e-9));
    }

    /** g = gamma S/eta in sum units is 50 for the paper's decay under the mean loss, and 0.5 for the smaller one. */
    @Test
    void theDefaultHasTheDecaysOfThePaper() {
        AnisotropySetting setting = AnisotropySetting.of(FigureSize.DEFAULT);
        // The gammas are n phi and n (2 - phi) of W, and n of U.
        for (double gamma : new double[] {AnisotropySetting.DECAY, AnisotropySetting.SMALL_DECAY}) {
            double g = gamma * 100 * 100 * 100 / 2;
            double low = Math.sqrt((10 + g) / (100 + g));
            double high = Math.sqrt((190 + g) / (100 + g));
            double expected = (low + high) / (1 / low + 1 / high);
            assertThat(setting.predictedRatio(0.1, gamma)).isCloseTo(expected, within(1e-4));
        }
        assertThat(setting.steps(1)).isEqualTo(12_000);
        assertThat(setting.steps(0.1)).isEqualTo(24_000);
    }

    @Test
    void theWorkIsThatOfItsExperiments() {
        assertThat(AnisotropyRuns.work(SMALL)).isEqualTo(Recordings.work(AnisotropyRuns.experiments(SMALL, SEED)));
    }

    @Test
    void everyWayHasItsOwnName() {
        assertThat(Way.values()).extracting(way -> way.name(0.5)).doesNotHaveDuplicates();
    }

    @Test
    void settingsAndCaptionCanBeWritten() {
        assertThat(Json.text(AnisotropyFigure.settings(request(), SMALL))).contains("\"precision\":\"double\"");
        assertThat(AnisotropyFigure.caption(request(), SMALL))
                .contains("simd backend")
                .doesNotContain("%");
    }
}
