package dev.noether.study.figure.decay;

import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.decay.DecayRuns.Rate;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Which constant weight decay has in the balance condition: g = gamma (1 - eta gamma) S/eta. */
public final class DecayFigure implements Figure {

    @Override
    public String id() {
        return "extra-weight-decay";
    }

    @Override
    public String title() {
        return "extrapolated to a zero learning rate, SGD with weight decay meets the closed form, and no other constant";
    }

    @Override
    public long work(FigureRequest request) {
        return DecayRuns.work(request.size());
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        DecayRuns runs = DecayRuns.of(request, done, cancelled);
        return new FigureData(
                settings(request, runs),
                List.of(panel(runs, true), panel(runs, false)),
                caption(request, runs),
                table(runs, request.seed()),
                DecayClaims.of(runs));
    }

    static Map<String, Object> settings(FigureRequest request, DecayRuns runs) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("model", DecayRuns.MODEL.kind());
        settings.put("inputs", DecayRuns.SIZE);
        settings.put("hidden", DecayRuns.SIZE);
        settings.put("outputs", DecayRuns.SIZE);
        settings.put("loss", DecayRuns.MODEL.loss());
        settings.put("init", "closed form");
        settings.put("target", "identity");
        settings.put("inputVariances", List.of(DecayRuns.LOW, DecayRuns.HIGH));
        settings.put("noiseVariance", DecayRuns.NOISE_VARIANCE);
        settings.put("batchSize", DecayRuns.BATCH);
        settings.put(
                "learningRates", runs.rates().stream().map(rate -> rate.eta).toList());
        settings.put("steps", runs.rates().stream().map(rate -> rate.steps).toList());
        settings.put("weightDecayOverLearningRate", List.of(DecayRuns.DECAY_OVER_RATE, 0.0));
        settings.put("seeds", DecayRuns.SEEDS);
        settings.put("precision", "double");
        settings.put("averages", "steps after two fifths of a run");
        return settings;
    }

    static LongTable table(DecayRuns runs, long seed) {
        LongTable table = new LongTable();
        for (boolean decays : new boolean[] {true, false}) {
            String panel = decays ? "a" : "b";
            for (Rate rate : runs.rates()) {
                String name = DecayRuns.name(rate, decays);
                table.add(
                        panel,
                        name,
                        seed,
                        runs.histories(rate, decays).getFirst().lastStep(),
                        "ratio",
                        runs.ratio(rate, decays));
                for (History history : runs.histories(rate, decays)) {
                    Recordings.addEnd(table, history, DecayRuns.OF_U, DecayRuns.FIFTHS);
                    Recordings.addEnd(table, history, DecayRuns.OF_W, DecayRuns.FIFTHS);
                }
            }
            for (int k = 0; k + 1 < runs.rates().size(); k++) {
                String name = "extrapolated from " + DecayRuns.name(runs.rates().get(k), decays);
                table.add(panel, name, seed, 0, "ratio", runs.richardson(k, decays));
            }
        }
        table.add("a", "closed form, g", seed, 0, "ratio", DecayRuns.predictedRatio(1));
        table.add("a", "closed form, 2 g", seed, 0, "ratio", DecayRuns.predictedRatio(2));
        table.add("a", "closed form, g/2", seed, 0, "ratio", DecayRuns.predictedRatio(0.5));
        table.add("a", "closed form, 2 gamma", seed, 0, "ratio", DecayRuns.printedRatio());
        table.add("b", "closed form, no weight decay", seed, 0, "ratio", DecayRuns.predictedRatio(0));
        runs.recordings().forEach(recording -> Recordings.addCharges(table, recording));
        return table;
    }

    private static Panel panel(DecayRuns runs, boolean decays) {
        List<Series> series = new ArrayList<>();
        if (decays) {
            series.add(line("", Ink.GREY, Look.Line.DASHED, DecayRuns.predictedRatio(2)));
            series.add(line("", Ink.GREY, Look.Line.DASHED, DecayRuns.predictedRatio(0.5)));
            series.add(line("2g, g/2, 2γ", Ink.GREY, Look.Line.DASHED, DecayRuns.printedRatio()));
        }
        double predicted = DecayRuns.predictedRatio(decays ? 1 : 0);
        series.add(line("theory", Ink.BLACK, Look.Line.THIN, predicted));
        double[] rates = runs.rates().stream().mapToDouble(rate -> rate.eta).toArray();
        double[] measured = runs.rates().stream()
                .mapToDouble(rate -> runs.ratio(rate, decays))
                .toArray();
        series.add(new Series("SGD", Look.points(Ink.BLUE, Look.Marker.DISC), rates, measured));
        double extrapolated = runs.richardson(rates.length - 2, decays);
        series.add(new Series(
                "extrapolated", Look.points(Ink.VERMILLION, Look.Marker.RING), new double[] {0}, new double[] {
                    extrapolated
                }));
        String label = decays ? "‖U‖²/‖W‖², γ = η/20" : "‖U‖²/‖W‖², γ = 0";
        Axis y = decays ? new Axis(label, false, 0.7, 0.9, 0.05) : new Axis(label, false, 0.65, 0.75, 0.05);
        return new Panel.Plane(new Axis("learning rate η", false, -0.002, 0.045, 0.02), y, series);
    }

    private static Series line(String name, Ink ink, Look.Line line, double value) {
        return new Series(name, Look.curve(ink, line), new double[] {-0.002, 0.045}, new double[] {value, value});
    }

    static String caption(FigureRequest request, DecayRuns runs) {
        Rate last = runs.rates().getLast();
        return String.format(
                Locale.ROOT,
                "Two-layer linear net, d_x = d_y = d = %d, ℓ = ‖UWx − y‖², y = x + ε, input variances %s and %s in halves,"
                        + " Var\u00a0ε = %s, S = %d, started at the closed form; means over %d seeds from %d and the last three"
                        + " fifths of up to %d steps, %s backend. The error is of first order in η, so that 2R(η/2) − R(η) of the"
                        + " smallest pair meets the limit. (a) γ = η/20: the shift of the balance is g = γ(1 − ηγ)S/η, not 2g, g/2 or"
                        + " the 2γ that the paper prints (dashed, from above). (b) No weight decay.",
                DecayRuns.SIZE,
                DecayRuns.LOW,
                DecayRuns.HIGH,
                DecayRuns.NOISE_VARIANCE,
                DecayRuns.BATCH,
                DecayRuns.SEEDS,
                request.seed(),
                last.steps,
                request.backend().name());
    }
}
