package dev.noether.study.figure.convergence;

import dev.noether.model.Parameters;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.experiment.Crossing;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Jobs;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.theory.BalancedNet;
import dev.noether.theory.SlowCurve;
import dev.noether.theory.TwoLayerEquilibrium;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The trajectories of figure 8.
 *
 * @param plan which there are
 * @param done one for each curve of the plan, in its order
 * @param slow the slow curve of the first of the learning rates, and of the first batch size
 */
record ConvergenceRuns(Plan plan, List<Done> done, List<Slow> slow) {

    /** Level of relD to which times are compared. */
    static final double LEVEL = 0.1;

    /**
     * Which curves a size of the figure has.
     *
     * @param rates learning rates at one n and S, to the end
     * @param reference the one of them whose time and norms are compared with numbers
     * @param dimensions other n
     * @param batches batch sizes at another n and one learning rate
     * @param collapse learning rates whose times to {@link #LEVEL} are compared, not drawn
     * @param widths Xavier at two widths, not drawn
     */
    record Plan(
            List<Curve> rates,
            Curve reference,
            List<Curve> dimensions,
            List<Curve> batches,
            List<Curve> collapse,
            List<Curve> widths) {

        static Plan of(FigureSize size) {
            boolean quick = size == FigureSize.QUICK;
            double[] rates =
                    switch (size) {
                        case QUICK -> new double[] {1, 2};
                        case DEFAULT -> new double[] {0.5, 1, 2};
                        case PAPER -> new double[] {0.1, 0.5, 1, 2};
                    };
            double[] collapse = quick ? new double[] {0.4, 0.8} : new double[] {0.1, 0.2, 0.4, 0.8};
            // What is only drawn, or compared at relD = 0.1, ends sooner where time is short.
            double end = quick ? 6 : END;
            double crossed = quick ? CROSSED : END;
            return new Plan(
                    Arrays.stream(rates)
                            .mapToObj(rate -> Curve.until(rate == 1 ? SETTLED : END, 100, WIDE, 100, rate))
                            .toList(),
                    Curve.until(SETTLED, 100, WIDE, 100, 1),
                    List.of(Curve.until(end, 200, WIDE, 100, 4)),
                    IntStream.of(50, 100, 200)
                            .mapToObj(batch -> Curve.until(crossed, 50, NARROW, batch, 0.5))
                            .toList(),
                    Arrays.stream(collapse)
                            .mapToObj(rate -> Curve.until(COLLAPSED, 50, NARROW, 50, rate))
                            .toList(),
                    IntStream.of(WIDE, WIDEST)
                            .mapToObj(
                                    width -> new Curve(Curve.Init.XAVIER, 100, width, 100, 1, quick ? 12_000 : 15_000))
                            .toList());
        }

        /** tau at the end of a whole curve. */
        private static final double END = 12;

        /**
         * tau at the end of the curve whose norms are compared: hidden directions that carry nothing of V decay more slowly than
         * relD, and at {@link #END} still make half a percent of the ratio of the norms.
         */
        private static final double SETTLED = 16;

        /** tau after relD = 0.1 at the smaller width. */
        private static final double COLLAPSED = 3.9;

        /** The same, with something more to be seen. */
        private static final double CROSSED = 4.5;

        private static final int WIDE = 2000;

        private static final int NARROW = 200;

        private static final int WIDEST = 1_000_000;

        /** From whose starts the slow curve is drawn. */
        List<Curve> withSlow() {
            return List.of(rates.getFirst(), batches.getFirst());
        }

        /** What all of it costs, in nominal nanoseconds. */
        long work() {
            return all().stream().mapToLong(Curve::work).sum()
                    + withSlow().stream().mapToLong(Slow::work).sum();
        }

        /** Each once. */
        List<Curve> all() {
            Set<Curve> all = new LinkedHashSet<>(rates);
            all.addAll(dimensions);
            all.addAll(batches);
            all.addAll(collapse);
            all.addAll(widths);
            return List.copyOf(all);
        }
    }

    /**
     * What came of a curve.
     *
     * @param curve what was run
     * @param recording of this one trajectory
     */
    record Done(Curve curve, Experiment.Recording recording) {

        History history() {
            return recording.histories().getFirst();
        }

        /** Steps until relD is {@link #LEVEL}. */
        double stepsToLevel() {
            return Crossing.below(history().steps(), history().values(LinearNetMeasures.RELATIVE), LEVEL);
        }

        double tauToLevel() {
            return curve.tau(stepsToLevel());
        }

