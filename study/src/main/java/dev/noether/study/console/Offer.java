package dev.noether.study.console;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Quantity;
import dev.noether.model.Model;
import dev.noether.model.TwoLayerNet;
import java.util.Set;

/** What a backend has for a model; what it does not have is one sentence with the remedy. */
public final class Offer {

    private final Backend backend;
    private final Model model;
    private final Set<Quantity> quantities;

    private Offer(Backend backend, Model model, Set<Quantity> quantities) {
        this.backend = backend;
        this.model = model;
        this.quantities = quantities;
    }

    /**
     * The offer of a backend that can be used.
     *
     * @throws BackendException if it does not have the model at all
     */
    public static Offer of(Backend backend, Model model) {
        Set<Quantity> quantities = backend.quantities(model);
        if (quantities.isEmpty()) {
            throw new BackendException(
                    BackendException.Kind.UNSUPPORTED,
                    "the " + backend.name() + " backend does not have " + description(model) + "; " + remedy(backend));
        }
        return new Offer(backend, model, quantities);
    }

    private static String description(Model model) {
        return model instanceof TwoLayerNet net && !net.linearInInputs()
                ? "two-layer nets with " + Names.of(net.activation())
                : model.kind() + " models";
    }

    private static String remedy(Backend backend) {
        return "take --backend " + (backend.name().equals("reference") ? "simd" : "reference")
                + (backend.name().equals("opencl") ? " or simd" : "");
    }

    /** Whether it does not have a quantity. */
    public boolean lacks(Quantity quantity) {
        return !quantities.contains(quantity);
    }

    /** The sentence about something that it does not have. */
    public String lacking(String name) {
        return "the " + backend.name() + " backend does not have " + name + " of " + description(model) + "; "
                + remedy(backend);
    }

    /** @throws BackendException unless it has the quantity */
    public void require(Quantity quantity, String name) {
        if (lacks(quantity)) {
            throw new BackendException(BackendException.Kind.UNSUPPORTED, lacking(name));
        }
    }
}
