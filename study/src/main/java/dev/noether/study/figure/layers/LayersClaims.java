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
            claims.add(new Claim(
                    "SGD, width 5, both starts: of " + five(runs).size()
                            + " nets, how many learn nothing more in the last fifth, nor move a norm by 3 %",
                    "settledNets",
                    settled(runs).size(),
                    new Above(0.75 * five(runs).size() - 1),
                    "the next two claims are about these; 58 of 60 did"));
            claims.add(spread(runs, settled(runs)));
            claims.add(normError(runs, settled(runs)));
            claims.add(spreadRemaining(runs, settled(runs)));
            claims.addAll(onGaussianTask(runs));
        }
        claims.add(new Claim(
                "GD, width 10, random start: spread at the end where it starts at 2 or more, mean of seeds",
                "spreadGd",
                runs.histories(Kind.GD).stream()
                        .filter(history -> !history.diverged() && startsUnequal(history))
                        .mapToDouble(history -> LayersRuns.spread(LayersRuns.last(history)))
                        .average()
                        .orElse(Double.NaN),
                new Above(1.3),
                "GD keeps the charges of its start; 1.9"));
        claims.add(new Claim(
                "of " + Kind.values().length * LayersRuns.SEEDS
                        + " trajectories, how many diverge; no other claim is about them",
                "divergedNets",
                runs.diverged(),
                new Below(4),
                "a layer that starts far above the others can make the rate unstable; one in 300 did"));
        claims.add(Recordings.chargeClaim(runs.recordings()));
        return claims;
    }

    private static List<Claim> onGaussianTask(LayersRuns runs) {
        return List.of(
                new Claim(
                        "SGD, width 5: first layer over middle, smallest",
                        "firstOverMiddle",
                        endsOfFive(runs)
                                .mapToDouble(layers -> layers[0] / LayersRuns.middle(layers))
                                .min()
                                .orElse(Double.NaN),
                        new Above(4),
                        "the inputs make the ends differ from the middle; 7.2 to 10.6"),
                new Claim(
                        "SGD, width 5: last layer over middle, smallest",
                        "lastOverMiddle",
                        endsOfFive(runs)
                                .mapToDouble(layers -> layers[layers.length - 1] / LayersRuns.middle(layers))
                                .min()
                                .orElse(Double.NaN),
                        new Above(1.5),
                        "2.2 to 2.9"),
                new Claim(
                        "SGD, width 10: spread of the live parts of the middle layers at the end, largest",
                        "spreadTen",
                        members(runs, Kind.TEN)
                                .mapToDouble(member -> LayersRuns.spread(runs.liveLate(Kind.TEN, member)))
                                .max()
                                .orElse(Double.NaN),
                        new Below(1.10),
                        "at the equilibrium all middle layers have one norm; 1.073 at most, frozen parts included"),
                new Claim(
                        "SGD, width 32: spread of the live parts at the end, largest",
                        "spreadLive",
                        members(runs, Kind.WIDE)
                                .mapToDouble(member -> LayersRuns.spread(runs.live(Kind.WIDE, member)))
                                .max()
                                .orElse(Double.NaN),
                        new Below(1.05),
                        "the rest of a wide layer has neither gradient nor noise; 1.012"),
                new Claim(
                        "SGD, width 32: spread of the raw norms at the end, smallest",
                        "spreadRaw",
                        runs.histories(Kind.WIDE).stream()
                                .filter(history -> !history.diverged())
                                .mapToDouble(history -> LayersRuns.spread(LayersRuns.last(history)))
                                .min()
                                .orElse(Double.NaN),
                        new Above(1.2),
                        "they still hold the frozen part of the start; 1.5"));
    }

    /** Of nets of width 5, all of them settled. */
    static Claim spread(LayersRuns runs, List<Net> nets) {
        return new Claim(
                "of these: spread of the live parts of the middle layers at the end, largest",
                "spreadFive",
                nets.stream()
                        .mapToDouble(net -> LayersRuns.spread(net.live(runs)))
                        .max()
                        .orElse(Double.NaN),
                new Below(1.05),
                "at the equilibrium all middle layers have one norm; 1.006 to 1.015");
    }

    /** Of nets of width 5, all of them settled. What a narrow net has beside its modes is as it started. */
    static Claim spreadRemaining(LayersRuns runs, List<Net> nets) {
        return new Claim(
                "of these, random start: (spread_end - 1)/(spread_start - 1) where it starts at 2 or more, live parts at the"
                        + " end, largest",
                "spreadRemaining",
                nets.stream()
                        .filter(net -> net.kind() == Kind.RANDOM && startsUnequal(net.history(runs)))
                        .mapToDouble(net -> (LayersRuns.spread(net.live(runs)) - 1)
                                / (LayersRuns.spread(LayersRuns.first(net.history(runs))) - 1))
                        .max()
                        .orElse(Double.NaN),
                new Below(0.15),
                "the noise equilibrium does not depend on the start; about 0.01");
    }

    /** Of nets of width 5, all of them settled. */
    static Claim normError(LayersRuns runs, List<Net> nets) {
        return new Claim(
                "of these: live |W_i|^2 over closed form at the rank reached - 1, every layer, largest",
                "normError",
                nets.stream().flatMapToDouble(net -> net.errors(runs)).max().orElse(Double.NaN),
                new Below(0.12),
                "closed forms are first order in eta; 7 % at most");
    }

    /** A net of width 5. */
    record Net(Kind kind, int member) {

        History history(LayersRuns runs) {
            return runs.histories(kind).get(member);
        }

        double[] live(LayersRuns runs) {
            return runs.liveLate(kind, member);
        }

        DoubleStream errors(LayersRuns runs) {
            double[] layers = live(runs);
            return runs.prediction(kind, history(runs))
                    .map(net -> IntStream.range(0, layers.length)
                            .mapToDouble(i -> Math.abs(layers[i] / net.squaredNorms()[i] - 1)))
                    .orElse(DoubleStream.of(Double.NaN));
        }
    }

    static List<Net> five(LayersRuns runs) {
        return Stream.of(Kind.EQUAL, Kind.RANDOM)
                .flatMap(kind -> IntStream.range(0, runs.histories(kind).size()).mapToObj(k -> new Net(kind, k)))
                .toList();
    }

    private static List<Net> settled(LayersRuns runs) {
        return five(runs).stream()
                .filter(net -> runs.settled(net.kind(), net.history(runs)))
                .toList();
    }

    private static Stream<double[]> endsOfFive(LayersRuns runs) {
        return five(runs).stream()
                .map(net -> net.history(runs))
                .filter(history -> !history.diverged())
                .map(LayersRuns::late);
    }

    /** The trajectories of a kind that did not diverge. */
    private static IntStream members(LayersRuns runs, Kind kind) {
        List<History> histories = runs.histories(kind);
        return IntStream.range(0, histories.size())
                .filter(member -> !histories.get(member).diverged());
    }

    private static boolean startsUnequal(History history) {
        return LayersRuns.spread(LayersRuns.first(history)) >= UNEQUAL;
    }
}
