package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ActivationAccuracyTest {

    private static final int POINTS = 10_007;

    @Test
    void everyActivationKeepsItsBounds() {
        List<AgreementRow> rows = ActivationAccuracy.measure(POINTS);
        assertThat(rows).hasSize(4 * 2 * 3);
        assertThat(rows).extracting(AgreementRow::quantity).contains("tanh", "swish'", "gelu''", "softplus");
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
    void refusesToTryNothing() {
        assertThatThrownBy(() -> ActivationAccuracy.measure(0)).hasMessage("0 points, there must be at least 1");
    }
}
