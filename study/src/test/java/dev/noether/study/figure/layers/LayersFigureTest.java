package dev.noether.study.figure.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.study.console.Json;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureRows;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.experiment.Average;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.layers.LayersRuns.Kind;
import dev.noether.task.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cut short: every claim is computed again from the rows of the table. */
class LayersFigureTest {

    private static final long SEED = 3;
    private static final long STEPS = 200;
    private static final double ROUNDING = 1e-9;

    private static FigureRows rows;
    private static LayersRuns runs;

    private static FigureRequest request() {
        return new FigureRequest(Backends.named("simd"), 2, SEED, FigureSize.DEFAULT);
    }

    @BeforeAll
    static void run() {
        runs = made(LayersData.Gaussian.of(SEED));
        rows = new FigureRows(LayersFigure.table(runs, SEED), LayersClaims.of(runs));
    }

    private static LayersRuns made(LayersData data) {
        FigureRequest request = request();
        Average product = LayersRuns.product(data);
        List<Experiment.Recording> recordings = Arrays.stream(Kind.values())
                .map(kind ->
                        LayersRuns.experiment(data, kind, SEED, STEPS, product).run(request, done -> {}, () -> false))
                .toList();
        return new LayersRuns(data, product, recordings);
    }

    private static double[] layers(Kind kind, ToDoubleFunction<String> of) {
        return IntStream.rangeClosed(1, kind.depth)
                .mapToDouble(i -> of.applyAsDouble("|W" + i + "|^2"))
                .toArray();
    }

    private static double[] at(Kind kind, long seed, long step) {
        return layers(kind, quantity -> rows.value(kind.label, seed, step, quantity));
    }

    private static double[] late(Kind kind, long seed) {
        return layers(kind, quantity -> rows.late(kind.label, seed, STEPS, quantity));
    }

    /** What is not live stays. */
    private static double[] liveLate(Kind kind, long seed) {
        double[] late = late(kind, seed);
        double[] last = at(kind, seed, STEPS);
        double[] live = layers(kind, quantity -> rows.value(kind.label, seed, STEPS, "live " + quantity));
        return IntStream.range(0, late.length)
                .mapToDouble(i -> late[i] - last[i] + live[i])
                .toArray();
    }

