package dev.noether.backend.simd;

import dev.noether.simd.FloatMatrix;
import java.util.Arrays;

/**
 * The Hessian diagonal of one layer of a linear net is an outer product: with {@code r = ... + T E_jk a}, a the input of
 * the layer and T the product of the layers after it, {@code d^2 c|r|^2 / dW_jk^2 = 2c |T e_j|^2 a_k^2}. Holds its two
 * factors, in double.
 */
final class FloatOuterProduct {

    private final double[] rows;
    private final double[] columns;

    /** Factors of at most {@code largest} entries, all one. */
    FloatOuterProduct(int largest) {
        rows = new double[largest];
        columns = new double[largest];
    }

    /** The factor that goes over rows, zero in its first {@code count} entries; to be added to. */
    double[] clearRows(int count) {
        Arrays.fill(rows, 0, count, 0);
        return rows;
    }

    /** Sets the first {@code count} entries of the factor over rows to one. */
    void setRowsToOne(int count) {
        Arrays.fill(rows, 0, count, 1);
    }

    /** The factor that goes over columns, zero in its first {@code count} entries; to be added to. */
    double[] clearColumns(int count) {
        Arrays.fill(columns, 0, count, 0);
        return columns;
    }

    /** {@code out_jk <- factor rows_j columns_k}. */
    void store(double factor, FloatMatrix out) {
        float[] data = out.data();
        for (int j = 0; j < out.rows(); j++) {
            double scale = factor * rows[j];
            int at = out.at(j);
            for (int k = 0; k < out.columns(); k++) {
                data[at + k] = (float) (scale * columns[k]);
            }
        }
    }
}