        /** {@code eK}, the error of the averages of the two Gram matrices. */
        double gramError() {
            return LinearNetMeasures.gramError(history(), equilibrium());
        }

        BalancedNet equilibrium() {
            return switch (TwoLayerEquilibrium.of(
                    Curve.task(curve.size()), curve.model().hidden(), curve.settings())) {
                case BalancedNet net -> net;
                case TwoLayerEquilibrium.Degenerate none -> throw new IllegalStateException(none.reason());
            };
        }

        /** {@code |U|^2 / |W|^2} of the averages. */
        double normRatio() {
            return history().late(LinearNetMeasures.SQUARED_U) / history().late(LinearNetMeasures.SQUARED_W);
        }

        /** {@code (1 - Tr(U W) / n) S / eta} of the average. */
        double shrinkage() {
            return (1 - history().late(Curve.PRODUCT_TRACE) / curve.size()) * curve.batchSize() / curve.learningRate();
        }
    }

    /**
     * The slow curve that belongs to a curve's start, on the clock, on which it is that of all learning rates and batch sizes.
     *
     * @param curve whose start it has
     * @param steps of that curve
     * @param relative relD
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Slow(Curve curve, double[] steps, double[] relative) {

        private static final int POINTS = 150;

        /** tau at which the curve has left the panels, relD being below 0.01: the way there takes one core many seconds. */
        private static final double GONE = 10.5;

        /** Nominal nanoseconds for a triple of the 2 n hidden units, whatever the length: most of it goes into products. */
        private static final long CUBED = 10_000;

        static long work(Curve curve) {
            return CUBED * 8 * curve.size() * curve.size() * curve.size();
        }

        static Slow of(Curve curve, Parameters start) {
            double last = Math.min(curve.steps(), GONE / curve.tau(1));
            double[] steps = IntStream.rangeClosed(0, POINTS)
                    .mapToDouble(k -> Math.rint(last * k / POINTS))
                    .toArray();
            double[] relative = SlowCurve.of(
                            Curve.task(curve.size()), curve.settings(), start, SlowCurve.FastPhase.CONSERVES_CHARGE)
                    .at(steps)
                    .stream()
                    .mapToDouble(SlowCurve.Point::relativeBalance)
                    .toArray();
            return new Slow(curve, steps, relative);
        }

        double[] clock() {
            return Arrays.stream(steps).map(curve::tau).toArray();
        }
    }

    static ConvergenceRuns of(Plan plan, FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        List<Curve> curves = plan.all();
        Experiment.Recording[] recordings = new Experiment.Recording[curves.size()];
        Slow[] slow = new Slow[plan.withSlow().size()];
        List<Jobs.Job> jobs = new ArrayList<>();
        for (int k = 0; k < recordings.length; k++) {
            int at = k;
            Curve curve = curves.get(k);
            jobs.add(new Jobs.Job(
                    curve.work(),
                    true,
                    (threads, of) -> recordings[at] = record(curve, request.on(threads), of, cancelled)));
        }
        for (int k = 0; k < slow.length; k++) {
            int at = k;
            Curve curve = plan.withSlow().get(k);
            jobs.add(new Jobs.Job(
                    Slow.work(curve),
                    false,
                    (threads, of) -> slow[at] = Slow.of(curve, curve.start(request.on(threads)))));
        }
        Jobs.run(jobs, request.threads(), done, cancelled);
        List<Experiment.Recording> made =
                Arrays.stream(recordings).filter(Objects::nonNull).toList();
        boolean complete = made.size() == curves.size() && made.stream().allMatch(Experiment.Recording::complete);
        if (!complete || Arrays.stream(slow).anyMatch(Objects::isNull)) {
            throw Recordings.cancelled(made);
        }
        List<Done> all = IntStream.range(0, curves.size())
                .mapToObj(k -> new Done(curves.get(k), made.get(k)))
                .toList();
        return new ConvergenceRuns(plan, all, List.of(slow));
    }

    private static Experiment.Recording record(
            Curve curve, FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        long before = curve.startWork();
        Experiment experiment = curve.experiment(request);
        done.accept(before);
        return experiment.run(request, of -> done.accept(before + of), cancelled);
    }

    /** Those of a part of the plan, in its order. */
    List<Done> of(List<Curve> part) {
        return part.stream().map(this::of).toList();
    }

    private Done of(Curve curve) {
        return done.stream()
                .filter(one -> one.curve().equals(curve))
                .findFirst()
                .orElseThrow();
    }

    /** The one that is compared with numbers. */
    Done reference() {
        return of(plan.reference());
    }
}
