package dev.noether.study.figure.circle;

import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Figure 1: a scale-invariant loss in the plane. */
public final class CircleFigure implements Figure {

    @Override
    public String id() {
        return "1";
    }

    @Override
    public String title() {
        return "noise drives SGD outwards where the loss does not change along a ray, GD stays on its circle";
    }

    @Override
    public long work(FigureRequest request) {
        return CircleRuns.work();
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        CircleRuns runs = CircleRuns.of(request, done, cancelled);
        return new FigureData(
                settings(request),
                CirclePanels.of(runs),
                caption(request),
                table(runs, request),
                CircleClaims.of(runs));
    }

    private static Map<String, Object> settings(FigureRequest request) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("model", CircleRuns.MODEL.kind());
        settings.put("inputs", CircleRuns.MODEL.inputs());
        settings.put("loss", CircleRuns.MODEL.loss());
        settings.put("inputVariance", 1.0);
        settings.put("noiseVariance", CircleRuns.NOISE_VARIANCE);
        settings.put("target", List.of(1.0, 0.0));
        settings.put("startAngle", CircleRuns.START_ANGLE);
        settings.put("startNorm", 1.0);
        settings.put("weightDecay", 0.0);
        settings.put("precision", "double");
        settings.put("seeds", CircleRuns.SEEDS);
        settings.put("sgd", Map.of("learningRate", CircleRuns.RATE, "batchSize", 1, "steps", CircleRuns.STEPS));
        settings.put(
                "gd",
                List.of(
                        Map.of("learningRate", CircleRuns.SLOW, "steps", CircleRuns.SLOW_STEPS),
                        Map.of("learningRate", CircleRuns.FAST, "steps", CircleRuns.FAST_STEPS)));
        return settings;
    }

    static LongTable table(CircleRuns runs, FigureRequest request) {
        LongTable table = new LongTable();
        for (History history : runs.sgd()) {
            addPath(table, history);
            Recordings.add(table, "b", history, Measure.SQUARED_NORM);
        }
        addPath(table, runs.slow());
        for (History history : List.of(runs.slow(), runs.fast())) {
            Recordings.add(table, history == runs.slow() ? "b" : LongTable.SUMMARY, history, Measure.SQUARED_NORM);
            Recordings.add(table, LongTable.SUMMARY, history, Measure.LOSS);
        }
        for (long step = 0; step <= CircleRuns.STEPS; step += CircleRuns.STEPS / 100) {
            table.add("b", "theory", request.seed(), step, Measure.SQUARED_NORM.name(), CircleRuns.theory(step));
        }
        // What panel a shows behind the paths is a function of the angle alone.
        for (int degrees = 0; degrees < 360; degrees += 5) {
            double angle = Math.toRadians(degrees);
            table.add(
                    LongTable.SUMMARY,
                    "landscape, by degrees from the first axis",
                    request.seed(),
                    degrees,
                    Measure.LOSS.name(),
                    CirclePanels.loss(Math.cos(angle), Math.sin(angle)));
        }
        runs.recordings().forEach(recording -> Recordings.addCharges(table, recording));
        return table;
    }

    private static void addPath(LongTable table, History history) {
        for (Measure coordinate : List.of(CircleRuns.FIRST, CircleRuns.SECOND)) {
            Recordings.add(table, "a", history, coordinate, CirclePanels::isDrawn);
        }
    }

    private static String caption(FigureRequest request) {
        return String.format(
                Locale.ROOT,
                "Scale-invariant loss ℓ = (θ·x/|θ| − y)² in the plane, x ~ N(0, I), y = t·x + ε, |t| = 1, Var\u00a0ε = %s; start"
                        + " at %s rad from t with |θ| = 1. (a) Paths over the population loss, from white (%s) to dark"
                        + " (%s): SGD (S = 1, η = %s, %d steps, one of %d seeds from %d drawn boldly) leaves the circle, GD"
                        + " (population gradient, η = %s, %d steps) stays on it; %s backend. (b) The charge. Theory:"
                        + " C = √(1 + 8\u00a0η²\u00a0Var\u00a0ε\u00a0t), the growth by the noise at the minimum.",
                CircleRuns.NOISE_VARIANCE,
                CircleRuns.START_ANGLE,
                CircleRuns.NOISE_VARIANCE,
                4 + CircleRuns.NOISE_VARIANCE,
                CircleRuns.RATE,
                CircleRuns.STEPS,
                CircleRuns.SEEDS,
                request.seed(),
                CircleRuns.SLOW,
                CircleRuns.SLOW_STEPS,
                request.backend().name());
    }
}