    private static double spread(double[] layers) {
        double most = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 1; i < layers.length - 1; i++) {
            most = Math.max(most, layers[i]);
            least = Math.min(least, layers[i]);
        }
        return most / least;
    }

    private static double[] overSeeds(ToDoubleFunction<Long> of, boolean unequal, Kind kind) {
        return IntStream.range(0, 10)
                .mapToObj(k -> SEED + k)
                .filter(seed -> !unequal || spread(at(kind, seed, 0)) >= 2)
                .mapToDouble(of)
                .toArray();
    }

    private static double max(double[]... values) {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).max().orElseThrow();
    }

    private static double min(double[]... values) {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).min().orElseThrow();
    }

    @Test
    void spreadsFollowFromTheTable() {
        double[] equal = overSeeds(seed -> spread(liveLate(Kind.EQUAL, seed)), false, Kind.EQUAL);
        double[] random = overSeeds(seed -> spread(liveLate(Kind.RANDOM, seed)), false, Kind.RANDOM);
        double[] ten = overSeeds(seed -> spread(liveLate(Kind.TEN, seed)), false, Kind.TEN);
        assertThat(LayersClaims.spread(runs, LayersClaims.five(runs)).measured())
                .isCloseTo(max(equal, random), within(ROUNDING));
        assertThat(rows.claimed("spreadTen")).isCloseTo(max(ten), within(ROUNDING));
        double[] remaining = overSeeds(
                seed -> (spread(liveLate(Kind.RANDOM, seed)) - 1) / (spread(at(Kind.RANDOM, seed, 0)) - 1),
                true,
                Kind.RANDOM);
        assertThat(LayersClaims.spreadRemaining(runs, LayersClaims.five(runs)).measured())
                .isCloseTo(max(remaining), within(ROUNDING));
        double[] gd = overSeeds(seed -> spread(at(Kind.GD, seed, STEPS)), true, Kind.GD);
        assertThat(rows.claimed("spreadGd"))
                .isCloseTo(Arrays.stream(gd).average().orElseThrow(), within(ROUNDING));
        double[] raw = overSeeds(seed -> spread(at(Kind.WIDE, seed, STEPS)), false, Kind.WIDE);
        assertThat(rows.claimed("spreadRaw")).isCloseTo(min(raw), within(ROUNDING));
        double[] live = overSeeds(
                seed -> spread(
                        layers(Kind.WIDE, quantity -> rows.value(Kind.WIDE.label, seed, STEPS, "live " + quantity))),
                false,
                Kind.WIDE);
        assertThat(rows.claimed("spreadLive")).isCloseTo(max(live), within(ROUNDING));
    }

    @Test
    void endsOverTheMiddleFollowFromTheTable() {
        double first = Double.POSITIVE_INFINITY;
        double last = Double.POSITIVE_INFINITY;
        double error = 0;
        for (Kind kind : List.of(Kind.EQUAL, Kind.RANDOM)) {
            for (long seed = SEED; seed < SEED + 10; seed++) {
                double[] layers = late(kind, seed);
                double middle = Math.cbrt(layers[1] * layers[2] * layers[3]);
                first = Math.min(first, layers[0] / middle);
                last = Math.min(last, layers[4] / middle);
                long of = seed;
                long rank = IntStream.rangeClosed(1, 10)
                        .filter(k -> mode(kind, of, k) > 0.1 * mode(kind, of, 1))
                        .count();
                double[] closed =
                        layers(kind, quantity -> rows.value("closed form of " + kind.label, of, rank, quantity));
                double[] live = liveLate(kind, seed);
                for (int i = 0; i < layers.length; i++) {
                    error = Math.max(error, Math.abs(live[i] / closed[i] - 1));
                }
            }
        }
        assertThat(rows.claimed("firstOverMiddle")).isCloseTo(first, within(ROUNDING));
        assertThat(rows.claimed("lastOverMiddle")).isCloseTo(last, within(ROUNDING));
        assertThat(LayersClaims.normError(runs, LayersClaims.five(runs)).measured())
                .isCloseTo(error, within(ROUNDING));
    }

    @Test
    void settledNetsFollowFromTheTable() {
        long settled = 0;
        for (Kind kind : List.of(Kind.EQUAL, Kind.RANDOM)) {
            for (long seed = SEED; seed < SEED + 10; seed++) {
                long of = seed;
                boolean all = IntStream.rangeClosed(1, 5)
                        .mapToDouble(k -> mode(kind, of, k) / rows.value("target", SEED, 0, "singular value " + k))
                        .allMatch(share -> share > 0.9 || share < 0.05);
                double drift = max(layers(
                        kind,
                        quantity -> Math.abs(rows.mean(kind.label, of, 0.9 * STEPS, STEPS, quantity)
                                        / rows.mean(kind.label, of, 0.8 * STEPS, 0.9 * STEPS, quantity)
                                - 1)));
                settled += all && drift <= 0.03 ? 1 : 0;
            }
        }
        assertThat(rows.claimed("settledNets")).isEqualTo(settled);
    }

    /** All but a quarter of the twenty nets of width 5 have to settle. */
    @Test
    void theBoundsAreThoseOfTheSpecification() {
        assertThat(LayersClaims.of(runs))
                .extracting(Claim::quantity, Claim::bound)
                .containsExactly(
                        tuple("settledNets", new Claim.Above(14)),
                        tuple("spreadFive", new Claim.Below(1.05)),
                        tuple("normError", new Claim.Below(0.12)),
                        tuple("spreadRemaining", new Claim.Below(0.15)),
                        tuple("firstOverMiddle", new Claim.Above(4)),
                        tuple("lastOverMiddle", new Claim.Above(1.5)),
                        tuple("spreadTen", new Claim.Below(1.10)),
                        tuple("spreadLive", new Claim.Below(1.05)),
                        tuple("spreadRaw", new Claim.Above(1.2)),
                        tuple("spreadGd", new Claim.Above(1.3)),
                        tuple("divergedNets", new Claim.Below(4)),
                        tuple("chargeIdentityError", new Claim.Below(1e-14)));
    }

    @Test
    void aNetThatLearnsAModeInItsLastFifthHasNotSettled() {
        double[] target = {2, 1, 1, 0.5};
        assertThat(LayersRuns.settled(new double[] {1.9, 0.95, 0.04, 0}, target, 3))
                .isTrue();
        assertThat(LayersRuns.settled(new double[] {1.9, 0.95, 0.6, 0}, target, 3))
                .isFalse();
        assertThat(LayersRuns.settled(new double[] {1.9, 0.95, 0.1, 0}, target, 3))
                .isFalse();
        // Beyond the width nothing can be learned.
        assertThat(LayersRuns.settled(new double[] {1.9, 0.95, 0.6, 0}, target, 2))
                .isTrue();
    }

    private static double mode(Kind kind, long seed, int k) {
        return rows.value(kind.label, seed, STEPS, "singular value " + k);
    }

    @Test
    void startsAreRescaledAsStated() {
        for (long seed = SEED; seed < SEED + 10; seed++) {
            assertThat(Arrays.stream(at(Kind.EQUAL, seed, 0)).boxed())
                    .allSatisfy(square -> assertThat(square).isCloseTo(5, within(ROUNDING)));
            assertThat(Arrays.stream(at(Kind.RANDOM, seed, 0)).boxed())
                    .allSatisfy(square -> assertThat(square).isBetween(5 / 3.0, 15.0))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void theChargeIdentityHolds() {
        rows.requireChargeIdentity(series -> 0.004, 0, 5 * 4 * 10 * 5);
    }

    /** Minibatches of given samples are drawn with replacement; they have no closed form. */
    @Test
    void givenSamplesTakeTheirPlace() {
        int count = 30;
        Matrix x = Matrix.allocate(Precision.DOUBLE, count, 6);
        Matrix y = Matrix.allocate(Precision.DOUBLE, count, 10);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < 6; j++) {
                x.set(i, j, Math.sin(1 + 7 * i + 3 * j));
            }
            y.set(i, i % 10, 1);
        }
        Batch.Samples given = new Batch.Samples(x, y);
        LayersRuns ofGiven = made(new LayersData.Given(given));
        List<Claim> claims = LayersClaims.of(ofGiven);
        assertThat(claims)
                .extracting(Claim::quantity)
                .containsExactly("spreadGd", "divergedNets", "chargeIdentityError");
        assertThat(claims.getLast().holds())
                .as(() -> "" + claims.getLast().measured())
                .isTrue();
        FigureRequest request = new FigureRequest(
                request().backend(), request().threads(), SEED, FigureSize.DEFAULT, Optional.of(given));
        assertThat(LayersFigure.settings(request, ofGiven)).containsEntry("mnist", true);
        assertThat(LayersFigure.settings(request, ofGiven)).containsEntry("samplesOfGd", count);
        assertThat(LayersFigure.settings(request(), runs)).doesNotContainKey("mnist");
        assertThat(LayersFigure.caption(request, ofGiven)).doesNotContain("closed form at the rank");
    }

    @Test
    void settingsAndCaptionCanBeWritten() {
        assertThat(Json.text(LayersFigure.settings(request(), runs))).contains("\"precision\":\"double\"");
        assertThat(LayersFigure.caption(request(), runs))
                .contains("simd backend")
                .contains("spectrum 1/k");
    }
}
