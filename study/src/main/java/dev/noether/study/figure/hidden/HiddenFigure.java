package dev.noether.study.figure.hidden;

import dev.noether.model.Activation;
import dev.noether.study.console.Names;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.hidden.HiddenSetting.Pace;
import dev.noether.study.figure.plot.PowerOfTen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Figures 6 and 9: in a nonlinear net trained by SGD, what the hidden units take in balances what comes back to them. */
public final class HiddenFigure implements Figure {

    private static final int SIZE = 40;

    private final String id;
    private final String title;
    private final HiddenSetting setting;
    private final List<Activation> activations;
    private final Function<HiddenRuns, List<Claim>> claims;

    HiddenFigure(
            String id,
            String title,
            HiddenSetting setting,
            List<Activation> activations,
            Function<HiddenRuns, List<Claim>> claims) {
        this.id = id;
        this.title = title;
        this.setting = setting;
        this.activations = List.copyOf(activations);
        this.claims = claims;
    }

    /** Figure 6. */
    public static HiddenFigure tanh() {
        return new HiddenFigure(
                "6",
                "SGD aligns the hidden representations of a tanh net, GD does not",
                setting(200, 10),
                List.of(Activation.TANH),
                HiddenClaims::ofTanh);
    }

    /** Figure 9. */
    public static HiddenFigure rectifiers() {
        return new HiddenFigure(
                "9",
                "SGD aligns the hidden representations of relu, leaky-relu and swish nets",
                setting(100, 30),
                List.of(Activation.RELU, Activation.LEAKY_RELU, Activation.SWISH),
                HiddenClaims::ofRectifiers);
    }

    /** eta times steps is 100 for all. */
    private static HiddenSetting setting(int hidden, int batch) {
        return new HiddenSetting(
                SIZE,
                hidden,
                new Pace("SGD", 0.01, batch, 10_000),
                new Pace("GD", 0.02, 2000, 5000),
                new Pace("GD", 0.02, 1000, 5000));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public long work(FigureRequest request) {
        return Recordings.work(HiddenRuns.experiments(setting, activations, request));
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        HiddenRuns runs = HiddenRuns.of(setting, activations, request, done, cancelled);
        return new FigureData(
                settings(request), HiddenPanels.of(runs), caption(request), table(runs), claims.apply(runs));
    }

    private Map<String, Object> settings(FigureRequest request) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("model", "two-layer");
        settings.put("activations", activations);
        settings.put("inputs", setting.size());
        settings.put("hidden", setting.hidden());
        settings.put("outputs", setting.size());
        settings.put("loss", setting.model(activations.getFirst()).loss());
        settings.put("init", "kaiming");
        settings.put("target", "identity");
        settings.put("inputVariance", 1.0);
        settings.put("noiseVariances", setting.noiseVariances());
        settings.put("weightDecay", 0.0);
        settings.put("precision", "double");
        for (Pace pace : setting.paces(request.size())) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("learningRate", pace.learningRate());
            members.put("batchSize", pace.batchSize());
            members.put("steps", pace.steps());
            members.put("learningRateOverBatchSize", pace.noise());
            settings.put(pace.name(), members);
        }
        settings.put("averages", "none: the last parameters of each run");
        return settings;
    }

    private static LongTable table(HiddenRuns runs) {
        LongTable table = new LongTable();
        char panel = 'a';
        for (HiddenRuns.End end : runs.ends()) {
            upperTriangle(
                    table,
                    String.valueOf(panel++),
                    end,
                    "A",
                    end.representation().a());
            upperTriangle(
                    table,
                    String.valueOf(panel++),
                    end,
                    "B",
                    end.representation().b());
        }
        for (HiddenRuns.End end : runs.ends()) {
            for (Measure measure : end.recording().histories().getFirst().measures()) {
                Recordings.add(
                        table, LongTable.SUMMARY, end.recording().histories().getFirst(), measure);
            }
            Recordings.addCharges(table, end.recording());
        }
        return table;
    }

    /** A symmetric matrix: elements on and above the diagonal. */
    private static void upperTriangle(
            LongTable table, String panel, HiddenRuns.End end, String name, double[][] matrix) {
        long seed = end.recording().histories().getFirst().seed();
        for (int k = 0; k < matrix.length; k++) {
            for (int l = k; l < matrix.length; l++) {
                table.add(panel, end.name(), seed, end.pace().steps(), name + "[" + k + "," + l + "]", matrix[k][l]);
            }
        }
    }

    private String caption(FigureRequest request) {
        Pace sgd = setting.sgd();
        Pace gd = setting.gd(request.size());
        return String.format(
                Locale.ROOT,
                "Two-layer nets U\u00a0φ(Wx), φ = %s, d_x = d_y = %d, d = %d, ℓ = ‖Uφ(Wx) − y‖², x ~ N(0, I), y = x + ε,"
                        + " Var ε = (5, 1, …, 1), Kaiming start, seed %d, %s backend. A = WΣ_x\u00a0Wᵀ and B = UᵀΣ_ε\u00a0U, each over"
                        + " its trace, units sorted by their weight to the first output. SGD: η = %s, S = %d, %d steps,"
                        + " η/S = %s; GD: as many η × steps in minibatches of S = %d, η = %s, η/S = %s. The balance A = B is the"
                        + " closed form for linear nets; these have no such symmetry, and only come near.",
                String.join(", ", activations.stream().map(Names::of).toList()),
                setting.size(),
                setting.hidden(),
                request.seed(),
                request.backend().name(),
                sgd.learningRate(),
                sgd.batchSize(),
                sgd.steps(),
                noise(sgd),
                gd.batchSize(),
                gd.learningRate(),
                noise(gd));
    }

    /** One digit times a power of ten. */
    private static String noise(Pace pace) {
        int exponent = (int) Math.floor(Math.log10(pace.noise()) + 1e-9);
        String digits = String.format(Locale.ROOT, "%.2g", pace.noise() / Math.pow(10, exponent));
        return digits.replaceAll("\\.?0+$", "") + "\u00a0×\u00a0" + PowerOfTen.text(exponent);
    }
}
