package dev.noether.study.simulate;

import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.TwoLayerNet;
import dev.noether.reduction.WidthReduction;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Memory;
import java.util.Set;

/** In which form a trajectory is stepped; every backend steps every form. */
enum Engine {
    /** The fastest exact one for model and observations. */
    AUTO,
    /** The parameters as they are. */
    PARAMETERS,
    /** A wide two-layer linear net as the narrow one that it is the orthogonal image of. */
    WIDTH_FREE,
    /** Second moments drawn by their law instead of samples. */
    STATISTICS;

    /**
     * The engine for a model, never AUTO.
     *
     * <p>It is the reduced one wherever that has fewer hidden units and gives all that is observed without making the wide
     * net. A net with a block that no matrix could hold is not reduced of itself: to read its start alone takes longer than
     * anyone would expect.
     *
     * @throws InputException if this one does not go with the model
     */
    Engine choose(Model model, Set<Observable> observables) {
        return switch (this) {
            case PARAMETERS -> PARAMETERS;
            case AUTO -> {
                boolean lifts = observables.stream().anyMatch(Engine::isLifted);
                yield WidthReduction.reduces(model) && !lifts && fits(model) ? WIDTH_FREE : PARAMETERS;
            }
            case WIDTH_FREE -> {
                requireReducible(model);
                yield WIDTH_FREE;
            }
            case STATISTICS ->
                throw new InputException(
                        "--engine is 'statistics', it must be auto, parameters or width-free in this"
                                + " version (samples are drawn, of which every engine takes the second moments where that is faster)");
        };
    }

    /** Whether the width-free engine has to make the wide net to observe it. */
    static boolean isLifted(Observable observable) {
        return WidthReduction.carriage(observable.quantity) == WidthReduction.Carriage.LIFTED;
    }

    private static boolean fits(Model model) {
        return model.blocks().stream().allMatch(block -> block.size() <= Integer.MAX_VALUE);
    }

    private static void requireReducible(Model model) {
        if (!(model instanceof TwoLayerNet net) || !net.linearInInputs()) {
            throw new InputException("--engine width-free needs --model two-layer with --activation identity, whose"
                    + " rotations it rests on; take auto or parameters");
        }
        if (!WidthReduction.reduces(model)) {
            throw new InputException("--engine width-free needs more hidden units than the " + net.inputs()
                    + " inputs and " + net.outputs() + " outputs together, --hidden is " + net.hidden()
                    + "; take auto or parameters");
        }
        for (ParameterBlock block : model.blocks()) {
            Memory.requireElements(block.rows(), block.columns(), "the block " + block.name());
        }
    }
}
