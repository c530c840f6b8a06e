package dev.noether.backend;

import dev.noether.model.Model;
import dev.noether.model.Precision;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An engine. Found through {@link java.util.ServiceLoader}: leaving its module out of the path removes it. An
 * implementation links to nothing unusual before {@link #unusable()} has been asked.
 */
public interface Backend {

    /** Name on the command line: "reference", "simd" or "opencl". */
    String name();

    /** Why this backend cannot be used here and what helps, in one sentence; empty if it can. */
    Optional<String> unusable();

    /** Why this backend cannot compute in this precision, in one sentence; empty if it can. */
    Optional<String> refuses(Precision precision);

    /**
     * What this backend computes for a model: the quantities that may be asked for at either door, of those that are
     * defined there; none if it does not have the model at all.
     */
    Set<Quantity> quantities(Model model);

    /** The devices that this backend can run on; empty for one that runs on the cores of this machine. */
    default List<Device> devices() {
        return List.of();
    }

    /**
     * This backend on another of its {@link #devices}; without this call it takes the first.
     *
     * @throws BackendException if there is no device of that index
     */
    default Backend onDevice(int index) {
        throw new BackendException(
                BackendException.Kind.UNUSABLE,
                "the " + name() + " backend has no devices to choose from; leave the device out, or take opencl");
    }

    /**
     * An evaluator of a model.
     *
     * @throws BackendException if the backend cannot be used, refuses the precision, does not have the model, or the size
     *     does not fit
     */
    Evaluator evaluator(Model model, Precision precision);

    /**
     * A stepper at the start of a run.
     *
     * @throws BackendException if the backend cannot be used, refuses the precision, does not have the model, or the size
     *     does not fit
     */
    Stepper stepper(Run run);
}
