package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Backends;
import dev.noether.backend.Quantity;
import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new model, activation or quantity fails here until the back ends on the CPU have it and the referee knows it. */
class CompletenessTest {

    private static final Shape SHAPE = new Shape(3, 4, 2, 5);

    @ParameterizedTest
    @ValueSource(strings = {"reference", "simd"})
    void offersEveryQuantityOfEveryModel(String backend) {
        for (ModelFamily family : ModelFamily.values()) {
            for (BatchKind kind : new ModelCases(family, Precision.DOUBLE, 1).batchKinds()) {
                AgreementCase point = new ModelCases(family, Precision.DOUBLE, 1).of(SHAPE, kind, Loss.SUM, 0, 0);
                assertThat(Backends.named(backend).quantities(point.model()))
                        .as("%s on %s", family, kind)
                        .containsAll(Quantity.definedOn(point.model(), point.batch()));
            }
        }
    }

    @Test
    void knowsEveryKindOfModelAndEveryActivation() {
        Set<Class<?>> kinds = Arrays.stream(ModelFamily.values())
                .map(family -> family.model(SHAPE, Loss.SUM, 0))
                .map(Object::getClass)
                .collect(Collectors.toSet());
        assertThat(kinds).containsExactlyInAnyOrder(Model.class.getPermittedSubclasses());
        EnumSet<Activation> activations = EnumSet.noneOf(Activation.class);
        for (ModelFamily family : ModelFamily.values()) {
            if (family.model(SHAPE, Loss.SUM, 0) instanceof TwoLayerNet net) {
                activations.add(net.activation());
            }
        }
        assertThat(activations).containsExactlyInAnyOrder(Activation.values());
    }
}
