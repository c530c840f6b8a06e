package dev.noether.bench;

import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;

/** {@code H = X W^T} of a size, by {@link FloatGemm} and by {@link FloatPlainProduct}, both from and to their own layout. */
final class FloatProductSubject implements Comparison.Subject {

    private final float[][] a;
    private final float[][] b;
    private final float[][] c;
    private final FloatGemm gemm = new FloatGemm();
    private final FloatMatrix packedA;
    private final FloatMatrix packedB;
    private final FloatMatrix packedC;

    FloatProductSubject(Size size) {
        a = normals(1, size.batchSize, size.inputs);
        b = normals(2, size.inputs, size.hidden);
        c = new float[size.batchSize][size.hidden];
        packedA = packed(a);
        packedB = packed(b);
        packedC = new FloatMatrix(size.batchSize, size.hidden);
        kernel();
        control();
        double[] expected = new double[size.batchSize * size.hidden];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = c[i / size.hidden][i % size.hidden];
        }
        double[] computed = new double[expected.length];
        packedC.copyTo(computed, 0);
        Agreement.require(Precision.FLOAT, computed, expected);
    }

    private static float[][] normals(long seed, int rows, int columns) {
        float[][] values = new float[rows][columns];
        RandomStream stream = new RandomStream(seed);
        for (int i = 0; i < rows; i++) {
            stream.normals(Purpose.PROBES, 0, i, columns, values[i], 0);
        }
        return values;
    }

    private static FloatMatrix packed(float[][] from) {
        FloatMatrix matrix = new FloatMatrix(from.length, from[0].length);
        for (int i = 0; i < from.length; i++) {
            System.arraycopy(from[i], 0, matrix.data(), matrix.at(i), from[i].length);
        }
        return matrix;
    }

    @Override
    public Object kernel() {
        gemm.multiply(1f, packedA, false, packedB, false, false, packedC);
        return packedC;
    }

    @Override
    public Object control() {
        FloatPlainProduct.multiply(1f, a, b, c);
        return c;
    }
}
