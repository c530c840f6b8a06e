package dev.noether.study.figure.convergence;

import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.convergence.ConvergenceRuns.Done;
import dev.noether.study.figure.convergence.ConvergenceRuns.Plan;
import dev.noether.study.figure.convergence.ConvergenceRuns.Slow;
import dev.noether.study.figure.experiment.Average;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.experiment.Recordings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Figure 8: convergence to the noise equilibrium for learning rates, dimensions and batch sizes. */
public final class ConvergenceFigure implements Figure {

    private final Function<FigureSize, Plan> plans;

    /** The curves of the paper, and those of its other sizes. */
    public ConvergenceFigure() {
        this(Plan::of);
    }

    ConvergenceFigure(Function<FigureSize, Plan> plans) {
        this.plans = plans;
    }

    @Override
    public String id() {
        return "8";
    }

    @Override
    public String title() {
        return "all learning rates, dimensions and batch sizes come to the noise equilibrium on one clock";
    }

    @Override
    public boolean hasPaperSize() {
        return true;
    }

    @Override
    public long work(FigureRequest request) {
        return plans.apply(request.size()).work();
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        ConvergenceRuns runs = ConvergenceRuns.of(plans.apply(request.size()), request, done, cancelled);
        return new FigureData(
                settings(request, runs.plan()),
                ConvergencePanels.of(runs),
                caption(request, runs.plan()),
                table(runs, request.seed()),
                ConvergenceClaims.of(runs));
    }

    private static Map<String, Object> settings(FigureRequest request, Plan plan) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("model", plan.rates().getFirst().model().kind());
        settings.put("loss", plan.rates().getFirst().model().loss());
        settings.put("target", "identity");
        settings.put("phi", Curve.PHI);
        settings.put("noiseVariance", 1.0);
        settings.put("weightDecay", 0.0);
        settings.put("precision", "double");
        settings.put("learningRates", members(plan.rates()));
        settings.put("dimensions", members(plan.dimensions()));
        settings.put("batchSizes", members(plan.batches()));
        settings.put("collapse", members(plan.collapse()));
        settings.put("widths", members(plan.widths()));
        settings.put("engine", "width-free: nets of more than 2 n hidden units are stepped, exactly, as of 2 n");
        settings.put("averages", "steps after four fifths of a run");
        return settings;
    }

    private static List<Map<String, Object>> members(List<Curve> curves) {
        return curves.stream().map(Curve::members).toList();
    }

    private static LongTable table(ConvergenceRuns runs, long seed) {
        LongTable table = new LongTable();
        add(table, runs.of(runs.plan().rates()), "a");
        add(table, runs.of(runs.plan().batches()), "c");
        add(table, runs.of(runs.plan().dimensions()), "c");
        add(table, runs.of(runs.plan().collapse()), LongTable.SUMMARY);
        add(table, runs.of(runs.plan().widths()), LongTable.SUMMARY);
        for (int p = 0; p < runs.slow().size(); p++) {
            Slow slow = runs.slow().get(p);
            String panel = p == 0 ? "b" : "c";
            for (int k = 0; k < slow.steps().length; k++) {
                table.add(
                        panel,
                        "slow curve, " + slow.curve().name(),
                        seed,
                        (long) slow.steps()[k],
                        LinearNetMeasures.RELATIVE.name(),
                        slow.relative()[k]);
            }
        }
        for (Done one : runs.of(runs.plan().rates())) {
            Recordings.add(table, LongTable.SUMMARY, one.history(), LinearNetMeasures.SQUARED_U);
            Recordings.add(table, LongTable.SUMMARY, one.history(), LinearNetMeasures.SQUARED_W);
            Recordings.add(table, LongTable.SUMMARY, one.history(), Curve.PRODUCT_TRACE);
            upperTriangle(table, one, LinearNetMeasures.GRAM_U);
            upperTriangle(table, one, LinearNetMeasures.GRAM_W);
        }
        Done first = runs.of(runs.plan().rates()).getFirst();
        upperTriangle(
                table,
                "closed form",
                seed,
                0,
                "KU",
                LinearNetMeasures.elements(first.equilibrium().gramU()));
        upperTriangle(
                table,
                "closed form",
                seed,
                0,
                "KW",
                LinearNetMeasures.elements(first.equilibrium().gramW()));
        for (Done one : runs.done()) {
            Recordings.addCharges(table, one.recording());
        }
        return table;
    }

    private static void add(LongTable table, List<Done> runs, String panel) {
        for (Done one : runs) {
            Recordings.add(table, panel, one.history(), LinearNetMeasures.RELATIVE);
        }
    }

    private static void upperTriangle(LongTable table, Done one, Average average) {
        upperTriangle(
                table,
                one.curve().name(),
                one.history().seed(),
                one.curve().steps(),
                "mean " + average.name(),
                one.history().late(average));
    }

    /** A symmetric matrix: elements on and above the diagonal. */
    private static void upperTriangle(
            LongTable table, String series, long seed, long step, String name, double[] matrix) {
        int n = (int) Math.round(Math.sqrt(matrix.length));
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                table.add(LongTable.SUMMARY, series, seed, step, name + "[" + i + "," + j + "]", matrix[i * n + j]);
            }
        }
    }

    private static String caption(FigureRequest request, Plan plan) {
        Curve dimension = plan.dimensions().getFirst();
        Curve batch = plan.batches().getFirst();
        Curve rate = plan.rates().getFirst();
        return String.format(
                Locale.ROOT,
                "Two-layer linear nets of n inputs and outputs, ℓ = ‖UWx − y‖²/n, y = x + ε, Var ε = 1, Var x = %s and"
                        + " %s in halves, Kaiming start, seed %d, %s backend. relD is ‖D‖ over the norms of its two terms."
                        + " (a) SGD, n = %d, d = %d, S = %d. (b) The same on the clock τ. (c) n = %d, d = %d, S = %s, η = %s, and n = %d, d = %d, S = %d,"
                        + " η = %s."
                        + " Slow curve: the closed form of the whole way, to first order in η, from the start of %s (b) and n = %d (c).",
                Curve.PHI,
                2 - Curve.PHI,
                request.seed(),
                request.backend().name(),
                rate.size(),
                rate.hidden(),
                rate.batchSize(),
                batch.size(),
                batch.hidden(),
                plan.batches().stream()
                        .map(one -> String.valueOf(one.batchSize()))
                        .collect(Collectors.joining(", ")),
                ConvergencePanels.number(batch.learningRate()),
                dimension.size(),
                dimension.hidden(),
                dimension.batchSize(),
                ConvergencePanels.number(dimension.learningRate()),
                "n = " + rate.size(),
                batch.size());
    }
}
