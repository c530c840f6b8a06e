package dev.noether.study.figure.balance;

import dev.noether.backend.Replica;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.experiment.Crossing;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.theory.SgdSettings;
import dev.noether.theory.SlowCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * The trajectories of {@code extra-slow-curve}, and the slow curve from the same starts.
 *
 * @param rates one entry a learning rate
 */
record SlowCurveRuns(List<AtRate> rates) {

    /** Observations of every trajectory. */
    private static final int OBSERVATIONS = 320;

    /**
     * How a learning rate runs.
     *
     * @param learningRate eta
     * @param steps number of the last step
     */
    record Pace(double learningRate, long steps) {}

    /**
     * What SGD did at one learning rate.
     *
     * @param pace learning rate and steps
     * @param recording of all seeds
     * @param paths one a seed
     */
    record AtRate(Pace pace, Experiment.Recording recording, List<Path> paths) {

        /** Mean over seeds of the predicted step of halving over the simulated one, less 1. */
        double deviation(SlowCurve.FastPhase fast) {
            return paths.stream()
                            .mapToDouble(path -> path.predicted(fast) / path.simulated())
                            .average()
                            .orElse(Double.NaN)
                    - 1;
        }
    }

    /**
     * One seed.
     *
     * @param history what SGD did
     * @param conserving relD of the slow curve at the steps of the history
     * @param moving the same with the charge flow of the fast phase
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Path(History history, double[] conserving, double[] moving) {

        double simulated() {
            return halving(history.values(LinearNetMeasures.RELATIVE));
        }

        double predicted(SlowCurve.FastPhase fast) {
            return halving(curve(fast));
        }

        /** When a curve has half of what the common start has. */
        private double halving(double[] values) {
            return Crossing.below(history.steps(), values, history.first(LinearNetMeasures.RELATIVE) / 2);
        }

        double[] curve(SlowCurve.FastPhase fast) {
            return fast == SlowCurve.FastPhase.CONSERVES_CHARGE ? conserving : moving;
        }
    }

    static List<Experiment> experiments(List<Pace> paces, FigureRequest request) {
        return paces.stream().map(pace -> experiment(pace, request)).toList();
    }

    private static Experiment experiment(Pace pace, FigureRequest request) {
        List<Experiment.Member> members = seeds(request)
                .mapToObj(seed -> new Experiment.Member(
                        String.format(Locale.ROOT, "SGD, eta %s", pace.learningRate()),
                        new Replica(
                                seed,
                                pace.learningRate(),
                                0,
                                new BatchSource.Fresh(NoisePattern.EQUAL.task(), BalanceRun.BATCH),
                                new Batch.Population(NoisePattern.EQUAL.task()),
                                BalanceRun.start(seed))))
                .toList();
        return new Experiment(members, pace.steps(), pace.steps() / OBSERVATIONS, List.of(LinearNetMeasures.RELATIVE));
    }

    /** Each has a start and minibatches of its own. */
    static LongStream seeds(FigureRequest request) {
        return LongStream.range(0, request.size() == FigureSize.QUICK ? 2 : 8).map(k -> request.seed() + k);
    }

    static SlowCurveRuns of(List<Pace> paces, FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        List<Experiment.Recording> recordings = Recordings.of(experiments(paces, request), request, done, cancelled);
        List<AtRate> rates = new ArrayList<>();
        for (int k = 0; k < paces.size(); k++) {
            Pace pace = paces.get(k);
            List<Path> paths = recordings.get(k).histories().stream()
                    .map(history -> new Path(
                            history,
                            curve(history, pace, SlowCurve.FastPhase.CONSERVES_CHARGE),
                            curve(history, pace, SlowCurve.FastPhase.MOVES_CHARGE)))
                    .toList();
            rates.add(new AtRate(pace, recordings.get(k), paths));
        }
        return new SlowCurveRuns(rates);
    }

    private static double[] curve(History history, Pace pace, SlowCurve.FastPhase fast) {
        SgdSettings settings = new SgdSettings(pace.learningRate(), 0, BalanceRun.BATCH, BalanceRun.MODEL.loss());
        return SlowCurve.of(NoisePattern.EQUAL.task(), settings, BalanceRun.start(history.seed()), fast)
                .at(history.steps())
                .stream()
                .mapToDouble(SlowCurve.Point::relativeBalance)
                .toArray();
    }

    /** Deviation at each learning rate over that at the next, smaller by a factor 2: the least. */
    double leastShrinking() {
        double least = Double.POSITIVE_INFINITY;
        for (int k = 1; k < rates.size(); k++) {
            double coarse = Math.abs(rates.get(k - 1).deviation(SlowCurve.FastPhase.CONSERVES_CHARGE));
            double fine = Math.abs(rates.get(k).deviation(SlowCurve.FastPhase.CONSERVES_CHARGE));
            least = Math.min(least, coarse / fine);
        }
        return least;
    }

    /** What the charge flow of the fast phase leaves of the deviation: the largest share over learning rates. */
    double largestShareLeft() {
        return largest(rate -> Math.abs(rate.deviation(SlowCurve.FastPhase.MOVES_CHARGE)
                / rate.deviation(SlowCurve.FastPhase.CONSERVES_CHARGE)));
    }

    private double largest(ToDoubleFunction<AtRate> of) {
        return rates.stream().mapToDouble(of).max().orElse(Double.NaN);
    }
}
