package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reference against its own loss, and its population against samples. */
class ReferenceDerivativesTest extends BackendContract {

    private static final long SEED = 5;
    private static final double WEIGHT_DECAY = 0.375;

    @Override
    protected Backend backend() {
        return Backends.named("reference");
    }

    /** In one parameter alone the loss is a parabola: central differences are exact at any distance. */
    @ParameterizedTest
    @EnumSource(BatchKind.class)
    void hasTheGradientAndTraceOfItsLoss(BatchKind kind) {
        for (Loss loss : Loss.values()) {
            AgreementCase point =
                    new TwoLayerCases(Precision.DOUBLE, SEED).of(new Shape(4, 3, 5, 6), kind, loss, WEIGHT_DECAY, 2);
            Result result = compute(Precision.DOUBLE, point.parameters(), point.batch(), WEIGHT_DECAY);
            double tolerance = 1e3 * Math.ulp(result.loss());
            for (int b = 0; b < point.parameters().blocks(); b++) {
                Matrix block = point.parameters().block(b);
                double trace = 0;
                for (int i = 0; i < block.rows(); i++) {
                    for (int j = 0; j < block.columns(); j++) {
                        double above = shifted(point, b, i, j, 0.5);
                        double below = shifted(point, b, i, j, -0.5);
                        assertThat(result.gradient().block(b).get(i, j)).isCloseTo(above - below, within(tolerance));
                        trace += (above - 2 * result.loss() + below) / (0.5 * 0.5);
                    }
                }
                assertThat(result.hessianTraceByBlock()[b]).isCloseTo(trace, within(tolerance));
            }
        }
    }

    /** S samples determine a mean to sqrt(kurtosis / S); fourth moments of Gaussians stay within five of these. */
    @Test
    void hasThePopulationThatSamplesComeFrom() {
        int count = 40_000;
        Shape shape = new Shape(3, 2, 2, 1);
        TwoLayerCases cases = new TwoLayerCases(Precision.DOUBLE, SEED);
        GaussianTask task = cases.task(shape, 4);
        Parameters theta = cases.parameters(TwoLayerNet.linear(3, 2, 2, Loss.SUM), 4);
        Batch samples = GaussianSampler.dataSet(task, Precision.DOUBLE, SEED, count);
        Result sampled = compute(Precision.DOUBLE, theta, samples, 0);
        Result exact = compute(Precision.DOUBLE, theta, new Batch.Population(task), 0);
        double relative = 5 * Math.sqrt(20.0 / count);
        for (Quantity quantity : Quantity.definedOn(theta.model(), new Batch.Population(task))) {
            double[] expected = QuantityValues.of(quantity, exact);
            double largest = 0;
            for (double value : expected) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(QuantityValues.of(quantity, sampled))
                    .as(quantity.name())
                    .containsExactly(expected, within(relative * largest));
        }
    }

    private double shifted(AgreementCase point, int b, int i, int j, double distance) {
        Parameters theta = point.parameters().copy(Precision.DOUBLE);
        theta.block(b).set(i, j, theta.block(b).get(i, j) + distance);
        return compute(Precision.DOUBLE, theta, point.batch(), WEIGHT_DECAY, Set.of(Quantity.LOSS))
                .loss();
    }
}
