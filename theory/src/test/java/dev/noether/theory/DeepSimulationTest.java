package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The deep closed form against SGD itself. */
class DeepSimulationTest {

    /**
     * The closed form is first order in eta; at eta = 0.02 time averages of the norms lie within 2 % of it (0.1, 0.7 and
     * 1.4 % were seen), the fluctuation of an average over half the run included. The paper's printed s, which is the special
     * case of traces r, would be 27 % off here.
     */
    private static final double FINITE_RATE = 0.03;

    private static final double ETA = 0.02;
    private static final int BATCH = 5;
    private static final int STEPS = 40_000;

    /**
     * D = 3 from layers that are 2, 0.8 and 1/1.6 times the balanced ones, with a frozen entry beside them: the live parts
     * go to the closed form, the frozen one stays where it began.
     */
    @Test
    void theLivePartsEndAtTheClosedFormAndTheFrozenPartStays() {
        GaussianTask task = new GaussianTask(
                Covariance.diagonal(1.5, 0.5, 1),
                Covariance.diagonal(0.3, 0.6, 0.3),
                Matrix.of(new double[][] {{1, 0, 0}, {0, 1.2, 0}, {0, 0, 0.9}}));
        DeepLinearNet model = new DeepLinearNet(List.of(3, 5, 4, 3), Loss.SUM);
        BalancedDeepNet net =
                (BalancedDeepNet) DeepEquilibrium.of(model, task, new SgdSettings(ETA, 0, BATCH, Loss.SUM));
        double[] factors = {2, 0.8, 1 / 1.6};
        double[][][] start = new double[3][][];
        for (int b = 0; b < 3; b++) {
            start[b] = net.parameters().block(b).toRows();
            for (double[] row : start[b]) {
                for (int j = 0; j < row.length; j++) {
                    row[j] *= factors[b];
                }
            }
        }
        start[1][3][4] = 1.3;
        PlainDeepNet plain = new PlainDeepNet(start);
        double[] live = new double[3];
        double frozen = 0;
        int count = 0;
        for (int k = 0; k < STEPS; k++) {
            plain.step(GaussianSampler.minibatch(task, Precision.DOUBLE, 3, k, BATCH), ETA);
            if (k >= STEPS / 2 && k % 20 == 0) {
                LiveLayers layers = LiveLayers.of(parameters(model, plain), net.rank());
                count++;
                for (int b = 0; b < 3; b++) {
                    live[b] += layers.liveSquaredNorms()[b];
                }
                frozen += layers.squaredNorms()[1] - layers.liveSquaredNorms()[1];
            }
        }
        for (int b = 0; b < 3; b++) {
            double expected = net.squaredNorms()[b];
            assertThat(live[b] / count).as("layer %s", b + 1).isCloseTo(expected, within(FINITE_RATE * expected));
        }
        assertThat(frozen / count).isCloseTo(1.3 * 1.3, within(1e-9));
    }

    private static Parameters parameters(DeepLinearNet model, PlainDeepNet plain) {
        return Parameters.of(model, Matrix.of(plain.layer(0)), Matrix.of(plain.layer(1)), Matrix.of(plain.layer(2)));
    }
}
