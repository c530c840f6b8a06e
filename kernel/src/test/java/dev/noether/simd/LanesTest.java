package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/** The build runs the tests of this package once for each width; this one sees that it really does. */
class LanesTest {

    @Test
    void followsThePropertyOrElseTheMachine() {
        int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        int expected = Integer.getInteger(Lanes.BITS_PROPERTY, Math.min(preferred, 512));
        assertThat(Lanes.BITS).isEqualTo(expected);
        assertThat(Lanes.FLOAT.length()).isEqualTo(expected / Float.SIZE);
        assertThat(Lanes.DOUBLE.length()).isEqualTo(expected / Double.SIZE);
    }

    @Test
    void tilesFitTheRegisterFile() {
        int registers = Lanes.TILE_VECTORS == 5 ? 32 : 16;
        int used = Lanes.TILE_ROWS * Lanes.TILE_VECTORS + Lanes.TILE_VECTORS + 1;
        assertThat(used).isLessThanOrEqualTo(registers);
    }
}
