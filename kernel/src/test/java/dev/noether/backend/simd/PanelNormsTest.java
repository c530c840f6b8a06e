package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.simd.FloatMatrix;
import org.junit.jupiter.api.Test;

/** The squared norm of matrices in panels, by a team. */
class PanelNormsTest {

    private static final int PANELS = 7;
    private static final int COLUMNS = 32;

    /** Every element has another size, so that none is left out unnoticed. */
    private static FloatMatrix matrix(int rows, float first) {
        FloatMatrix matrix = new FloatMatrix(PANELS * rows, COLUMNS);
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < COLUMNS; j++) {
                matrix.data()[matrix.at(i) + j] = first + i + j / 64f;
            }
        }
        return matrix;
    }

    private static double squares(FloatMatrix matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < COLUMNS; j++) {
                double value = matrix.data()[matrix.at(i) + j];
                sum += value * value;
            }
        }
        return sum;
    }

    @Test
    void isThatOfAllPanelsOfAllMatricesForEveryNumberOfMembers() {
        FloatMatrix u = matrix(3, 1);
        FloatMatrix w = matrix(5, 2);
        double expected = squares(u) + squares(w);
        double alone = Double.NaN;
        for (int members : new int[] {1, 2, 3, 5, 9}) {
            try (Team team = new Team(members)) {
                double sum = new FloatPanelNorms(PANELS, members, u, w).sum(team);
                assertThat(sum).as("%d members", members).isCloseTo(expected, within(1e-6 * expected));
                alone = members == 1 ? sum : alone;
                assertThat(sum).as("%d members", members).isEqualTo(alone);
            }
        }
    }
}
