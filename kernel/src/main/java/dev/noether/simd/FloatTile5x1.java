package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The micro-kernel of 5 rows and 1 vector of columns; the contract is that of {@link FloatTiles#multiply}. */
final class FloatTile5x1 {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private FloatTile5x1() {}

    static void multiply(
            int rows,
            int depth,
            float alpha,
            float[] a,
            int aAt,
            int aRow,
            int aDepth,
            float[] b,
            int bAt,
            int bStride,
            float[] c,
            int cAt,
            int cStride) {
        // Rows that are not there repeat the last one, so that no load is out of place; they are not stored.
        int a0 = aAt;
        int a1 = aAt + Math.min(1, rows - 1) * aRow;
        int a2 = aAt + Math.min(2, rows - 1) * aRow;
        int a3 = aAt + Math.min(3, rows - 1) * aRow;
        int a4 = aAt + Math.min(4, rows - 1) * aRow;
        FloatVector c00 = FloatVector.zero(LANES);
        FloatVector c10 = FloatVector.zero(LANES);
        FloatVector c20 = FloatVector.zero(LANES);
        FloatVector c30 = FloatVector.zero(LANES);
        FloatVector c40 = FloatVector.zero(LANES);
        for (int k = 0, ka = 0, kb = bAt; k < depth; k++, ka += aDepth, kb += bStride) {
            FloatVector b0 = FloatVector.fromArray(LANES, b, kb);
            FloatVector x0 = FloatVector.broadcast(LANES, a[a0 + ka]);
            c00 = x0.fma(b0, c00);
            FloatVector x1 = FloatVector.broadcast(LANES, a[a1 + ka]);
            c10 = x1.fma(b0, c10);
            FloatVector x2 = FloatVector.broadcast(LANES, a[a2 + ka]);
            c20 = x2.fma(b0, c20);
            FloatVector x3 = FloatVector.broadcast(LANES, a[a3 + ka]);
            c30 = x3.fma(b0, c30);
            FloatVector x4 = FloatVector.broadcast(LANES, a[a4 + ka]);
            c40 = x4.fma(b0, c40);
        }
        FloatVector scale = FloatVector.broadcast(LANES, alpha);
        scale.fma(c00, FloatVector.fromArray(LANES, c, cAt)).intoArray(c, cAt);
        if (rows > 1) {
            int c1 = cAt + cStride;
            scale.fma(c10, FloatVector.fromArray(LANES, c, c1)).intoArray(c, c1);
        }
        if (rows > 2) {
            int c2 = cAt + 2 * cStride;
            scale.fma(c20, FloatVector.fromArray(LANES, c, c2)).intoArray(c, c2);
        }
        if (rows > 3) {
            int c3 = cAt + 3 * cStride;
            scale.fma(c30, FloatVector.fromArray(LANES, c, c3)).intoArray(c, c3);
        }
        if (rows > 4) {
            int c4 = cAt + 4 * cStride;
            scale.fma(c40, FloatVector.fromArray(LANES, c, c4)).intoArray(c, c4);
        }
    }
}
