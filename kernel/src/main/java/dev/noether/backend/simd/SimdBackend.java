package dev.noether.backend.simd;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import java.util.Optional;

/** The Vector API backend: float and double, every SIMD width. */
public final class SimdBackend implements Backend {

    @Override
    public String name() {
        return "simd";
    }

    @Override
    public Optional<String> unusable() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                ? Optional.empty()
                : Optional.of("the simd backend needs the JVM flag --add-modules jdk.incubator.vector");
    }

    @Override
    public Optional<String> refuses(Precision precision) {
        return Optional.empty();
    }

    @Override
    public Evaluator evaluator(Model model, Precision precision) {
        throw new BackendException(BackendException.Kind.UNSUPPORTED, "being written");
    }

    @Override
    public Stepper stepper(Run run) {
        throw new BackendException(BackendException.Kind.UNSUPPORTED, "being written");
    }
}
