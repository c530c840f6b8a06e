package dev.noether.study.figure.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.study.console.Json;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureRows;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.deep.DeepRuns.Depth;
import dev.noether.study.figure.experiment.Experiment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cut short: every claim is computed again from the rows of the table. */
class DeepFigureTest {

    private static final long SEED = 6;
    private static final long STEPS = 100;

    private static FigureRows rows;
    private static DeepRuns runs;

    private static FigureRequest request() {
        return new FigureRequest(Backends.named("simd"), 2, SEED, FigureSize.DEFAULT);
    }

    @BeforeAll
    static void run() {
        FigureRequest request = request();
        List<Experiment.Recording> recordings = Arrays.stream(Depth.values())
                .map(depth -> DeepRuns.experiment(depth, SEED, STEPS).run(request, done -> {}, () -> false))
                .toList();
        runs = new DeepRuns(recordings);
        rows = new FigureRows(DeepFigure.table(runs, SEED), DeepFigure.claims(runs));
    }

    @Test
    void everyLayerFollowsFromTheTable() {
        for (int depth = 3; depth <= 5; depth++) {
            double predicted = rows.value("closed form, D = " + depth, SEED, 0, "s^2");
            double largest = 0;
            for (int layer = 1; layer <= depth; layer++) {
                String series = "SGD, D = " + depth;
                String quantity = "s^2 of W" + layer;
                double mean = LongStream.range(SEED, SEED + 16)
                        .mapToDouble(seed -> rows.late(series, seed, STEPS, quantity))
                        .average()
                        .orElseThrow();
                largest = Math.max(largest, Math.abs(mean / predicted - 1));
            }
            assertThat(rows.claimed("scaleError" + depth)).isCloseTo(largest, within(1e-12));
        }
    }

    /** s^2 = (Tr S' / sqrt(Tr Se Tr Sx))^(2/D), everything diagonal. */
    @Test
    void theClosedFormIsThatOfTheSpecification() {
        double s = 0;
        double x = 0;
        double e = 0;
        for (int k = 0; k < 6; k++) {
            double ofX = 0.5 + k / 5.0;
            double ofE = 0.3 * (0.4 + 1.2 * k / 5);
            s += Math.sqrt(ofX * ofE) * (0.8 + 0.8 * k / 5);
            x += ofX;
            e += ofE;
        }
        double ratio = s / Math.sqrt(x * e);
        assertThat(Depth.THREE.prediction())
                .isCloseTo(Math.pow(ratio, 2.0 / 3), within(1e-9))
                .isCloseTo(1.192, within(1e-3));
        assertThat(Depth.FOUR.prediction())
                .isCloseTo(Math.pow(ratio, 2.0 / 4), within(1e-9))
                .isCloseTo(1.141, within(1e-3));
        assertThat(Depth.FIVE.prediction())
                .isCloseTo(Math.pow(ratio, 2.0 / 5), within(1e-9))
                .isCloseTo(1.111, within(1e-3));
    }

    /** The layers of the closed form itself measure s^2, all of them. */
    @Test
    void whatIsMeasuredIsTheSameForEveryLayerAtTheEquilibrium() {
        for (Depth depth : Depth.values()) {
            var theta = DeepRuns.equilibrium(depth).parameters();
            assertThat(depth.measures())
                    .allSatisfy(layer -> assertThat(layer.of().applyAsDouble(null, theta))
                            .isCloseTo(depth.prediction(), within(1e-9)));
        }
    }

    @Test
    void theBoundsAreThoseOfTheSpecification() {
        assertThat(DeepFigure.claims(runs))
                .extracting(Claim::quantity, Claim::bound)
                .containsExactly(
                        tuple("scaleError3", new Claim.Below(0.02)),
                        tuple("scaleError4", new Claim.Below(0.03)),
                        tuple("scaleError5", new Claim.Below(0.04)),
                        tuple("chargeIdentityError", new Claim.Below(1e-14)));
    }

    @Test
    void theChargeIdentityHolds() {
        assertThat(rows.claimed("chargeIdentityError")).isLessThan(1e-14).isPositive();
    }

    @Test
    void settingsAndCaptionCanBeWritten() {
        assertThat(Json.text(DeepFigure.settings(request()))).contains("\"precision\":\"double\"");
        assertThat(DeepFigure.caption(request())).contains("simd backend").doesNotContain("%");
    }
}
