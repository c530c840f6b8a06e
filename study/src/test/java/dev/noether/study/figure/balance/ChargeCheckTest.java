package dev.noether.study.figure.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChargeCheckTest {

    private static final TwoLayerNet MODEL = TwoLayerNet.linear(3, 5, 2, Loss.SUM);

    private static final GaussianTask TASK =
            new GaussianTask(Covariance.diagonal(1, 0.5, 2), Covariance.isotropic(2, 0.3), Matrix.of(new double[][] {
                {1, 0, 2}, {0, 1, -1}
            }));

    private static final Backend REFERENCE = Backends.named("reference");

    private static final Parameters START = new Initialization.Kaiming().draw(MODEL, Precision.DOUBLE, 3);

    private static List<ChargeCheck.Step> check(BatchSource source, double weightDecay) {
        Replica replica = new Replica(3, 0.02, weightDecay, source, new Batch.Population(TASK), START);
        return ChargeCheck.check(REFERENCE, replica, List.of(new ChargeCheck.Snapshot(40, START)));
    }

    @Test
    void holdsForSgdAndGdWithWeightDecay() {
        for (BatchSource source :
                List.of(new BatchSource.Fresh(TASK, 4), new BatchSource.Fixed(new Batch.Population(TASK)))) {
            List<ChargeCheck.Step> steps = check(source, 0.1);
            assertThat(steps).hasSize(ChargeCheck.STEPS);
            assertThat(steps).first().extracting(ChargeCheck.Step::step).isEqualTo(40L);
            assertThat(steps).allSatisfy(step -> assertThat(step.error()).isLessThan(ChargeCheck.BOUND));
        }
    }

    /** The check can fail: without the term of the gradient it is off by far more than its bound. */
    @Test
    void seesTheTermOfTheGradient() {
        assertThat(check(new BatchSource.Fresh(TASK, 4), 0)).allSatisfy(step -> {
            double withoutGradient = Math.abs(step.next() - step.charge()) / step.scale();
            assertThat(withoutGradient).isGreaterThan(1e6 * ChargeCheck.BOUND);
        });
    }
}
