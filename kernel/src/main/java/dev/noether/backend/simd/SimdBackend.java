package dev.noether.backend.simd;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.unfused.FusedMultiplyAdd;
import dev.noether.unfused.UnfusedLoader;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The Vector API backend: float and double, every SIMD width, with and without fused multiply-adds. */
public final class SimdBackend implements Backend {

    /** In place of this one's kernels where the processor has no fused multiply-add; it has the same code without. */
    private static final class Unfused {

        static final Backend BACKEND = UnfusedLoader.backend(SimdBackend.class);
    }

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
    public Set<Quantity> quantities(Model model) {
        return switch (model) {
            case TwoLayerNet net -> net.linearInInputs() ? EnumSet.allOf(Quantity.class) : ofNonlinear();
            case NormalizedNet net -> ofNonlinear();
            case DeepLinearNet net -> ofLinear(net);
            case ScaleInvariantModel scaled -> ofLinear(scaled);
        };
    }

    /** All that needs no double rotation. */
    private static Set<Quantity> ofNonlinear() {
        return EnumSet.complementOf(EnumSet.of(
                Quantity.CHARGE_MATRICES,
                Quantity.BALANCE,
                Quantity.TASK_BALANCE,
                Quantity.TASK_BALANCE_NORMS,
                Quantity.GRAMS));
    }

    /** All that a linear model other than the two-layer net may have. */
    private static Set<Quantity> ofLinear(Model model) {
        EnumSet<Quantity> quantities = EnumSet.complementOf(EnumSet.of(Quantity.GRAMS));
        if (model.doubleRotations().isEmpty()) {
            quantities.removeAll(EnumSet.of(
                    Quantity.CHARGE_MATRICES, Quantity.BALANCE, Quantity.TASK_BALANCE, Quantity.TASK_BALANCE_NORMS));
        }
        return quantities;
    }

    @Override
    public Evaluator evaluator(Model model, Precision precision) {
        requireUsable();
        if (isReplaced()) {
            return Unfused.BACKEND.evaluator(model, precision);
        }
        return switch (precision) {
            case FLOAT -> new FloatEvaluator(model);
            case DOUBLE -> new DoubleEvaluator(model);
        };
    }

    @Override
    public Stepper stepper(Run run) {
        requireUsable();
        if (isReplaced()) {
            return Unfused.BACKEND.stepper(run);
        }
        return switch (run.precision()) {
            case FLOAT -> new FloatStepper(run);
            case DOUBLE -> new DoubleStepper(run);
        };
    }

    private static boolean isReplaced() {
        return !FusedMultiplyAdd.isInHardware() && !UnfusedLoader.hasLoaded(SimdBackend.class);
    }

    private void requireUsable() {
        unusable().ifPresent(reason -> {
            throw new BackendException(BackendException.Kind.UNUSABLE, reason);
        });
    }
}
