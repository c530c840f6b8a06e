package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Precision;
import dev.noether.validate.traced.Analysis;
import dev.noether.validate.traced.Traced;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The values of the running error analysis, which no back end shares code with. */
class AnalysisTest {

    /** The cases have 17 digits; their own sums may lose two of them. */
    private static final double TOLERANCE = 1e-12;

    @ParameterizedTest
    @MethodSource("dev.noether.validate.GoldenCase#all")
    void agreesWithAutomaticDifferentiation(GoldenCase golden) {
        AgreementCase point = golden.point();
        Analysis analysis = Analysis.of(point.parameters(), point.batch(), point.weightDecay(), Precision.DOUBLE);
        golden.expected()
                .forEach((quantity, expected) -> assertClose(quantity.name(), analysis.quantity(quantity), expected));
        assertClose(
                "hessianVectorProduct",
                analysis.hessianVectorProduct(golden.direction(), Precision.DOUBLE),
                golden.hessianVectorProduct());
    }

    private static void assertClose(String name, List<Traced> actual, double[] expected) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(actual.stream()
                        .map(Traced::values)
                        .flatMapToDouble(Arrays::stream)
                        .toArray())
                .as(name)
                .containsExactly(expected, within(TOLERANCE * largest));
    }
}
