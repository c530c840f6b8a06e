package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TransposerTest {

    private static final float UNTOUCHED = Float.NaN;

    @Test
    void transposesMatricesOfAnySizeAndFillsUpWithZeros() {
        int lanes = Lanes.FLOAT.length();
        FloatTransposer transposer = new FloatTransposer();
        for (int rows = 1; rows <= 2 * lanes + 3; rows++) {
            for (int columns = 1; columns <= 2 * lanes + 3; columns++) {
                int padded = (rows + lanes - 1) / lanes * lanes;
                int inStride = columns + 5;
                int outStride = padded + 3;
                float[] in = new float[7 + rows * inStride];
                for (int i = 0; i < in.length; i++) {
                    in[i] = i + 1;
                }
                float[] out = new float[11 + columns * outStride];
                Arrays.fill(out, UNTOUCHED);
                transposer.transpose(in, 7, inStride, rows, columns, out, 11, outStride);
                assertThat(out).as(rows + " x " + columns).isEqualTo(expected(in, inStride, rows, columns, padded));
            }
        }
    }

    @Test
    void transposesInDouble() {
        int lanes = Lanes.DOUBLE.length();
        double[] in = new double[4 * lanes * lanes];
        for (int i = 0; i < in.length; i++) {
            in[i] = i;
        }
        double[] out = new double[in.length];
        new DoubleTransposer().transpose(in, 0, 2 * lanes, 2 * lanes, 2 * lanes, out, 0, 2 * lanes);
        for (int i = 0; i < 2 * lanes; i++) {
            for (int j = 0; j < 2 * lanes; j++) {
                assertThat(out[j * 2 * lanes + i]).isEqualTo(in[i * 2 * lanes + j]);
            }
        }
    }

    private static float[] expected(float[] in, int inStride, int rows, int columns, int padded) {
        int outStride = padded + 3;
        float[] out = new float[11 + columns * outStride];
        Arrays.fill(out, UNTOUCHED);
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < padded; i++) {
                out[11 + j * outStride + i] = i < rows ? in[7 + i * inStride + j] : 0;
            }
        }
        return out;
    }
}
