package dev.noether.backend.simd;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
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
        requireUsable();
        return switch (model) {
            case TwoLayerNet net ->
                switch (net.activation()) {
                    case IDENTITY ->
                        switch (precision) {
                            case FLOAT -> new FloatTwoLayerEvaluator(net);
                            case DOUBLE -> new DoubleTwoLayerEvaluator(net);
                        };
                };
        };
    }

    @Override
    public Stepper stepper(Run run) {
        requireUsable();
        return switch (run.model()) {
            case TwoLayerNet net ->
                switch (net.activation()) {
                    case IDENTITY ->
                        switch (run.precision()) {
                            case FLOAT -> new FloatTwoLayerStepper(net, run);
                            case DOUBLE -> new DoubleTwoLayerStepper(net, run);
                        };
                };
        };
    }

    private void requireUsable() {
        unusable().ifPresent(reason -> {
            throw new BackendException(BackendException.Kind.UNUSABLE, reason);
        });
    }
}
