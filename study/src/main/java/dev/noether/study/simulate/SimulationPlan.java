package dev.noether.study.simulate;

import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.Memory;
import dev.noether.study.console.NumberText;
import dev.noether.study.problem.Problem;
import dev.noether.study.problem.StartOption;
import dev.noether.task.Batch;
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
 * @param learningRate eta
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
        double learningRate,
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
                    new Batch.Population(task),
                    start.draw(problem.model(), precision, key)));
        }
        return new Run(problem.model(), precision, list, threads);
    }

    /**
     * Refuses what cannot fit, by its sizes alone.
     *
     * @param backend the reference makes d x d matrices for the norm of the balance, the others do not
     */
    void requireMemory(String backend) {
        double inputs = problem.model().inputs();
        double outputs = problem.model().outputs();
        double hidden = problem.model().hidden();
        double parameters = (double) problem.model().parameterCount() * precision.bytes();
        double data = samples * (inputs + outputs) * precision.bytes();
        double target = inputs * outputs * Double.BYTES;
        double stepSamples = algorithm == Algorithm.GD ? samples : batch;
        double step = stepSamples * (inputs + 2 * outputs + 2 * hidden) * precision.bytes();
        boolean matrixObserved = observables.contains(Observable.BALANCE_MATRIX);
        if (matrixObserved) {
            Memory.requireElements((long) hidden, (long) hidden, Observable.BALANCE_MATRIX.word);
        }
        double balances = matrixObserved || backend.equals("reference") ? hidden * hidden : 0;
        double squares = SQUARE_COPIES * (balances + inputs * inputs + outputs * outputs) * Double.BYTES;
        Memory.require(
                replicas * (PARAMETER_COPIES * parameters + data + target) + step + squares,
                "a simulation of " + (replicas == 1 ? "" : replicas + " replicas, ") + (long) inputs + " inputs, "
                        + (long) hidden + " hidden units, " + (long) outputs + " outputs"
                        + (samples == 0 ? "" : ", " + samples + " samples")
                        + (batch == 0 ? "" : ", batches of " + batch));
    }

    /** Nominal floating-point operations of one step of one trajectory. */
    double flopsPerStep() {
        int stepSamples = algorithm == Algorithm.GD ? samples : batch;
        TwoLayerNet net = problem.model();
        // On moments: the product U W and the two products of the gradient.
        return stepSamples == 0 ? 6.0 * net.inputs() * net.hidden() * net.outputs() : net.flopsPerStep(stepSamples);
    }

    /** The flags as resolved, by their names. */
    Map<String, Object> settings() {
        Map<String, Object> settings = problem.settings();
        settings.put("algorithm", algorithm);
        settings.put("batch", batch == 0 ? null : batch);
        settings.put("samples", samples == 0 ? null : samples);
        settings.put("learningRate", learningRate);
        settings.put("schedule", "constant");
        settings.put("weightDecay", weightDecay);
        settings.put("momentum", 0.0);
        settings.put("steps", steps);
        settings.put("init", startName);
        settings.put("replicas", replicas);
        settings.put(
                "observe",
                observables.stream().map(observable -> observable.word).toList());
        settings.put("every", every);
        settings.put("precision", precision);
        settings.put("threads", threads);
        settings.put("seed", seed);
        return settings;
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
        return what + ", learning rate " + NumberText.plain(learningRate) + ", weight decay "
                + NumberText.plain(weightDecay) + ", from " + startName + ", seed " + seed
                + (replicas == 1 ? "" : " to " + (seed + replicas - 1));
    }
}
