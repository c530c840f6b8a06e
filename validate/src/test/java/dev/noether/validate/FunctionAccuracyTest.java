package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.validate.functions.LaneFunction;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FunctionAccuracyTest {

    /** Prime, so that all mantissas and exponents are met. */
    private static final long STRIDE = 97;

    @Test
    void everyFunctionOfTheLanesKeepsItsBound() {
        List<AgreementRow> rows = FunctionAccuracy.measure(STRIDE, (done, total) -> {});
        assertThat(rows).hasSize(2 * LaneFunction.all().size());
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.ulp())
                    .as("%s in %s", row.quantity(), row.precision())
                    .isGreaterThan(0.5);
            assertThat(row.holds())
                    .as("%s in %s: %s ulp", row.quantity(), row.precision(), row.ulp())
                    .isTrue();
        });
    }

    @Test
    void refusesAStrideThatIsNone() {
        assertThatThrownBy(() -> FunctionAccuracy.measure(0, (done, total) -> {}))
                .hasMessage("stride 0, it must be at least 1");
    }
}
