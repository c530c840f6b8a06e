package dev.noether.study.figure.anisotropy;

import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.anisotropy.AnisotropyRuns.Way;
import dev.noether.study.figure.anisotropy.AnisotropySetting.Where;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Recordings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Figure 3: what SGD makes of anisotropic data. */
public final class AnisotropyFigure implements Figure {

    @Override
    public String id() {
        return "3";
    }

    @Override
    public String title() {
        return "the data decide how SGD splits norms between layers, and whether the minimum is flat or sharp";
    }

    @Override
    public long work(FigureRequest request) {
        return AnisotropyRuns.work(AnisotropySetting.of(request.size()));
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        AnisotropyRuns runs = AnisotropyRuns.of(AnisotropySetting.of(request.size()), request, done, cancelled);
        return new FigureData(
                settings(request, runs.setting()),
                AnisotropyPanels.of(runs),
                caption(request, runs.setting()),
                table(runs, request.seed()),
                AnisotropyClaims.of(runs));
    }

    static Map<String, Object> settings(FigureRequest request, AnisotropySetting setting) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("model", setting.model().kind());
        settings.put("inputs", setting.size());
        settings.put("hidden", setting.hidden());
        settings.put("outputs", setting.size());
        settings.put("loss", setting.model().loss());
        settings.put("init", "kaiming");
        settings.put("target", "identity");
        settings.put("batchSize", setting.batch());
        settings.put("learningRate", setting.learningRate());
        settings.put("phi", setting.phis());
        settings.put("steps", setting.phis().stream().map(setting::steps).toList());
        settings.put("stepsOfGd", setting.stepsOfGd());
        Map<String, Object> decays = new LinkedHashMap<>();
        for (Way way : Way.values()) {
            decays.put(way.label + ", " + way.where.label, way.weightDecay);
        }
        settings.put("weightDecay", decays);
        settings.put("hessianTrace", "of the mean loss with its weight decay; trace: of the data loss, in sum units");
        settings.put("precision", "double");
        settings.put("averages", "steps after four fifths of a run");
        return settings;
    }

    static LongTable table(AnisotropyRuns runs, long seed) {
        LongTable table = new LongTable();
        AnisotropySetting setting = runs.setting();
        for (double phi : setting.phis()) {
            for (Way way : Way.values()) {
                History history = runs.history(way, phi);
                AnisotropyRuns.MEASURES.forEach(measure -> Recordings.addLate(table, history, measure));
                if (way.where == Where.INPUTS) {
                    table.add("a", history.name(), seed, history.lastStep(), "ratio", runs.ratio(way, phi));
                }
                boolean drawn = way == Way.SGD || way == Way.NOISE || way == Way.GD;
                table.add(
                        drawn ? "b" : LongTable.SUMMARY,
                        history.name(),
                        seed,
                        history.lastStep(),
                        "trace",
                        runs.trace(way, phi));
            }
        }
        for (double phi : AnisotropyPanels.curve(setting)) {
            for (Way way : new Way[] {Way.SGD, Way.SMALL_DECAY, Way.DECAY}) {
                table.add("a", theory(way, phi), seed, 0, "ratio", setting.predictedRatio(phi, way.weightDecay));
            }
            // Inputs and noise are two names of one panel, which have no common axis: between the runs they are no
            // curve there.
            String panel = setting.phis().contains(phi) ? "b" : LongTable.SUMMARY;
            for (Way way : new Way[] {Way.SGD, Way.NOISE}) {
                table.add(panel, theory(way, phi), seed, 0, "trace", setting.predictedTrace(phi, way.where));
            }
            // GD keeps the equal norms that it starts with.
            table.add("a", theory(Way.GD, phi), seed, 0, "ratio", 1);
            table.add(panel, theory(Way.GD, phi), seed, 0, "trace", setting.balancedTrace());
        }
        table.add(LongTable.SUMMARY, "balanced net", seed, 0, "trace", setting.balancedTrace());
        runs.recordings().forEach(recording -> Recordings.addCharges(table, recording));
        return table;
    }

    private static String theory(Way way, double phi) {
        return "closed form of " + way.name(phi);
    }

    static String caption(FigureRequest request, AnisotropySetting setting) {
        return String.format(
                Locale.ROOT,
                "Two-layer linear net, d_x = d_y = %d, d = %d, ℓ = ‖UWx − y‖²/d_y, y = x + ε, S = %d, η = %s, Kaiming"
                        + " start, %d to %d steps, mean of the last fifth, seed %d, %s backend. Variances φ for half of the"
                        + " components and 2 − φ for the others: of the inputs, or of the label noise. Lines: closed forms."
                        + " (a) Norm ratio for unequal inputs, without and with weight decay γ (d_y times as large in units"
                        + " of the summed loss); GD (population gradient, %d steps) with γ = 10⁻⁴. (b) Hessian trace of the"
                        + " data loss in units of the summed loss: flatter than balanced for unequal inputs, sharper for"
                        + " unequal noise.",
                setting.size(),
                setting.hidden(),
                setting.batch(),
                setting.learningRate(),
                setting.steps(1),
                setting.steps(setting.phis().getFirst()),
                request.seed(),
                request.backend().name(),
                setting.stepsOfGd());
    }
}
