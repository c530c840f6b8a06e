package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NormalsInLanesTest {

    @Test
    void sameBitsAsTheScalarStream() {
        assertThat(NormalsInLanes.agreeing()).isGreaterThan(50_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void sameBitsInEveryWidth(int bits) throws IOException, InterruptedException {
        assertThat(ChildProcess.output(NormalsInLanes.class, bits)).contains(bits + " bits: ", " normals agree");
    }

    @Test
    void refusesShapesThatDoNotFit() {
        FloatNormals normals = new FloatNormals(1);
        float[] out = new float[20];
        assertThatThrownBy(() -> normals.fill(1, 0, 0, 0, 5, out, 0, 5))
                .hasMessage("0 samples of 5 normals were asked for, both must be at least 1");
        assertThatThrownBy(() -> normals.fill(1, 0, 0, 2, 5, out, 0, 4))
                .hasMessage("row stride 4 is below the 5 normals of a row");
        assertThatThrownBy(() -> normals.fill(1, 0, 0, 4, 5, out, 1, 5))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("rows reach from element 1 to 21, the array has 20");
    }
}
