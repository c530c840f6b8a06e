package dev.noether.study.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterChecksumTest {

    private static final TwoLayerNet NET = TwoLayerNet.linear(2, 1, 1, Loss.SUM);

    @SuppressWarnings("ByteBufferBackingArray") // the buffers here are whole arrays
    private static String sha256(ByteBuffer bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }

    @Test
    void hashesBlocksOfReplicasInOrderAsLittleEndianDoubles() throws Exception {
        Parameters first = Parameters.of(NET, Matrix.of(new double[][] {{1}}), Matrix.of(new double[][] {{2, 3}}));
        Parameters second = Parameters.of(NET, Matrix.of(new double[][] {{4}}), Matrix.of(new double[][] {{5, 6}}));
        ByteBuffer bytes = ByteBuffer.allocate(6 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 1; i <= 6; i++) {
            bytes.putDouble(i);
        }
        assertThat(ParameterChecksum.of(List.of(first, second))).isEqualTo(sha256(bytes));
    }

    @Test
    void isTakenInThePrecisionOfTheParametersAndWithoutPadding() throws Exception {
        double[] padded = {0.1, 0.2, Double.NaN};
        Matrix w = new Matrix(java.lang.foreign.MemorySegment.ofArray(padded), Precision.DOUBLE, 0, 1, 2, 3);
        Parameters wide = Parameters.of(NET, Matrix.of(new double[][] {{7}}), w);
        ByteBuffer doubles = ByteBuffer.allocate(3 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        doubles.putDouble(7).putDouble(0.1).putDouble(0.2);
        assertThat(ParameterChecksum.of(List.of(wide))).isEqualTo(sha256(doubles));
        ByteBuffer floats = ByteBuffer.allocate(3 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        floats.putFloat(7).putFloat(0.1f).putFloat(0.2f);
        assertThat(ParameterChecksum.of(List.of(wide.copy(Precision.FLOAT)))).isEqualTo(sha256(floats));
    }
}
