package dev.noether.bench;

import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import java.util.Arrays;

/** {@code H = X W^T} of a size, by {@link FloatGemm} and by {@link FloatPlainProduct}, both from and to their own layout. */
final class FloatProductSubject implements Comparison.Subject {

    private final int m;
    private final int k;
    private final int n;
    private final float[] a;
    private final float[] b;
    private final float[] c;
    private final FloatGemm gemm = new FloatGemm();
    private final FloatMatrix packedA;
    private final FloatMatrix packedB;
    private final FloatMatrix packedC;

    FloatProductSubject(Size size) {
        m = size.batchSize;
        k = size.inputs;
        n = size.hidden;
        a = normals(1, m * k);
        b = normals(2, k * n);
        c = new float[m * n];
        packedA = packed(a, m, k);
        packedB = packed(b, k, n);
        packedC = new FloatMatrix(m, n);
        kernel();
        control();
        double[] expected = new double[c.length];
        for (int i = 0; i < c.length; i++) {
            expected[i] = c[i];
        }
        double[] computed = new double[c.length];
        packedC.copyTo(computed, 0);
        Agreement.require(Precision.FLOAT, computed, expected);
    }

    private static float[] normals(long seed, int count) {
        float[] values = new float[count];
        new RandomStream(seed).normals(Purpose.PROBES, 0, 0, count, values, 0);
        return values;
    }

    private static FloatMatrix packed(float[] from, int rows, int columns) {
        FloatMatrix matrix = new FloatMatrix(rows, columns);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(from, i * columns, matrix.data(), matrix.at(i), columns);
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
        Arrays.fill(c, 0f);
        FloatPlainProduct.add(1f, a, b, c, m, k, n);
        return c;
    }
}
