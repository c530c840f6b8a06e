package dev.noether.study.figure.deep;

import dev.noether.model.Matrix;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.deep.DeepRuns.Depth;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** One number for all layers of a deep linear net: {@code s^2 = (Tr S' / sqrt(Tr Se Tr Sx))^(2/D)}. */
public final class DeepFigure implements Figure {

    private static final Ink[] INKS = {Ink.BLUE, Ink.GREEN, Ink.ORANGE, Ink.PURPLE, Ink.VERMILLION};

    @Override
    public String id() {
        return "extra-deep";
    }

    @Override
    public String title() {
        return "every layer of a deep linear net ends at the one number of the closed form";
    }

    @Override
    public long work(FigureRequest request) {
        return DeepRuns.work();
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        DeepRuns runs = DeepRuns.of(request, done, cancelled);
        List<Panel> panels = new ArrayList<>();
        for (Depth depth : Depth.values()) {
            panels.add(panel(runs, depth));
        }
        return new FigureData(settings(request), panels, caption(request), table(runs, request.seed()), claims(runs));
    }

    static List<Claim> claims(DeepRuns runs) {
        List<Claim> claims = new ArrayList<>();
        for (Depth depth : Depth.values()) {
            double predicted = depth.prediction();
            claims.add(new Claim(
                    "D = " + depth.layers + ": s^2 over closed form - 1, every layer, largest",
                    "scaleError" + depth.layers,
                    runs.layers(depth).stream()
                            .mapToDouble(layer -> Math.abs(runs.measured(depth, layer) / predicted - 1))
                            .max()
                            .orElse(Double.NaN),
                    new Claim.Below(depth.tolerance),
                    "the closed form is first order in eta, at the target; 1.0, 0.7 and 2.0 % were measured"));
        }
        claims.add(Recordings.chargeClaim(runs.recordings()));
        return claims;
    }

    static Map<String, Object> settings(FigureRequest request) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("model", Depth.THREE.model().kind());
        settings.put("widths", DeepRuns.SIZE);
        settings.put("loss", Depth.THREE.model().loss());
        settings.put(
                "init",
                "identity plus " + DeepRuns.RANDOM + " kaiming, layers in turn over and times " + DeepRuns.UNEQUAL);
        settings.put(
                "inputVariances", diagonal(DeepRuns.task().inputCovariance().toMatrix()));
        settings.put(
                "noiseVariances", diagonal(DeepRuns.task().noiseCovariance().toMatrix()));
        settings.put("target", diagonal(DeepRuns.task().target()));
        settings.put("batchSize", DeepRuns.BATCH);
        settings.put(
                "depths",
                Arrays.stream(Depth.values()).map(depth -> depth.layers).toList());
        settings.put(
                "learningRates",
                Arrays.stream(Depth.values()).map(depth -> depth.eta).toList());
        settings.put(
                "steps", Arrays.stream(Depth.values()).map(depth -> depth.steps).toList());
        settings.put("weightDecay", 0.0);
        settings.put("seeds", DeepRuns.SEEDS);
        settings.put("precision", "double");
        settings.put("averages", "steps after four fifths of a run");
        return settings;
    }

    private static double[] diagonal(Matrix matrix) {
        return IntStream.range(0, matrix.rows())
                .mapToDouble(i -> matrix.get(i, i))
                .toArray();
    }

    static LongTable table(DeepRuns runs, long seed) {
        LongTable table = new LongTable();
        for (Depth depth : Depth.values()) {
            String panel = Character.toString('a' + depth.ordinal());
            for (Measure layer : runs.layers(depth)) {
                for (History history : runs.histories(depth)) {
                    if (history == runs.histories(depth).getFirst()) {
                        Recordings.add(table, panel, history, layer);
                    } else {
                        Recordings.addLate(table, history, layer);
                    }
                }
            }
            table.add(panel, "closed form, D = " + depth.layers, seed, 0, "s^2", depth.prediction());
        }
        runs.recordings().forEach(recording -> Recordings.addCharges(table, recording));
        return table;
    }

    private static Panel panel(DeepRuns runs, Depth depth) {
        List<Series> series = new ArrayList<>();
        History shown = runs.histories(depth).getFirst();
        double end = shown.lastStep() * 1e-4;
        List<Measure> layers = runs.layers(depth);
        for (int i = 0; i < layers.size(); i++) {
            series.add(new Series(
                    "W" + (char) ('₁' + i),
                    Look.curve(INKS[i], Look.Line.THIN),
                    Arrays.stream(shown.steps()).map(step -> step * 1e-4).toArray(),
                    shown.values(layers.get(i))));
        }
        double predicted = depth.prediction();
        series.add(new Series("theory", Look.theory(), new double[] {0, end}, new double[] {predicted, predicted}));
        double[][] all = series.stream().map(Series::y).toArray(double[][]::new);
        return new Panel.Plane(
                new Axis("step t (10⁴)", false, 0, end, end > 5 ? 5 : 1),
                Axis.around("s², D = " + depth.layers, all),
                series);
    }

    static String caption(FigureRequest request) {
        return String.format(
                Locale.ROOT,
                "Deep linear nets of width %d, ℓ = ‖W_D…W₁x − y‖², y = Vx + ε, unequal diagonal Σ_x, Σ_ε and V, S = %d, η = %s"
                        + " (D = 3) and %s (D = 4, 5), layers that start in turn %s times smaller and larger than I plus noise, seed %d (claims:"
                        + " %d seeds), %s backend. At the noise equilibrium Tr(W₁Σ_xW₁ᵀ)/Tr\u00a0Σ_x, ‖W_i‖²/d and"
                        + " Tr(W_DᵀΣ_εW_D)/Tr\u00a0Σ_ε all are s². Theory: s = (Tr\u00a0S′/√(Tr\u00a0Σ_ε\u00a0Tr\u00a0Σ_x))^(1/D), S′ the singular values of"
                        + " √Σ_ε\u00a0V√Σ_x.",
                DeepRuns.SIZE,
                DeepRuns.BATCH,
                Depth.THREE.eta,
                Depth.FOUR.eta,
                DeepRuns.UNEQUAL,
                request.seed(),
                DeepRuns.SEEDS,
                request.backend().name());
    }
}
