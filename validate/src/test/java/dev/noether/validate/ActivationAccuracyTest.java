package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.model.Activation;
import dev.noether.validate.functions.LaneActivation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ActivationAccuracyTest {

    private static final int POINTS = 10_007;
    private static final long SEED = 23;
    private static final double MILLIONTH = 1e-6;

    @Test
    void everyActivationKeepsItsBounds() {
        List<AgreementRow> rows = ActivationAccuracy.measure(POINTS, SEED);
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

    /** What a wrong coefficient does, somewhere: 8.4 units of floats, beside errors of their own. */
    @Test
    void findsWhatIsOffByAMillionthOfItself() {
        for (AgreementRow row : ActivationAccuracy.measure(POINTS, SEED)) {
            int order =
                    row.quantity().length() - row.quantity().replace("'", "").length();
            Activation activation =
                    Activation.valueOf(row.quantity().replace("'", "").toUpperCase(Locale.ROOT));
            double[] h = ActivationAccuracy.points(row.precision(), POINTS, SEED);
            for (double factor : new double[] {1 - MILLIONTH, 1 + MILLIONTH}) {
                double[][] values = LaneActivation.of(activation, row.precision(), h);
                Arrays.setAll(values[order], i -> values[order][i] * factor);
                Worst worst = ActivationAccuracy.worst(activation, row.precision(), h, values)[order];
                assertThat(worst.error() * row.precision().epsilon())
                        .as("%s times %s in %s", row.quantity(), factor, row.precision())
                        .isGreaterThan(row.bound());
            }
        }
    }

    @Test
    void refusesToTryNothing() {
        assertThatThrownBy(() -> ActivationAccuracy.measure(0, SEED)).hasMessage("0 points, there must be at least 1");
    }
}
