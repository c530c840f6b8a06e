package dev.noether.study.figure.layers;

import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Claim.Above;
import dev.noether.study.figure.Claim.Below;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.layers.LayersRuns.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What figure 5 states. The thresholds leave room around what was measured beforehand over seeds. */
final class LayersClaims {

    /** A start whose middle layers differ by this factor is unequal. */
    private static final double UNEQUAL = 2;

    private LayersClaims() {}

    static List<Claim> of(LayersRuns runs) {
        List<Claim> claims = new ArrayList<>();
        boolean hasTheory = runs.data() instanceof LayersData.Gaussian;
        if (hasTheory) {
            claims.add(spread(runs, "both starts", "spreadFive", 1.05, "1.006 to 1.015", Kind.EQUAL, Kind.RANDOM));
        }
        claims.add(new Claim(
                "SGD, width 5, random start: (spread_end - 1)/(spread_start - 1) where it starts at 2 or more, largest",
                "spreadRemaining",
                runs.histories(Kind.RANDOM).stream()
                        .filter(LayersClaims::startsUnequal)
                        .mapToDouble(history -> (LayersRuns.spread(LayersRuns.late(history)) - 1)
                                / (LayersRuns.spread(LayersRuns.first(history)) - 1))
                        .max()
                        .orElse(Double.NaN),
                new Below(hasTheory ? 0.15 : 0.5),
                "the noise equilibrium does not depend on the start; about 0.01 on the Gaussian task"));
        if (hasTheory) {
            claims.addAll(onGaussianTask(runs));
        }
        claims.add(new Claim(
                "GD, width 10, random start: spread at the end where it starts at 2 or more, mean of seeds",
                "spreadGd",
                runs.histories(Kind.GD).stream()
                        .filter(LayersClaims::startsUnequal)
                        .mapToDouble(history -> LayersRuns.spread(LayersRuns.last(history)))
                        .average()
                        .orElse(Double.NaN),
                new Above(1.3),
                "GD keeps the charges of its start; 1.9"));
        claims.add(Recordings.chargeClaim(runs.recordings()));
        return claims;
    }

    private static List<Claim> onGaussianTask(LayersRuns runs) {
        List<Integer> wide = IntStream.range(0, LayersRuns.SEEDS).boxed().toList();
        return List.of(
                new Claim(
                        "SGD, width 5: first layer over middle, smallest",
                        "firstOverMiddle",
                        five(runs)
                                .map(LayersRuns::late)
                                .mapToDouble(layers -> layers[0] / LayersRuns.middle(layers))
                                .min()
                                .orElse(Double.NaN),
                        new Above(4),
                        "the inputs make the ends differ from the middle; 7.2 to 10.6"),
                new Claim(
                        "SGD, width 5: last layer over middle, smallest",
                        "lastOverMiddle",
                        five(runs)
                                .map(LayersRuns::late)
                                .mapToDouble(layers -> layers[layers.length - 1] / LayersRuns.middle(layers))
                                .min()
                                .orElse(Double.NaN),
                        new Above(1.5),
                        "2.2 to 2.9"),
                new Claim(
                        "SGD, width 5: |W_i|^2 over closed form at the rank reached - 1, every layer, largest",
                        "normError",
                        Stream.of(Kind.EQUAL, Kind.RANDOM)
                                .flatMapToDouble(kind -> runs.histories(kind).stream()
                                        .flatMapToDouble(history -> errors(runs, kind, history)))
                                .max()
                                .orElse(Double.NaN),
                        new Below(0.12),
                        "closed forms are first order in eta; 6.8 % at most"),
                spread(runs, "width 10", "spreadTen", 1.10, "1.073 at most", Kind.TEN),
                new Claim(
                        "SGD, width 32: spread of the live parts at the end, largest",
                        "spreadLive",
                        wide.stream()
                                .mapToDouble(member -> LayersRuns.spread(runs.live(Kind.WIDE, member)))
                                .max()
                                .orElse(Double.NaN),
                        new Below(1.05),
                        "the rest of a wide layer has neither gradient nor noise; 1.012"),
                new Claim(
                        "SGD, width 32: spread of the raw norms at the end, smallest",
                        "spreadRaw",
                        runs.histories(Kind.WIDE).stream()
                                .mapToDouble(history -> LayersRuns.spread(LayersRuns.last(history)))
                                .min()
                                .orElse(Double.NaN),
                        new Above(1.2),
                        "they still hold the frozen part of the start; 1.5"));
    }

    private static Claim spread(
            LayersRuns runs, String which, String quantity, double limit, String measured, Kind... kinds) {
        return new Claim(
                "SGD, " + (kinds.length > 1 ? "width 5, " : "") + which
                        + ": spread of the middle layers at the end, largest",
                quantity,
                Stream.of(kinds)
                        .flatMap(kind -> runs.histories(kind).stream())
                        .mapToDouble(history -> LayersRuns.spread(LayersRuns.late(history)))
                        .max()
                        .orElse(Double.NaN),
                new Below(limit),
                "at the equilibrium all middle layers have one norm; " + measured);
    }

    private static Stream<History> five(LayersRuns runs) {
        return Stream.of(Kind.EQUAL, Kind.RANDOM).flatMap(kind -> runs.histories(kind).stream());
    }

    private static boolean startsUnequal(History history) {
        return LayersRuns.spread(LayersRuns.first(history)) >= UNEQUAL;
    }

    private static DoubleStream errors(LayersRuns runs, Kind kind, History history) {
        double[] layers = LayersRuns.late(history);
        return runs.prediction(kind, history)
                .map(net -> IntStream.range(0, layers.length)
                        .mapToDouble(i -> Math.abs(layers[i] / net.squaredNorms()[i] - 1)))
                .orElse(DoubleStream.of(Double.NaN));
    }
}
