package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Quantity;
import dev.noether.model.Loss;
import dev.noether.model.Precision;
import org.junit.jupiter.api.Test;

/** A new model, activation or quantity fails here until the backend has it. */
public abstract class CompletenessContract extends BackendContract {

    private static final Shape SHAPE = new Shape(3, 4, 2, 5);

    @Test
    void offersEveryQuantityOfEveryModel() {
        for (ModelFamily family : ModelFamily.values()) {
            ModelCases cases = new ModelCases(family, Precision.DOUBLE, 1);
            for (BatchKind kind : cases.batchKinds()) {
                AgreementCase point = cases.of(SHAPE, kind, Loss.SUM, 0, 0);
                assertThat(backend().quantities(point.model()))
                        .as("%s on %s", family, kind)
                        .containsAll(Quantity.definedOn(point.model(), point.batch()));
            }
        }
    }
}
