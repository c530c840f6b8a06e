package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Precision;
import dev.noether.spectrum.HutchinsonTrace;
import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stochastic estimators say of the Hessian of a backend is what it says itself. */
public abstract class HutchinsonContract extends BackendContract {

    private static final long SEED = 17;
    private static final int PROBES = 200;

    /** Five standard errors: for one estimate a chance below 1e-6. */
    @ParameterizedTest
    @MethodSource("models")
    void hasTheTraceThatRandomProbesEstimate(ModelFamily family, Precision precision) {
        ModelCases cases = new ModelCases(family, precision, SEED);
        for (BatchKind kind : cases.batchKinds()) {
            AgreementCase point = cases.of(new Shape(5, 7, 3, 11), kind, Loss.SUM, 0.375, 2);
            if (!backend().quantities(point.model()).contains(Quantity.HESSIAN_DIAGONAL)) {
                continue;
            }
            Result result = result(point.model(), precision, EnumSet.of(Quantity.HESSIAN_TRACE), point.batch());
            try (Evaluator evaluator = backend().evaluator(point.model(), precision)) {
                Evaluation evaluation = evaluator.at(point.parameters(), point.batch(), point.weightDecay());
                evaluation.compute(EnumSet.of(Quantity.HESSIAN_TRACE), result);
                HutchinsonTrace estimate = HutchinsonTrace.of(evaluation, point.model(), precision, PROBES, SEED);
                // A Hessian of one parameter has no spread, but rounding.
                double rounding = 100 * precision.epsilon() * Math.abs(result.hessianTrace());
                assertThat(Math.abs(estimate.estimate() - result.hessianTrace()))
                        .as("seed %d, %s", SEED, point)
                        .isLessThanOrEqualTo(5 * estimate.standardError() + rounding);
                assertThat(estimate.standardError())
                        .as("seed %d, %s", SEED, point)
                        .isLessThan(Math.abs(result.hessianTrace()));
            }
        }
    }
}
