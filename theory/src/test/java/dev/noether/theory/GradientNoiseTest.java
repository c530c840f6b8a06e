package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import org.junit.jupiter.api.Test;

class GradientNoiseTest {

    @Test
    void gammasThatAreNotFiniteAreRefused() {
        Matrix broken = Matrix.identity(2);
        broken.set(1, 1, Double.NaN);
        assertThatThrownBy(() -> new GradientNoise(broken, Matrix.identity(3))).hasMessageStartingWith("Gamma_U");
        assertThatThrownBy(() -> new GradientNoise(Matrix.identity(3), Matrix.allocate(Precision.DOUBLE, 2, 3)))
                .hasMessageStartingWith("Gamma_W is 2 x 3");
    }
}
