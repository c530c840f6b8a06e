package dev.noether.study.equilibrium;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Memory;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import dev.noether.study.problem.Problem;
import dev.noether.theory.SgdSettings;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Where SGD leaves a net on a task, for a person and for a script. */
sealed interface TaskEquilibrium permits TwoLayerTask, DeepTask {

    /** Dense matrices that a closed form holds at once, of the largest shape. */
    int MATRICES = 24;

    /** Members of the JSON object. */
    Map<String, Object> json();

    /** Lines for a reader. */
    String text();

    /** What the closed form leaves out, where that is not small. */
    default Optional<String> note() {
        return Optional.empty();
    }

    /**
     * The closed form of a problem.
     *
     * @param rank number of modes that were reached, for deep nets; null for all that the widths allow
     * @throws InputException if the model has no closed form, or the task no single equilibrium
     */
    static TaskEquilibrium of(Problem problem, long seed, Integer rank, SgdSettings settings) {
        Model model = problem.model();
        if (rank != null && !(model instanceof DeepLinearNet)) {
            throw new InputException("--rank belongs to --model deep-linear, not to " + model.kind());
        }
        double side = Math.max(model.inputs(), model.outputs());
        switch (model) {
            case TwoLayerNet net when net.linearInInputs() -> {}
            case DeepLinearNet _ -> {}
            case TwoLayerNet net -> throw none("a two-layer net with " + Names.of(net.activation()));
            case NormalizedNet _, ScaleInvariantModel _ -> throw none("--model " + model.kind());
        }
        Memory.require(
                MATRICES * side * side * Double.BYTES,
                "the closed form for " + model.inputs() + " inputs and " + model.outputs() + " outputs");
        return model instanceof DeepLinearNet net
                ? DeepTask.of(net, problem.task(seed), rank, settings)
                : TwoLayerTask.of((TwoLayerNet) model, problem.task(seed), settings);
    }

    private static InputException none(String what) {
        return new InputException("the equilibrium of " + what
                + " on a task has no closed form; take --model two-layer with --activation identity, or deep-linear,"
                + " or give a case file");
    }

    /** Largest and smallest value, and how many there are. */
    static String range(double[] values) {
        double least = Arrays.stream(values).min().orElse(0);
        double most = Arrays.stream(values).max().orElse(0);
        return NumberText.rounded(most) + (least == most ? "" : " to " + NumberText.rounded(least)) + ", "
                + values.length + " of them";
    }
}
