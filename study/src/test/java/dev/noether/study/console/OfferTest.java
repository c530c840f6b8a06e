package dev.noether.study.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OfferTest {

    /** Has the loss of two-layer linear nets, and nothing else. */
    private static final Backend NARROW = new Backend() {

        @Override
        public String name() {
            return "opencl";
        }

        @Override
        public Optional<String> unusable() {
            return Optional.empty();
        }

        @Override
        public Optional<String> refuses(Precision precision) {
            return Optional.empty();
        }

        @Override
        public Set<Quantity> quantities(Model model) {
            return model instanceof TwoLayerNet net && net.linearInInputs() ? EnumSet.of(Quantity.LOSS) : Set.of();
        }

        @Override
        public Evaluator evaluator(Model model, Precision precision) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Stepper stepper(Run run) {
            throw new AssertionError("not asked for");
        }
    };

    @Test
    void aModelThatABackendDoesNotHaveIsRefusedWithTheRemedy() {
        assertThatThrownBy(() -> Offer.of(NARROW, new ScaleInvariantModel(2, Loss.SUM)))
                .isInstanceOf(BackendException.class)
                .hasMessage(
                        "the opencl backend does not have scale-invariant models; take --backend reference or simd");
        assertThatThrownBy(() -> Offer.of(NARROW, new TwoLayerNet(1, 1, 1, Activation.RELU, Loss.SUM)))
                .isInstanceOf(BackendException.class)
                .hasMessage(
                        "the opencl backend does not have two-layer nets with relu; take --backend reference or simd");
    }

    @Test
    void aQuantityThatABackendDoesNotHaveIsRefusedByItsName() {
        Offer offer = Offer.of(NARROW, TwoLayerNet.linear(1, 1, 1, Loss.SUM));
        assertThat(offer.lacks(Quantity.LOSS)).isFalse();
        assertThat(offer.lacks(Quantity.NOISE_TRACE)).isTrue();
        assertThatThrownBy(() -> offer.require(Quantity.NOISE_TRACE, "noiseTrace"))
                .isInstanceOf(BackendException.class)
                .hasMessage("the opencl backend does not have noiseTrace of two-layer models; take --backend reference"
                        + " or simd");
    }
}
