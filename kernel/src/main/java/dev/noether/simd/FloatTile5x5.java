package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernel of 5 rows and 5 vectors of columns; the contract is that of {@link FloatTiles#multiply}. Each statement
 * is on a line of its own, since narrower tiles are made from this text by leaving out lines.
 */
final class FloatTile5x5 {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    private FloatTile5x5() {}

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
        FloatVector c01 = FloatVector.zero(LANES);
        FloatVector c02 = FloatVector.zero(LANES);
        FloatVector c03 = FloatVector.zero(LANES);
        FloatVector c04 = FloatVector.zero(LANES);
        FloatVector c10 = FloatVector.zero(LANES);
        FloatVector c11 = FloatVector.zero(LANES);
        FloatVector c12 = FloatVector.zero(LANES);
        FloatVector c13 = FloatVector.zero(LANES);
        FloatVector c14 = FloatVector.zero(LANES);
        FloatVector c20 = FloatVector.zero(LANES);
        FloatVector c21 = FloatVector.zero(LANES);
        FloatVector c22 = FloatVector.zero(LANES);
        FloatVector c23 = FloatVector.zero(LANES);
        FloatVector c24 = FloatVector.zero(LANES);
        FloatVector c30 = FloatVector.zero(LANES);
        FloatVector c31 = FloatVector.zero(LANES);
        FloatVector c32 = FloatVector.zero(LANES);
        FloatVector c33 = FloatVector.zero(LANES);
        FloatVector c34 = FloatVector.zero(LANES);
        FloatVector c40 = FloatVector.zero(LANES);
        FloatVector c41 = FloatVector.zero(LANES);
        FloatVector c42 = FloatVector.zero(LANES);
        FloatVector c43 = FloatVector.zero(LANES);
        FloatVector c44 = FloatVector.zero(LANES);
        for (int k = 0, ka = 0, kb = bAt; k < depth; k++, ka += aDepth, kb += bStride) {
            FloatVector b0 = FloatVector.fromArray(LANES, b, kb);
            FloatVector b1 = FloatVector.fromArray(LANES, b, kb + L);
            FloatVector b2 = FloatVector.fromArray(LANES, b, kb + 2 * L);
            FloatVector b3 = FloatVector.fromArray(LANES, b, kb + 3 * L);
            FloatVector b4 = FloatVector.fromArray(LANES, b, kb + 4 * L);
            FloatVector x0 = FloatVector.broadcast(LANES, a[a0 + ka]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            c04 = x0.fma(b4, c04);
            FloatVector x1 = FloatVector.broadcast(LANES, a[a1 + ka]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            c14 = x1.fma(b4, c14);
            FloatVector x2 = FloatVector.broadcast(LANES, a[a2 + ka]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            c24 = x2.fma(b4, c24);
            FloatVector x3 = FloatVector.broadcast(LANES, a[a3 + ka]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
            c34 = x3.fma(b4, c34);
            FloatVector x4 = FloatVector.broadcast(LANES, a[a4 + ka]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            c42 = x4.fma(b2, c42);
            c43 = x4.fma(b3, c43);
            c44 = x4.fma(b4, c44);
        }
        FloatVector scale = FloatVector.broadcast(LANES, alpha);
        scale.fma(c00, FloatVector.fromArray(LANES, c, cAt)).intoArray(c, cAt);
        scale.fma(c01, FloatVector.fromArray(LANES, c, cAt + L)).intoArray(c, cAt + L);
        scale.fma(c02, FloatVector.fromArray(LANES, c, cAt + 2 * L)).intoArray(c, cAt + 2 * L);
        scale.fma(c03, FloatVector.fromArray(LANES, c, cAt + 3 * L)).intoArray(c, cAt + 3 * L);
        scale.fma(c04, FloatVector.fromArray(LANES, c, cAt + 4 * L)).intoArray(c, cAt + 4 * L);
        if (rows > 1) {
            int c1 = cAt + cStride;
            scale.fma(c10, FloatVector.fromArray(LANES, c, c1)).intoArray(c, c1);
            scale.fma(c11, FloatVector.fromArray(LANES, c, c1 + L)).intoArray(c, c1 + L);
            scale.fma(c12, FloatVector.fromArray(LANES, c, c1 + 2 * L)).intoArray(c, c1 + 2 * L);
            scale.fma(c13, FloatVector.fromArray(LANES, c, c1 + 3 * L)).intoArray(c, c1 + 3 * L);
            scale.fma(c14, FloatVector.fromArray(LANES, c, c1 + 4 * L)).intoArray(c, c1 + 4 * L);
        }
        if (rows > 2) {
            int c2 = cAt + 2 * cStride;
            scale.fma(c20, FloatVector.fromArray(LANES, c, c2)).intoArray(c, c2);
            scale.fma(c21, FloatVector.fromArray(LANES, c, c2 + L)).intoArray(c, c2 + L);
            scale.fma(c22, FloatVector.fromArray(LANES, c, c2 + 2 * L)).intoArray(c, c2 + 2 * L);
            scale.fma(c23, FloatVector.fromArray(LANES, c, c2 + 3 * L)).intoArray(c, c2 + 3 * L);
            scale.fma(c24, FloatVector.fromArray(LANES, c, c2 + 4 * L)).intoArray(c, c2 + 4 * L);
        }
        if (rows > 3) {
            int c3 = cAt + 3 * cStride;
            scale.fma(c30, FloatVector.fromArray(LANES, c, c3)).intoArray(c, c3);
            scale.fma(c31, FloatVector.fromArray(LANES, c, c3 + L)).intoArray(c, c3 + L);
            scale.fma(c32, FloatVector.fromArray(LANES, c, c3 + 2 * L)).intoArray(c, c3 + 2 * L);
            scale.fma(c33, FloatVector.fromArray(LANES, c, c3 + 3 * L)).intoArray(c, c3 + 3 * L);
            scale.fma(c34, FloatVector.fromArray(LANES, c, c3 + 4 * L)).intoArray(c, c3 + 4 * L);
        }
        if (rows > 4) {
            int c4 = cAt + 4 * cStride;
            scale.fma(c40, FloatVector.fromArray(LANES, c, c4)).intoArray(c, c4);
            scale.fma(c41, FloatVector.fromArray(LANES, c, c4 + L)).intoArray(c, c4 + L);
            scale.fma(c42, FloatVector.fromArray(LANES, c, c4 + 2 * L)).intoArray(c, c4 + 2 * L);
            scale.fma(c43, FloatVector.fromArray(LANES, c, c4 + 3 * L)).intoArray(c, c4 + 3 * L);
            scale.fma(c44, FloatVector.fromArray(LANES, c, c4 + 4 * L)).intoArray(c, c4 + 4 * L);
        }
    }
}
