package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cases from an automatic-differentiation package, kept in {@code golden/} beside this class's jar. */
public abstract class GoldenContract extends BackendContract {

    @ParameterizedTest
    @MethodSource("dev.noether.validate.GoldenCase#all")
    void agreesWithAutomaticDifferentiation(GoldenCase golden) {
        AgreementCase point = golden.point();
        Set<Quantity> quantities = EnumSet.copyOf(golden.expected().keySet());
        quantities.retainAll(backend().quantities(point.model()));
        assumeThat(quantities)
                .as("quantities of %s on %s", point.model().kind(), backend().name())
                .isNotEmpty();
        for (Precision precision : precisions()) {
            Result result = result(point.model(), precision, quantities, point.batch());
            QuantityValues.erase(result);
            Parameters product = Parameters.allocate(point.model(), precision);
            QuantityValues.erase(product);
            try (Evaluator evaluator = backend().evaluator(point.model(), precision)) {
                Evaluation evaluation = evaluator.at(point.parameters(), point.batch(), point.weightDecay());
                evaluation.compute(quantities, result);
                for (Quantity quantity : quantities) {
                    assertClose(
                            quantity.name(),
                            precision,
                            QuantityValues.of(quantity, result),
                            golden.expected().get(quantity));
                }
                if (quantities.contains(Quantity.HESSIAN_DIAGONAL)) {
                    evaluation.hessianVectorProduct(golden.direction(), product);
                    assertClose(
                            Agreement.HESSIAN_PRODUCT,
                            precision,
                            QuantityValues.of(product),
                            golden.hessianVectorProduct());
                }
            }
        }
    }

    /** Relative to the largest element: the cases have 17 digits, floats are rounded on the way in. */
    private static double tolerance(Precision precision) {
        return switch (precision) {
            case FLOAT -> 2e-5;
            case DOUBLE -> 1e-12;
        };
    }

    private static void assertClose(String name, Precision precision, double[] actual, double[] expected) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(actual)
                .as("%s in %s", name, precision)
                .containsExactly(expected, within(tolerance(precision) * largest));
    }
}
