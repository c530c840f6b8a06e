package dev.noether.study.figure.balance;

import dev.noether.backend.Dynamics;
import dev.noether.backend.LearningRate;
import dev.noether.backend.Replica;
import dev.noether.model.Parameters;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Claim.Below;
import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.experiment.ChargeCheck;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.theory.BalancedNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

/** The stochastic gradient flow beside SGD, in the setting of figure 2: the equilibrium does not come from discrete steps. */
public final class FlowFigure implements Figure {

    private static final double RATE = 0.02;

    private static final int OBSERVATIONS = 240;

    private static final List<Measure> NORMS = List.of(LinearNetMeasures.SQUARED_U, LinearNetMeasures.SQUARED_W);

    private final long steps;

    /** 12000 steps of eta. */
    public FlowFigure() {
        this(12_000);
    }

    FlowFigure(long steps) {
        this.steps = steps;
    }

    /** What moves the parameters. */
    private enum Motion {
        SGD("SGD", 1),
        HALF("flow, dt = eta/2", 2),
        QUARTER("flow, dt = eta/4", 4);

        private final String label;

        /** Steps for one step of SGD. */
        private final int parts;

        Motion(String label, int parts) {
            this.label = label;
            this.parts = parts;
        }

        private Dynamics dynamics(Batch population) {
            return this == SGD ? Dynamics.DESCENT : new Dynamics.Flow(1.0 / parts, population);
        }
    }

    @Override
    public String id() {
        return "extra-flow";
    }

    @Override
    public String title() {
        return "the stochastic gradient flow ends where SGD ends";
    }

    @Override
    public long work(FigureRequest request) {
        return Recordings.work(experiments(request));
    }

    private List<Experiment> experiments(FigureRequest request) {
        Parameters start = BalanceRun.start(request.seed());
        return Arrays.stream(Motion.values())
                .map(motion -> new Experiment(
                        Arrays.stream(NoisePattern.values())
                                .map(pattern -> new Experiment.Member(
                                        name(motion, pattern), replica(motion, pattern, start, request.seed())))
                                .toList(),
                        steps * motion.parts,
                        Math.max(1, steps * motion.parts / OBSERVATIONS),
                        NORMS))
                .toList();
    }

    private static Replica replica(Motion motion, NoisePattern pattern, Parameters start, long seed) {
        Batch population = new Batch.Population(pattern.task());
        return new Replica(
                seed,
                LearningRate.constant(RATE),
                0,
                motion.dynamics(population),
                new BatchSource.Fresh(pattern.task(), BalanceRun.BATCH),
                population,
                start);
    }

    private static String name(Motion motion, NoisePattern pattern) {
        return motion.label + ", " + pattern.label();
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        List<Experiment.Recording> recordings = Recordings.of(experiments(request), request, done, cancelled);
        return new FigureData(
                settings(request),
                panels(recordings),
                caption(request),
                table(recordings, request),
                claims(recordings));
    }

    private static History history(List<Experiment.Recording> recordings, Motion motion, NoisePattern pattern) {
        return recordings.get(motion.ordinal()).histories().get(pattern.ordinal());
    }

    private static List<Claim> claims(List<Experiment.Recording> recordings) {
        return List.of(
                new Claim(
                        "all patterns, dt = eta/2 and eta/4: |U|^2 and |W|^2 of the flow over those of SGD, largest difference from 1",
                        "flowOverSgd",
                        largestDifference(recordings),
                        new Below(0.02),
                        "discrete steps are not what moves the equilibrium; 0.009 was measured"),
                new Claim(
                        "C' = C + eta^2 G^T A G at checked steps of every run, G = (dt grad L + (dt eta)^(1/2) (g - grad L))/eta,"
                                + " error over the larger |theta|^2",
                        "chargeIdentityError",
                        recordings.stream()
                                .mapToDouble(Experiment.Recording::chargeError)
                                .max()
                                .orElse(Double.NaN),
                        new Below(ChargeCheck.BOUND),
                        "exact but for rounding, whose size in double this is; g from the minibatch that the step was to take"));
    }

    private static double largestDifference(List<Experiment.Recording> recordings) {
        double largest = 0;
        for (Motion motion : List.of(Motion.HALF, Motion.QUARTER)) {
            for (NoisePattern pattern : NoisePattern.values()) {
                for (Measure norm : NORMS) {
                    double ofFlow = history(recordings, motion, pattern).late(norm);
                    double ofSgd = history(recordings, Motion.SGD, pattern).late(norm);
                    largest = Math.max(largest, Math.abs(ofFlow / ofSgd - 1));
                }
            }
        }
        return largest;
    }

