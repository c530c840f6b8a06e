package dev.noether.study.figure.normalized;

import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.experiment.ChargeCheck;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.normalized.NormalizedRuns.Net;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Figure 7: nets whose layers are divided by norms. */
public final class NormalizedFigure implements Figure {

    @Override
    public String id() {
        return "7";
    }

    @Override
    public String title() {
        return "under SGD the norm of a normalised net grows in every step, under GD it stays";
    }

    @Override
    public long work(FigureRequest request) {
        return NormalizedRuns.work();
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        NormalizedRuns runs = NormalizedRuns.of(request, done, cancelled);
        return new FigureData(
                settings(request), NormalizedPanels.of(runs), caption(request), table(runs), NormalizedClaims.of(runs));
    }

    private static Map<String, Object> settings(FigureRequest request) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("models", List.of(Net.A.model().kind(), Net.B.model().kind()));
        settings.put("inputs", NormalizedRuns.SIZE);
        settings.put("hidden", NormalizedRuns.HIDDEN);
        settings.put("outputs", NormalizedRuns.SIZE);
        settings.put("loss", Net.A.model().loss());
        settings.put("init", "kaiming");
        settings.put("target", "identity");
        settings.put("inputVariance", 1.0);
        settings.put("noiseVariance", 1.0);
        settings.put("learningRate", NormalizedRuns.RATE);
        settings.put("batchSize", 1);
        settings.put("samplesOfGd", NormalizedRuns.SAMPLES);
        settings.put("steps", NormalizedRuns.STEPS);
        settings.put("seeds", NormalizedRuns.SEEDS);
        settings.put("weightDecay", 0.0);
        settings.put("precision", "double");
        return settings;
    }

    private static LongTable table(NormalizedRuns runs) {
        LongTable table = new LongTable();
        for (Net net : Net.values()) {
            String panel = net == Net.A ? "b" : "c";
            for (History history : runs.sgd(net)) {
                Recordings.add(table, "a", history, Measure.SQUARED_NORM);
                Recordings.add(table, panel, history, NormalizedRuns.OF_W);
                if (net == Net.B) {
                    Recordings.add(table, panel, history, NormalizedRuns.OF_U);
                } else {
                    Recordings.add(table, panel, history, NormalizedRuns.OF_U, step -> step % 50 == 0);
                }
            }
            addRadial(table, runs, net);
            History gd = runs.gd(net);
            Recordings.add(table, "a", gd, Measure.SQUARED_NORM);
            Recordings.add(table, panel, gd, NormalizedRuns.OF_U);
            Recordings.add(table, panel, gd, NormalizedRuns.OF_W);
            Recordings.add(table, LongTable.SUMMARY, gd, Measure.LOSS);
            History first = runs.noise(net).getFirst();
            Recordings.add(table, LongTable.SUMMARY, first, NormalizedRuns.NOISE);
            Recordings.add(table, LongTable.SUMMARY, first, NormalizedRuns.GRADIENT);
            double[] steps = runs.theorySteps(net);
            double[] theory = runs.theory(net);
            for (int k = 0; k < steps.length; k++) {
                table.add("a", "theory, " + net.label, first.seed(), (long) steps[k], "|theta|^2", theory[k]);
            }
        }
        runs.recordings().forEach(recording -> Recordings.addCharges(table, recording));
        return table;
    }

    private static void addRadial(LongTable table, NormalizedRuns runs, Net net) {
        for (int r = 0; r < runs.sgd(net).size(); r++) {
            History history = runs.sgd(net).get(r);
            for (ChargeCheck.Step step : runs.recording(net).charges().get(r)) {
                table.add(
                        LongTable.SUMMARY,
                        history.name(),
                        history.seed(),
                        step.step(),
                        "|g.theta|/(|g||theta|)",
                        step.radial());
            }
        }
    }

    private static String caption(FigureRequest request) {
        return String.format(
                Locale.ROOT,
                "Net-A: f = ∑ (u_j/‖W‖) tanh(w_j·x/‖U‖), and Net-B: f = ∑ (u_j/‖U‖) tanh(w_j·x/‖W‖), d_x = d_y = %d,"
                        + " d = %d, ℓ = ‖f − y‖², x ~ N(0, I), y = x + ε, ε ~ N(0, I), Kaiming start, η = %s. SGD:"
                        + " S = 1, %d seeds from %d, one drawn boldly; GD: %d fixed samples; %s backend. (a) The charge"
                        + " C = ‖U‖² + ‖W‖². Theory: the Noether flow, C grows by"
                        + " η²\u00a0(Tr\u00a0Σ + |∇L|²) a step, with the noise Σ from samples of its own."
                        + " (b) Net-A: only the sum is bound to grow. (c) Net-B: each layer is.",
                NormalizedRuns.SIZE,
                NormalizedRuns.HIDDEN,
                NormalizedRuns.RATE,
                NormalizedRuns.SEEDS,
                request.seed(),
                NormalizedRuns.SAMPLES,
                request.backend().name());
    }
}
