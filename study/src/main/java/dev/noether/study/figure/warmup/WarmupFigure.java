package dev.noether.study.figure.warmup;

import dev.noether.study.console.NumberText;
import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.warmup.WarmupRuns.Task;
import dev.noether.study.figure.warmup.WarmupRuns.Way;
import dev.noether.theory.BalancedNet;
import dev.noether.theory.SgdSettings;
import dev.noether.theory.TwoLayerEquilibrium;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Figure 4: why warmup helps, in the factorisation of a number. */
public final class WarmupFigure implements Figure {

    @Override
    public String id() {
        return "4";
    }

    @Override
    public String title() {
        return "warmup lets SGD flatten a start that would diverge";
    }

    @Override
    public long work(FigureRequest request) {
        return WarmupRuns.work();
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        WarmupRuns runs = WarmupRuns.of(request, done, cancelled);
        return new FigureData(
                settings(request),
                WarmupPanels.of(runs),
                caption(request),
                table(runs, request),
                WarmupClaims.of(runs));
    }

    /** Hessian trace of the data loss at the noise equilibrium of a task. */
    static double equilibriumTrace(Task task) {
        SgdSettings settings = new SgdSettings(WarmupRuns.RATE, 0, WarmupRuns.BATCH, WarmupRuns.MODEL.loss());
        return switch (TwoLayerEquilibrium.of(task.task(), WarmupRuns.MODEL.hidden(), settings)) {
            case BalancedNet net -> net.dataHessianTrace();
            case TwoLayerEquilibrium.Degenerate none -> throw new IllegalStateException(none.reason());
        };
    }

    private static Map<String, Object> settings(FigureRequest request) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("model", WarmupRuns.MODEL.kind());
        settings.put("inputs", WarmupRuns.MODEL.inputs());
        settings.put("hidden", WarmupRuns.MODEL.hidden());
        settings.put("outputs", WarmupRuns.MODEL.outputs());
        settings.put("loss", WarmupRuns.MODEL.loss());
        settings.put("batchSize", WarmupRuns.BATCH);
        settings.put("learningRate", WarmupRuns.RATE);
        settings.put("learningRateOfWarmup", WarmupRuns.SLOW);
        settings.put("stepsOfWarmup", WarmupRuns.WARMUP);
        settings.put("steps", WarmupRuns.STEPS);
        settings.put("weightDecay", 0.0);
        settings.put("precision", "double");
        settings.put("inputVariance", WarmupRuns.INPUT_VARIANCE);
        settings.put("seeds", WarmupRuns.SEEDS);
        settings.put("seedsOfSharesAndMeans", WarmupRuns.SAMPLE);
        settings.put("averages", "steps after four fifths of a run");
        for (Task task : Task.values()) {
            settings.put(task.label(), Map.of("target", task.target, "noiseVariance", task.noise));
        }
        return settings;
    }

    private static LongTable table(WarmupRuns runs, FigureRequest request) {
        LongTable table = new LongTable();
        for (Task task : Task.values()) {
            String panel = task == Task.ONE ? "a" : "c";
            for (Way way : Way.values()) {
                List<History> seeds = runs.sgd(task, way);
                for (int k = 0; k < seeds.size(); k++) {
                    History history = seeds.get(k);
                    String where = k < WarmupRuns.SEEDS ? panel : LongTable.SUMMARY;
                    Recordings.add(table, where, history, Measure.HESSIAN_TRACE);
                    if (history.diverged()) {
                        table.add(
                                LongTable.SUMMARY,
                                history.name(),
                                history.seed(),
                                history.divergenceStep(),
                                "diverged",
                                1);
                    }
                }
                Recordings.add(
                        table, task == Task.ONE ? "b" : LongTable.SUMMARY, runs.gd(task, way), Measure.HESSIAN_TRACE);
            }
            table.add(panel, "closed form", request.seed(), WarmupRuns.STEPS, "hessianTrace", equilibriumTrace(task));
        }
        for (Experiment.Recording recording : runs.recordings()) {
            Recordings.addCharges(table, recording);
        }
        return table;
    }

    private static String caption(FigureRequest request) {
        return String.format(
                Locale.ROOT,
                "Rank-one factorisation, d_x = d_y = 1, d = %d, ℓ = (u·w x − y)², x ~ N(0, %s), S = %d, ten seeds from %d,"
                        + " one drawn boldly, means over %d steps, %s backend. Hessian trace of the population loss. Kaiming and Xavier"
                        + " run at η = %s; with warmup Kaiming has η = %s for %d steps before. (a) SGD on y = x + ε, Var ε = %s: from Kaiming it"
                        + " diverges, with warmup it flattens the minimum first and ends where Xavier ends. (b) GD on the"
                        + " same task keeps the trace. (c) SGD on y = 2x + ε, Var ε = %s: Xavier starts near the"
                        + " equilibrium and stays. Theory: the closed form, to first order in η.",
                WarmupRuns.MODEL.hidden(),
                number(WarmupRuns.INPUT_VARIANCE),
                WarmupRuns.BATCH,
                request.seed(),
                WarmupPanels.WINDOW * WarmupRuns.INTERVAL,
                request.backend().name(),
                WarmupRuns.RATE,
                WarmupRuns.SLOW,
                WarmupRuns.WARMUP,
                number(Task.ONE.noise),
                number(Task.TWO.noise));
    }

    private static String number(double value) {
        return NumberText.plain(value);
    }
}