    private static List<Panel> panels(List<Experiment.Recording> recordings) {
        return List.of(
                panel(recordings, "‖U‖²", LinearNetMeasures.SQUARED_U, BalancedNet::squaredNormU),
                panel(recordings, "‖W‖²", LinearNetMeasures.SQUARED_W, BalancedNet::squaredNormW));
    }

    private static Panel panel(
            List<Experiment.Recording> recordings, String name, Measure norm, ToDoubleFunction<BalancedNet> predicted) {
        double[] number = Arrays.stream(NoisePattern.values())
                .mapToDouble(pattern -> pattern.ordinal() + 1)
                .toArray();
        double[] ends = {0, number.length + 1};
        List<Series> series = new ArrayList<>();
        List<double[]> all = new ArrayList<>(List.of(new double[] {1}));
        series.add(new Series("closed form", Look.theory(), ends, new double[] {1, 1}));
        for (Motion motion : Motion.values()) {
            double[] y = Arrays.stream(NoisePattern.values())
                    .mapToDouble(pattern -> history(recordings, motion, pattern).late(norm)
                            / predicted.applyAsDouble(BalanceMeasures.prediction(pattern, RATE)))
                    .toArray();
            all.add(y);
            series.add(new Series(motion.label.replace("eta", "η"), look(motion), number, y));
        }
        return new Panel.Plane(
                new Axis("pattern of label noise", false, ends[0], ends[1], 1),
                Axis.around(name + " over closed form", all.toArray(double[][]::new)),
                series);
    }

    private static Look look(Motion motion) {
        return switch (motion) {
            case SGD -> Look.points(Ink.BLUE, Look.Marker.DISC);
            case HALF -> Look.points(Ink.VERMILLION, Look.Marker.RING);
            case QUARTER -> Look.points(Ink.GREEN, Look.Marker.OPEN_SQUARE);
        };
    }

    private Map<String, Object> settings(FigureRequest request) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("setting", "figure 2");
        settings.put("learningRate", RATE);
        settings.put("batchSize", BalanceRun.BATCH);
        settings.put("timeInStepsOfSgd", steps);
        settings.put("precision", "double");
        settings.put("averages", "steps after four fifths of a run");
        for (Motion motion : Motion.values()) {
            settings.put("steps of " + motion.label, steps * motion.parts);
        }
        return settings;
    }

    private static LongTable table(List<Experiment.Recording> recordings, FigureRequest request) {
        LongTable table = new LongTable();
        for (NoisePattern pattern : NoisePattern.values()) {
            BalancedNet net = BalanceMeasures.prediction(pattern, RATE);
            for (Motion motion : Motion.values()) {
                History history = history(recordings, motion, pattern);
                add(table, history, "a", LinearNetMeasures.SQUARED_U, net.squaredNormU());
                add(table, history, "b", LinearNetMeasures.SQUARED_W, net.squaredNormW());
            }
            String name = "closed form, " + pattern.label();
            table.add(LongTable.SUMMARY, name, request.seed(), 0, "|U|^2", net.squaredNormU());
            table.add(LongTable.SUMMARY, name, request.seed(), 0, "|W|^2", net.squaredNormW());
        }
        for (Experiment.Recording recording : recordings) {
            for (History history : recording.histories()) {
                NORMS.forEach(norm -> Recordings.add(table, LongTable.SUMMARY, history, norm));
            }
            Recordings.addCharges(table, recording);
        }
        return table;
    }

    private static void add(LongTable table, History history, String panel, Measure norm, double predicted) {
        table.add(
                panel,
                history.name(),
                history.seed(),
                history.lastStep(),
                "mean " + norm.name() + " over closed form",
                history.late(norm) / predicted);
    }

    private String caption(FigureRequest request) {
        return String.format(
                Locale.ROOT,
                "The setting of figure 2 at η = %s, S = %d, seed %d, %s backend: SGD for %d steps, and the flow dθ = −∇L dt +"
                        + " √(ηΣ/S) dW for as long, in steps dt of Euler and Maruyama. Mean of the last fifth of (a) ‖U‖² and (b) ‖W‖²"
                        + " over the closed form, which is of first order in η, for the eight patterns of label noise.",
                RATE,
                BalanceRun.BATCH,
                request.seed(),
                request.backend().name(),
                steps);
    }
}
