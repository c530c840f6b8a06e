package dev.noether.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MatrixTest {

    @Test
    void readsAndWritesThroughOffsetAndStride() {
        double[] memory = new double[20];
        Arrays.fill(memory, Double.NaN);
        Matrix view = new Matrix(MemorySegment.ofArray(memory), Precision.DOUBLE, 3, 3, 2, 5);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 2; j++) {
                view.set(i, j, 10 * i + j);
            }
        }
        for (int k = 0; k < memory.length; k++) {
            int i = (k - 3) / 5;
            int j = (k - 3) % 5;
            boolean inside = k >= 3 && i < 3 && j < 2;
            assertThat(memory[k]).isEqualTo(Double.valueOf(inside ? 10.0 * i + j : Double.NaN));
        }
        assertThat(view.get(2, 1)).isEqualTo(21);
    }

    @Test
    void viewsNativeMemoryOfFloats() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(ValueLayout.JAVA_FLOAT, 6);
            Matrix view = new Matrix(segment, Precision.FLOAT, 0, 2, 3, 3);
            view.set(1, 2, 0.1);
            assertThat(segment.getAtIndex(ValueLayout.JAVA_FLOAT, 5)).isEqualTo(0.1f);
            assertThat(view.get(1, 2)).isEqualTo(0.1f);
        }
    }

    @Test
    void convertsBetweenPrecisionsRowByRow() {
        Matrix doubles = Matrix.of(new double[][] {{0.1, 0.2, 0.3}, {1.1, 1.2, 1.3}});
        Matrix floats = doubles.copy(Precision.FLOAT);
        float[] asFloat = {-1, -1, -1, -1, -1};
        double[] asDouble = {-1, -1, -1, -1, -1};
        doubles.copyRow(1, asFloat, 1);
        floats.copyRow(1, asDouble, 1);
        assertThat(asFloat).containsExactly(-1, 1.1f, 1.2f, 1.3f, -1);
        assertThat(asDouble).containsExactly(-1, 1.1f, 1.2f, 1.3f, -1);
        floats.setRow(0, asDouble, 1);
        doubles.setRow(0, asFloat, 1);
        assertThat(floats.toRows()[0]).containsExactly(1.1f, 1.2f, 1.3f);
        assertThat(doubles.toRows()[0]).containsExactly(1.1f, 1.2f, 1.3f);
    }

    @Test
    void knowsWhetherItIsDiagonal() {
        Matrix matrix = Matrix.identity(3);
        assertThat(matrix.isDiagonal()).isTrue();
        matrix.set(2, 0, 1e-300);
        assertThat(matrix.isDiagonal()).isFalse();
        assertThat(Matrix.allocate(Precision.DOUBLE, 2, 3).isDiagonal()).isFalse();
    }

    @Test
    void refusesAViewThatReachesOutside() {
        MemorySegment eleven = MemorySegment.ofArray(new float[11]);
        assertThatThrownBy(() -> new Matrix(eleven, Precision.FLOAT, 0, 3, 4, 4))
                .hasMessage("a 3 x 4 view at offset 0 needs 12 elements, the segment has 11");
        assertThat(new Matrix(eleven, Precision.FLOAT, 0, 3, 3, 4).columns()).isEqualTo(3);
        assertThatThrownBy(() -> new Matrix(eleven, Precision.FLOAT, 0, 2, 4, 3))
                .hasMessage("row stride 3 is below the 4 columns");
        assertThatThrownBy(() -> Matrix.of(new double[][] {{1, 2}, {3}}))
                .hasMessage("row 1 has 1 entries, row 0 has 2");
    }
}
