package dev.noether.validate.reference;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The reference backend: plain scalar double on one thread, written for reading, the measure of all others. */
public final class ReferenceBackend implements Backend {

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Optional<String> unusable() {
        return Optional.empty();
    }

    @Override
    public Optional<String> refuses(Precision precision) {
        return switch (precision) {
            case FLOAT ->
                Optional.of("the reference backend computes in double only; take precision double, or the simd backend"
                        + " for float");
            case DOUBLE -> Optional.empty();
        };
    }

    @Override
    public Set<Quantity> quantities(Model model) {
        return EnumSet.allOf(Quantity.class);
    }

    @Override
    public Evaluator evaluator(Model model, Precision precision) {
        requirePrecision(precision);
        return new ReferenceEvaluator(model);
    }

    @Override
    public Stepper stepper(Run run) {
        requirePrecision(run.precision());
        return new ReferenceStepper(run);
    }

    private void requirePrecision(Precision precision) {
        refuses(precision).ifPresent(reason -> {
            throw new BackendException(BackendException.Kind.UNSUPPORTED, reason);
        });
    }
}
