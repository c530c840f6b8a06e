package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.model.Precision;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No bound is so loose that it says nothing. The more cases, the larger the largest error: what is within the headroom over
 * these few is so over the {@link Referee#THOROUGH_CASES} for which it is meant.
 */
final class HeadroomTest {

    private static final long SEED = 5;
    private static final int CASES = 150;

    /** Of models that are vectors: cheap, and sums of few terms in many lanes seldom come near their bounds. */
    private static final int CASES_OF_VECTORS = 3000;

    private final Backend simd = Backends.named("simd");

    @ParameterizedTest
    @EnumSource(ModelFamily.class)
    void everyBoundIsNearItsErrorInFloat(ModelFamily family) {
        everyBoundIsNearItsError(family, Precision.FLOAT);
    }

    @ParameterizedTest
    @EnumSource(ModelFamily.class)
    void everyBoundIsNearItsErrorInDouble(ModelFamily family) {
        everyBoundIsNearItsError(family, Precision.DOUBLE);
    }

    private void everyBoundIsNearItsError(ModelFamily family, Precision precision) {
        Map<String, Deviation> worst = new LinkedHashMap<>();
        ModelCases points = new ModelCases(family, precision, SEED);
        boolean vector = family == ModelFamily.RANK_ONE || family == ModelFamily.SCALE_INVARIANT;
        int cases = vector ? CASES_OF_VECTORS : CASES;
        for (int n = ModelCases.FIRST_SMALL; n < ModelCases.FIRST_SMALL + cases; n++) {
            AgreementCase point = points.draw(n);
            new Agreement(point, points.direction(point.model(), n), precision)
                    .measure(simd)
                    .forEach((quantity, deviation) -> worst.merge(quantity, deviation, Deviation::worse));
        }
        assertThat(worst).hasSizeGreaterThanOrEqualTo(10).allSatisfy((quantity, deviation) -> {
            assertThat(deviation.holds())
                    .as("%s, seed %d: %s", quantity, SEED, deviation)
                    .isTrue();
            if (deviation.error() > 0) {
                assertThat(deviation.headroom())
                        .as("headroom of %s, seed %d: %s", quantity, SEED, deviation)
                        .isLessThanOrEqualTo(AgreementRow.MOST_HEADROOM);
            }
        });
    }
}
