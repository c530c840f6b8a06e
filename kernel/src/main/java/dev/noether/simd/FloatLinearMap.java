package dev.noether.simd;

import dev.noether.model.Matrix;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A constant matrix A (m x n) that is applied to rows, each element by one chain of fused multiply-adds in ascending
 * order, so that the bits depend neither on the width of the lanes nor on how many rows there are:
 *
 * <pre>
 * out_i = fma(A_i(n-1), in_(n-1), ... fma(A_i1, in_1, fma(A_i0, in_0, out_i)))
 * </pre>
 *
 * <p>Lanes run over i. A is packed transposed into panels of {@link #PANEL} columns i, padded with zeros; a panel knows
 * after which j all of its columns are zero, which halves the work for a triangle. A diagonal A, square or not, keeps
 * its diagonal only. Allocates nothing after construction; not safe for several threads at once.
 */
public final class FloatLinearMap {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
    private static final int STEP = LANES.length();

    /** Columns of a panel: two vectors, which with four rows are eight independent chains. */
    private static final int PANEL = 2 * STEP;

    private static final int TILE_ROWS = 4;

    private final int inputs;
    private final int outputs;
    private final boolean diagonal;
    private final float[] packed;
    private final int[] depth;

    /** Four rows of the last panel where it is not full. */
    private final float[] edge = new float[TILE_ROWS * PANEL];

    /** The map of a matrix, rounded to the precision of this class. */
    public FloatLinearMap(Matrix a) {
        inputs = a.columns();
        outputs = a.rows();
        diagonal = isDiagonal(a);
        int panels = (outputs + PANEL - 1) / PANEL;
        depth = new int[panels];
        packed = new float[Math.multiplyExact(panels * PANEL, diagonal ? 1 : inputs)];
        for (int i = 0; i < outputs; i++) {
            if (!diagonal) {
                pack(a, i);
            } else if (i < inputs) {
                packed[i] = (float) a.get(i, i);
            }
        }
    }

    /** Whether all is zero but elements (i, i), in a matrix of any shape. */
    private static boolean isDiagonal(Matrix a) {
        boolean diagonal = true;
        for (int i = 0; diagonal && i < a.rows(); i++) {
            for (int j = 0; diagonal && j < a.columns(); j++) {
                diagonal = i == j || a.get(i, j) == 0;
            }
        }
        return diagonal;
    }

    private void pack(Matrix a, int i) {
        int panel = i / PANEL;
        for (int j = 0; j < inputs; j++) {
            float value = (float) a.get(i, j);
            packed[(panel * inputs + j) * PANEL + i % PANEL] = value;
            if (value != 0) {
                depth[panel] = Math.max(depth[panel], j + 1);
            }
        }
    }

    /** Overwrites rows of {@code out} with the map of rows of {@code in}: as {@link #add} to zero. */
    public void map(float[] in, int inAt, int inStride, int rows, float[] out, int outAt, int outStride) {
        for (int r = 0; r < rows; r++) {
            int to = outAt + r * outStride;
            Arrays.fill(out, to, to + outputs, 0);
        }
        add(in, inAt, inStride, rows, out, outAt, outStride);
    }

    /**
     * Adds the map of {@code rows} rows of {@code in} to rows of {@code out}, which is another array.
     *
     * @param in row r at {@code inAt + r inStride}, n entries; not modified
     * @param out row r at {@code outAt + r outStride}, m entries; what lies between the rows is left alone
     */
    public void add(float[] in, int inAt, int inStride, int rows, float[] out, int outAt, int outStride) {
        if (diagonal) {
            int count = Math.min(inputs, outputs);
            for (int r = 0; r < rows; r++) {
                addScaled(packed, in, inAt + r * inStride, out, outAt + r * outStride, count);
            }
            return;
        }
        for (int panel = 0; panel < depth.length; panel++) {
            int columns = Math.min(PANEL, outputs - panel * PANEL);
            int matrixAt = panel * inputs * PANEL;
            for (int r = 0; r < rows; r += TILE_ROWS) {
                int tileRows = Math.min(TILE_ROWS, rows - r);
                int from = inAt + r * inStride;
                int to = outAt + r * outStride + panel * PANEL;
                if (columns == PANEL && tileRows == TILE_ROWS) {
                    fourRows(packed, matrixAt, depth[panel], in, from, inStride, out, to, outStride);
                } else {
                    edge(packed, matrixAt, depth[panel], in, from, inStride, tileRows, out, to, outStride, columns);
                }
            }
        }
    }

    /** A tile that is not full: its chains run in a full one. */
    private void edge(
            float[] a,
            int aAt,
            int depth,
            float[] in,
            int inAt,
            int inStride,
            int rows,
            float[] out,
            int outAt,
            int outStride,
            int columns) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(out, outAt + r * outStride, edge, r * PANEL, columns);
        }
        if (rows == TILE_ROWS) {
            fourRows(a, aAt, depth, in, inAt, inStride, edge, 0, PANEL);
        } else {
            for (int r = 0; r < rows; r++) {
                oneRow(a, aAt, depth, in, inAt + r * inStride, edge, r * PANEL);
            }
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(edge, r * PANEL, out, outAt + r * outStride, columns);
        }
    }

    private static void fourRows(
            float[] a, int aAt, int depth, float[] in, int inAt, int inStride, float[] out, int outAt, int outStride) {
        int in1 = inAt + inStride;
        int in2 = in1 + inStride;
        int in3 = in2 + inStride;
        int out1 = outAt + outStride;
        int out2 = out1 + outStride;
        int out3 = out2 + outStride;
        FloatVector c00 = FloatVector.fromArray(LANES, out, outAt);
        FloatVector c01 = FloatVector.fromArray(LANES, out, outAt + STEP);
        FloatVector c10 = FloatVector.fromArray(LANES, out, out1);
        FloatVector c11 = FloatVector.fromArray(LANES, out, out1 + STEP);
        FloatVector c20 = FloatVector.fromArray(LANES, out, out2);
        FloatVector c21 = FloatVector.fromArray(LANES, out, out2 + STEP);
        FloatVector c30 = FloatVector.fromArray(LANES, out, out3);
        FloatVector c31 = FloatVector.fromArray(LANES, out, out3 + STEP);
        for (int j = 0; j < depth; j++) {
            FloatVector a0 = FloatVector.fromArray(LANES, a, aAt + j * PANEL);
            FloatVector a1 = FloatVector.fromArray(LANES, a, aAt + j * PANEL + STEP);
            FloatVector z = FloatVector.broadcast(LANES, in[inAt + j]);
            c00 = a0.fma(z, c00);
            c01 = a1.fma(z, c01);
            z = FloatVector.broadcast(LANES, in[in1 + j]);
            c10 = a0.fma(z, c10);
            c11 = a1.fma(z, c11);
            z = FloatVector.broadcast(LANES, in[in2 + j]);
            c20 = a0.fma(z, c20);
            c21 = a1.fma(z, c21);
            z = FloatVector.broadcast(LANES, in[in3 + j]);
            c30 = a0.fma(z, c30);
            c31 = a1.fma(z, c31);
        }
        c00.intoArray(out, outAt);
        c01.intoArray(out, outAt + STEP);
        c10.intoArray(out, out1);
        c11.intoArray(out, out1 + STEP);
        c20.intoArray(out, out2);
        c21.intoArray(out, out2 + STEP);
        c30.intoArray(out, out3);
        c31.intoArray(out, out3 + STEP);
    }

    private static void oneRow(float[] a, int aAt, int depth, float[] in, int inAt, float[] out, int outAt) {
        FloatVector c0 = FloatVector.fromArray(LANES, out, outAt);
        FloatVector c1 = FloatVector.fromArray(LANES, out, outAt + STEP);
        for (int j = 0; j < depth; j++) {
            FloatVector z = FloatVector.broadcast(LANES, in[inAt + j]);
            c0 = FloatVector.fromArray(LANES, a, aAt + j * PANEL).fma(z, c0);
            c1 = FloatVector.fromArray(LANES, a, aAt + j * PANEL + STEP).fma(z, c1);
        }
        c0.intoArray(out, outAt);
        c1.intoArray(out, outAt + STEP);
    }

    private static void addScaled(float[] factors, float[] in, int inAt, float[] out, int outAt, int count) {
        int i = 0;
        if (count >= STEP) {
            // The last vector overlaps the one before; both start from what was there at entry.
            int last = count - STEP;
            FloatVector end = FloatVector.fromArray(LANES, in, inAt + last)
                    .fma(FloatVector.fromArray(LANES, factors, last), FloatVector.fromArray(LANES, out, outAt + last));
            for (; i < last; i += STEP) {
                FloatVector.fromArray(LANES, in, inAt + i)
                        .fma(FloatVector.fromArray(LANES, factors, i), FloatVector.fromArray(LANES, out, outAt + i))
                        .intoArray(out, outAt + i);
            }
            end.intoArray(out, outAt + last);
            return;
        }
        for (; i < count; i++) {
            out[outAt + i] = Math.fma(factors[i], in[inAt + i], out[outAt + i]);
        }
    }
}
