package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Model;
import dev.noether.model.TwoLayerNet;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A new model or activation fails here until the referee knows it. */
class CompletenessTest {

    private static final Shape SHAPE = new Shape(3, 4, 2, 5);

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
