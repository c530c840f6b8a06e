package dev.noether.study.figure.layers;

import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.layers.LayersRuns.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Figure 5: a deep linear net, norms of its layers. */
public final class LayersFigure implements Figure {

    /** Trace of the covariance of the inputs, whatever they are: the learning rate is made for it. */
    public static final double TRACE = LayersData.TRACE;

    @Override
    public String id() {
        return "5";
    }

    @Override
    public String title() {
        return "SGD gives the middle layers of a deep linear net one norm, whatever they start with";
    }

    @Override
    public long work(FigureRequest request) {
        return LayersRuns.work(request);
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        LayersRuns runs = LayersRuns.of(request, done, cancelled);
        return new FigureData(
                settings(request, runs),
                LayersPanels.of(runs),
                caption(request, runs),
                table(runs, request.seed()),
                LayersClaims.of(runs));
    }

    static Map<String, Object> settings(FigureRequest request, LayersRuns runs) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("model", runs.data().model(2, 2).kind());
        settings.put("data", runs.data().description());
        // Only where it was given, and without the folder: that is the user's affair.
        request.mnist().ifPresent(samples -> settings.put("mnist", true));
        settings.put("inputs", runs.data().inputs());
        settings.put("outputs", LayersData.OUTPUTS);
        settings.put("loss", runs.data().model(2, 2).loss());
        settings.put("batchSize", LayersData.BATCH);
        settings.put("learningRate", LayersData.RATE);
        settings.put("samplesOfGd", runs.data().fixed(request.seed()).size());
        settings.put("weightDecay", 0.0);
        settings.put("squaredNormOfEqualStart", LayersRuns.SQUARED_NORM);
        settings.put("randomStart", "5 exp(u ln 3), u uniform on [-1, 1]");
        settings.put("unequalStart", "15 and 5/3 in turn");
        settings.put("seeds", LayersRuns.SEEDS);
        settings.put("precision", "double");
        settings.put("averages", "steps after four fifths of a run");
        for (Kind kind : Kind.values()) {
            settings.put(kind.label, Map.of("depth", kind.depth, "width", kind.width, "steps", kind.steps));
        }
        return settings;
    }

    static LongTable table(LayersRuns runs, long seed) {
        LongTable table = new LongTable();
        for (Kind kind : Kind.values()) {
            List<History> histories = runs.histories(kind);
            for (int member = 0; member < histories.size(); member++) {
                History history = histories.get(member);
                String panel = panel(kind, member);
                for (Measure layer : history.measures()) {
                    Recordings.add(table, panel, history, layer);
                }
                if (history.diverged()) {
                    table.add(
                            LongTable.SUMMARY, history.name(), history.seed(), history.divergenceStep(), "diverged", 1);
                } else if (kind != Kind.GD) {
                    addModes(table, runs, kind, member, panel);
                }
            }
        }
        runs.targetModes().ifPresent(modes -> {
            for (int k = 0; k < modes.length; k++) {
                table.add(LongTable.SUMMARY, "target", seed, 0, "singular value " + (k + 1), modes[k]);
            }
        });
        runs.recordings().forEach(recording -> Recordings.addCharges(table, recording));
        return table;
    }

    private static String panel(Kind kind, int member) {
        if (member > 0) {
            return LongTable.SUMMARY;
        }
        return switch (kind) {
            case EQUAL -> "a";
            case RANDOM -> "b";
            case WIDE -> "c";
            case TEN, GD -> LongTable.SUMMARY;
        };
    }

    private static void addModes(LongTable table, LayersRuns runs, Kind kind, int member, String panel) {
        History history = runs.histories(kind).get(member);
        double[] modes = runs.modes(history);
        for (int k = 0; k < modes.length; k++) {
            table.add(
                    LongTable.SUMMARY,
                    history.name(),
                    history.seed(),
                    history.lastStep(),
                    "singular value " + (k + 1),
                    modes[k]);
        }
        runs.prediction(kind, history).ifPresent(net -> {
            double[] predicted = net.squaredNorms();
            for (int i = 0; i < predicted.length; i++) {
                table.add(
                        panel,
                        "closed form of " + history.name(),
                        history.seed(),
                        net.rank(),
                        "|W" + (i + 1) + "|^2",
                        predicted[i]);
            }
        });
        double[] live = runs.live(kind, member);
        for (int i = 0; i < live.length; i++) {
            table.add(
                    kind == Kind.WIDE ? panel : LongTable.SUMMARY,
                    history.name(),
                    history.seed(),
                    history.lastStep(),
                    "live |W" + (i + 1) + "|^2",
                    live[i]);
        }
    }

    static String caption(FigureRequest request, LayersRuns runs) {
        return String.format(
                Locale.ROOT,
                "Deep linear nets, d_x = %d, d_y = %d, ℓ = ‖W_D…W₁x − y‖², %s; S = %d, η = %s, seed %d (claims: %d seeds),"
                        + " %s backend. (a) D = 5, hidden widths 5, Gaussian layers rescaled to ‖W_i‖² = 5. (b) The same,"
                        + " rescaled to 5 exp(u ln 3), u uniform on [−1, 1]. (c) D = 4, widths 32, layers that start"
                        + " at 15 and 5/3 in turn:"
                        + " the norms keep what nothing enters or leaves; rings: the live parts.%s%s",
                runs.data().inputs(),
                LayersData.OUTPUTS,
                runs.data().description(),
                LayersData.BATCH,
                LayersData.RATE,
                request.seed(),
                LayersRuns.SEEDS,
                request.backend().name(),
                runs.data() instanceof LayersData.Gaussian
                        ? " Thin lines: the closed form at the rank r that was reached."
                        : "",
                runs.diverged() == 0 ? "" : " " + runs.diverged() + " of all trajectories diverged.");
    }
}
