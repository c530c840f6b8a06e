package dev.noether.study.simulate;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.LearningRate;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.Memory;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.Offer;
import dev.noether.study.problem.ModelText;
import dev.noether.study.problem.Problem;
import dev.noether.study.problem.StartOption;
import dev.noether.task.GaussianTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A simulation as its flags describe it, checked; nothing has been drawn yet.
 *
 * @param problem model and task
 * @param algorithm what a step descends
 * @param batch S, or 0 for gradient descent
 * @param samples size of the data set, or 0 for the task itself
 * @param learningRate eta of each step
 * @param schedule the same as a word
 * @param weightDecay gamma
 * @param start where trajectories begin
 * @param startName the same as a word
 * @param steps number of the last step
 * @param every steps between two observations
 * @param observables what is observed
 * @param replicas trajectories, of the seeds {@code seed + k}
 * @param seed of the first trajectory
 * @param precision of parameters and arithmetic
 * @param threads that may work at once
 */
record SimulationPlan(
        Problem problem,
        Algorithm algorithm,
        int batch,
        int samples,
        LearningRate learningRate,
        String schedule,
        double weightDecay,
        StartOption start,
        String startName,
        long steps,
        long every,
        Set<Observable> observables,
        int replicas,
        long seed,
        Precision precision,
        int threads) {

    /** Copies of its parameters that a trajectory has at once: start, state, gradient, packed panels, what is read back. */
    private static final int PARAMETER_COPIES = 6;

    /** Square matrices that a balance is made of where it is made whole: D, its two terms and a scratch. */
    private static final int SQUARE_COPIES = 4;

    /** The trajectories: tasks, data sets and starts are drawn here. */
    Run run() {
        List<Replica> list = new ArrayList<>();
        for (int k = 0; k < replicas; k++) {
            long key = seed + k;
            GaussianTask task = problem.task(key);
            list.add(new Replica(
                    key,
                    learningRate,
                    weightDecay,
                    algorithm.source(task, precision, key, batch, samples),
                    problem.observed(task, precision, key),
                    start.draw(problem.model(), precision, key)));
        }
        return new Run(problem.model(), precision, list, threads);
    }

    /**
     * Refuses what the backend does not have, before anything is drawn.
     *
     * @throws BackendException naming model or quantity
     */
    void requireOffered(Backend backend) {
        Offer offer = Offer.of(backend, problem.model());
        for (Observable observable : observables) {
            offer.require(observable.quantity, observable.word);
        }
        for (Quantity quantity : Outcome.quantities(problem.model())) {
            offer.require(quantity, Observable.words(Set.of(quantity)).getFirst());
        }
    }

    /**
     * Refuses what cannot fit, by its sizes alone.
     *
     * @param backend the reference makes d x d matrices for the norm of the balance, the others do not
     */
    void requireMemory(String backend) {
        Model model = problem.model();
        double inputs = model.inputs();
        double outputs = model.outputs();
        double hidden = 0;
        double parameters = (double) model.parameterCount() * precision.bytes();
        double drawn = (double) samples + problem.evaluationSamples();
        double data = drawn * (inputs + outputs) * precision.bytes();
        double target = inputs * outputs * Double.BYTES;
        boolean matrixObserved = observables.contains(Observable.BALANCE_MATRIX);
        double balances = 0;
        for (int width : ModelText.hiddenWidths(model)) {
            hidden += width;
            if (matrixObserved) {
                Memory.requireElements(width, width, Observable.BALANCE_MATRIX.word);
            }
            boolean made = matrixObserved || (backend.equals("reference") && model.linearInInputs());
            balances += made ? (double) width * width : 0;
        }
        double stepSamples = Math.max(algorithm == Algorithm.GD ? samples : batch, problem.evaluationSamples());
        double step = stepSamples * (inputs + 2 * outputs + 2 * hidden) * precision.bytes();
        double squares = SQUARE_COPIES * (balances + inputs * inputs + outputs * outputs) * Double.BYTES;
        Memory.require(
                replicas * (PARAMETER_COPIES * parameters + data + target) + step + squares,
                "a simulation of " + (replicas == 1 ? "" : replicas + " replicas, ") + ModelText.sizes(model)
                        + (samples == 0 ? "" : ", " + samples + " samples")
                        + (batch == 0 ? "" : ", batches of " + batch));
    }

    /** Nominal floating-point operations of one step of one trajectory. */
    double flopsPerStep() {
        int stepSamples = algorithm == Algorithm.GD ? samples : batch;
        return stepSamples == 0 ? onMoments(problem.model()) : problem.model().flopsPerStep(stepSamples);
    }

    /** On moments a net has a partial product from either side and a gradient a layer; the first layer's are given. */
    private static double onMoments(Model model) {
        return switch (model) {
            case TwoLayerNet net -> 6.0 * net.inputs() * net.hidden() * net.outputs();
            case DeepLinearNet net -> {
                double weights = 0;
                for (int i = 1; i < net.depth(); i++) {
                    weights += (double) net.widths().get(i) * net.widths().get(i + 1);
                }
                yield 6.0 * net.inputs() * weights;
            }
            case ScaleInvariantModel scaled -> 2.0 * scaled.inputs() * scaled.inputs();
            case NormalizedNet net -> throw new IllegalArgumentException(net + " has no population gradient");
        };
    }

    /** The flags as resolved, by their names. */
    Map<String, Object> settings() {
        Map<String, Object> settings = problem.settings();
        settings.put("algorithm", algorithm);
        settings.put("batch", batch == 0 ? null : batch);
        settings.put("samples", samples == 0 ? null : samples);
        settings.put("learningRate", learningRate.peak());
        settings.put("schedule", schedule);
        settings.put("weightDecay", weightDecay);
        settings.put("momentum", 0.0);
        settings.put("steps", steps);
        settings.put("init", startName);
        settings.put("replicas", replicas);
        settings.put(
                "observe",
                observables.stream().map(observable -> observable.word).toList());
        settings.put("every", every);
        settings.put("evaluationSamples", problem.evaluationSamples() == 0 ? null : problem.evaluationSamples());
        settings.put("precision", precision);
        settings.put("threads", threads);
        settings.put("seed", seed);
        return settings;
    }

    /** What observed values are averages over, for a reader. */
    String observedOver() {
        return problem.evaluationSamples() == 0
                ? "Population values"
                : "Values over one evaluation batch of " + problem.evaluationSamples() + " samples";
    }

    /** The algorithm in one line for a reader. */
    String sentence() {
        String what =
                switch (algorithm) {
                    case SGD ->
                        "SGD on batches of " + batch
                                + (samples == 0 ? " fresh samples" : " of " + samples + " samples");
                    case GD -> "GD on " + (samples == 0 ? "the population" : samples + " samples");
                };
        return what + ", learning rate " + NumberText.plain(learningRate.peak())
                + (schedule.equals(ScheduleText.CONSTANT) ? "" : " (" + schedule + ")") + ", weight decay "
                + NumberText.plain(weightDecay) + ", from " + startName + ", seed " + seed
                + (replicas == 1 ? "" : " to " + (seed + replicas - 1));
    }
}
