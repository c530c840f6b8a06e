package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.model.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fits every device, whatever it says of its vectors. */
final class TuningTest {

    /** Local memory that every device of the full profile has. */
    private static final long LEAST_LOCAL_BYTES = 32 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 8, 16, 32, 64})
    void aCpuOfAnyWidthGetsTilesThatFit(int floats) {
        for (Precision precision : Precision.values()) {
            int width = DeviceHandle.width(floats, precision);
            assertThat(width).isIn(4, 8, 16);
            assertThat((long) width * precision.bytes()).isLessThanOrEqualTo(64);
            requireFits(Tuning.cpu(width, precision), precision);
        }
        assertThat(DeviceHandle.width(floats, Precision.DOUBLE))
                .isEqualTo(Math.max(4, DeviceHandle.width(floats, Precision.FLOAT) / 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT", "DOUBLE"})
    void soDoesAGpu(Precision precision) {
        requireFits(Tuning.GPU, precision);
    }

    private static void requireFits(Tuning tuning, Precision precision) {
        Tuning.Product product = tuning.product();
        int blockColumns = product.blockVectors() * tuning.width();
        assertThat(product.localBytes(precision)).isLessThanOrEqualTo(LEAST_LOCAL_BYTES);
        assertThat(product.rows() % product.blockRows()).isZero();
        assertThat(product.columns() % blockColumns).isZero();
        int blocks = product.rows() / product.blockRows() * (product.columns() / blockColumns);
        assertThat(blocks % product.group()).isZero();
        assertThat(product.slice() % tuning.width()).isZero();
        assertThat(tuning.group()).isLessThanOrEqualTo(DeviceHandle.GROUP_ITEMS);
    }
}
