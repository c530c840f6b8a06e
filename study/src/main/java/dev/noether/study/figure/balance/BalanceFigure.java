package dev.noether.study.figure.balance;

import dev.noether.study.figure.Figure;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.balance.BalanceRun.Schedule;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.Recordings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Figure 2: two-layer linear net, the balance matrix. */
public final class BalanceFigure implements Figure {

    /** Steps that panels a and b show at eta = 0.01. */
    private static final long CURVE_STEPS = 40_000;

    private static final Schedule FINE = new Schedule(0.01, 80_000, 100);
    private static final Schedule FINE_GD = new Schedule(0.01, CURVE_STEPS, 100);

    /** The same eta^2 times steps as {@link #FINE}: equally close to the equilibrium. */
    private static final Schedule COARSE = new Schedule(0.02, 20_000, 50);

    @Override
    public String id() {
        return "2";
    }

    @Override
    public String title() {
        return "SGD walks to the noise equilibrium of a two-layer linear net, GD does not";
    }

    @Override
    public long work(FigureRequest request) {
        return isQuick(request)
                ? COARSE.workOfGd() + COARSE.workOfSgd()
                : FINE_GD.workOfGd() + COARSE.workOfSgd() + FINE.workOfSgd();
    }

    private static boolean isQuick(FigureRequest request) {
        return request.size() == FigureSize.QUICK;
    }

    @Override
    public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        BalanceResults results = results(request, done, cancelled);
        double[] slow = results.slowCurve();
        return new FigureData(
                settings(request, results),
                BalancePanels.of(results, slow),
                caption(request, results),
                BalanceTable.of(results, request.seed(), slow),
                BalanceClaims.of(results, request.size()));
    }

    private static BalanceResults results(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        long seed = request.seed();
        if (isQuick(request)) {
            List<Experiment.Recording> made =
                    Recordings.of(List.of(COARSE.gd(seed), COARSE.sgd(seed)), request, done, cancelled);
            return new BalanceResults(
                    new BalanceRun(COARSE, made.get(1)),
                    new BalanceRun(COARSE, made.get(0)),
                    Optional.empty(),
                    COARSE.steps());
        }
        List<Experiment.Recording> made =
                Recordings.of(List.of(FINE_GD.gd(seed), COARSE.sgd(seed), FINE.sgd(seed)), request, done, cancelled);
        return new BalanceResults(
                new BalanceRun(FINE, made.get(2)),
                new BalanceRun(FINE_GD, made.get(0)),
                Optional.of(new BalanceRun(COARSE, made.get(1))),
                CURVE_STEPS);
    }

    private static Map<String, Object> settings(FigureRequest request, BalanceResults results) {
        Map<String, Object> settings = BalanceRun.settings(request);
        settings.put("batchSize", BalanceRun.BATCH);
        settings.put("weightDecay", 0.0);
        settings.put("precision", "double");
        settings.put("sgd", schedule(results.sgd().schedule()));
        results.coarse().ifPresent(coarse -> settings.put("sgdAtTwiceTheRate", schedule(coarse.schedule())));
        settings.put("gd", schedule(results.gd().schedule()));
        settings.put("curveSteps", results.curveSteps());
        settings.put("averages", "steps after four fifths of a run");
        Map<String, Object> patterns = new LinkedHashMap<>();
        for (NoisePattern pattern : NoisePattern.values()) {
            patterns.put(pattern.label(), pattern.variances());
        }
        settings.put("noiseVariances", patterns);
        return settings;
    }

    private static Map<String, Object> schedule(Schedule schedule) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("learningRate", schedule.learningRate());
        members.put("steps", schedule.steps());
        return members;
    }

    static String caption(FigureRequest request, BalanceResults results) {
        return String.format(
                Locale.ROOT,
                "Two-layer linear net, d_x = d_y = %d, d = %d, ℓ = ‖UWx − y‖², x ~ N(0, I), y = x + ε, S = %d, η = %s,"
                        + " Kaiming start, seed %d, %s backend. D = UᵀΓ_U\u00a0U − WΓ_W\u00a0Wᵀ with"
                        + " Γ_U = Tr(Σ_x)\u00a0Σ_ε and Γ_W = Tr(Σ_ε)\u00a0Σ_x, the Σ being the covariances of x and ε."
                        + " (a) SGD loses ‖D‖ at about the closed-form rate, %.2g a step, down to its noise; the slow curve is the"
                        + " whole way, to first order in η; GD (population gradient) keeps it. (b) The ten elements of D that are largest at the start."
                        + " (c) Squared norms, mean of the last fifth of %d steps (SGD) or %d steps (GD), against the"
                        + " closed form, for eight patterns of label noise with mean variance %s; line: equal.",
                BalanceRun.MODEL.inputs(),
                BalanceRun.HIDDEN,
                BalanceRun.BATCH,
                results.sgd().schedule().learningRate(),
                request.seed(),
                request.backend().name(),
                results.predictedRate(),
                results.sgd().schedule().steps(),
                results.gd().schedule().steps(),
                NoisePattern.MEAN_VARIANCE);
    }
}
