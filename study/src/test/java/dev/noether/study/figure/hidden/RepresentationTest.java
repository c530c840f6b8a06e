package dev.noether.study.figure.hidden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import org.junit.jupiter.api.Test;

class RepresentationTest {

    private static Representation of(double[][] u, double[][] w, Covariance inputs, Covariance noise) {
        TwoLayerNet model = new TwoLayerNet(w[0].length, w.length, u.length, Activation.TANH, Loss.SUM);
        GaussianTask task = new GaussianTask(inputs, noise, Matrix.of(new double[u.length][w[0].length]));
        return Representation.of(Parameters.of(model, Matrix.of(u), Matrix.of(w)), task);
    }

    /** W = (1, 3)^T with Sx = 2: A = (1, 3; 3, 9) / 10. U = (2, 1) with Se = 7: B = (4, 2; 2, 1) / 5. */
    @Test
    void isMadeByHandForOneInputAndOneOutput() {
        Representation made = of(
                new double[][] {{2, 1}},
                new double[][] {{1}, {3}},
                Covariance.isotropic(1, 2),
                Covariance.isotropic(1, 7));
        assertThat(made.a()[0]).containsExactly(new double[] {0.1, 0.3}, within(1e-15));
        assertThat(made.a()[1]).containsExactly(new double[] {0.3, 0.9}, within(1e-15));
        assertThat(made.b()[0]).containsExactly(new double[] {0.8, 0.4}, within(1e-15));
        // Both have rank and norm one; (1, 3).(2, 1) = 5, so that <A, B> = 25 / 50.
        assertThat(made.cosine()).isCloseTo(0.5, within(1e-15));
        assertThat(made.distance()).isCloseTo(1, within(1e-15));
        assertThat(made.diagonalCorrelation()).isCloseTo(-1, within(1e-15));
    }

    /** The second output has more noise; unit 1 has the largest weight to it, then 2, then 0. */
    @Test
    void unitsAreSortedByTheirWeightToTheNoisiestOutput() {
        Representation made = of(
                new double[][] {{9, 0, 0}, {-4, 2, 1}},
                new double[][] {{1}, {2}, {3}},
                Covariance.isotropic(1, 1),
                Covariance.diagonal(1, 5));
        assertThat(new double[] {made.a()[0][0], made.a()[1][1], made.a()[2][2]})
                .containsExactly(new double[] {4.0 / 14, 9.0 / 14, 1.0 / 14}, within(1e-15));
    }

    /** U^T Se U = W Sx W^T up to a factor: the balance of a linear net. */
    @Test
    void aBalancedNetHasEqualRepresentations() {
        Representation made = of(
                new double[][] {{1, 2, -1}, {3, 0, 1}},
                new double[][] {{2, 3}, {4, 0}, {-2, 1}},
                Covariance.diagonal(1, 4),
                Covariance.diagonal(4, 4));
        assertThat(made.distance()).isCloseTo(0, within(1e-7));
        assertThat(made.cosine()).isCloseTo(1, within(1e-15));
        assertThat(made.diagonalCorrelation()).isCloseTo(1, within(1e-15));
    }
}
