package dev.noether.simd;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@code C <- A B} or {@code C <- scale (A B + D)} for one panel of columns, B in row pairs
 * ({@link FloatPairedColumns}): 3 vectors wide, with a tail.
 * Each statement is on a line of its own, since narrower ones are made from this text by leaving out lines.
 */
final class FloatForwardTile3Tail implements FloatShapedProduct.Forward {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
    private static final int L = LANES.length();
    private static final VectorMask<Float> UPPER = VectorMask.fromLong(LANES, -1L << (L / 2));
    private static final VectorShuffle<Float> SWAP = VectorShuffle.fromOp(LANES, lane -> lane ^ L / 2);
    private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(LANES, lane -> lane & (L / 2 - 1));

    // Constants of the class, so that C2 takes range checks out of the loops.
    private static final FloatShapedProduct.Shape SHAPE = FloatShapedProduct.shapeOf(MethodHandles.lookup());
    private static final int ROWS = SHAPE.rows();
    private static final int DEPTH = 2 * SHAPE.pairs();
    private static final int A_ROW = SHAPE.aStride();
    private static final int B_ROW = SHAPE.pairedRow();
    private static final int B_PAIR = SHAPE.pairedStride();
    private static final int B_TAIL = SHAPE.pairedTail();
    private static final int C_ROW = SHAPE.rowStride();
    private static final int C_TAIL = SHAPE.rowTail();
    private static final int COLUMN = SHAPE.column();

    FloatForwardTile3Tail() {}

    @Override
    public void multiply(float[] a, int aAt, float[] b, float scale, float[] d, int dAt, float[] c) {
        FloatVector factor = FloatVector.broadcast(LANES, scale);
        for (int i = 0; i < ROWS; i += 5) {
            // Rows that are not there repeat the last one, so that no load is out of place; they are not stored.
            int last = ROWS - 1 - i;
            int a0 = aAt + i * A_ROW;
            int a1 = aAt + (i + Math.min(1, last)) * A_ROW;
            int a2 = aAt + (i + Math.min(2, last)) * A_ROW;
            int a3 = aAt + (i + Math.min(3, last)) * A_ROW;
            int a4 = aAt + (i + Math.min(4, last)) * A_ROW;
            FloatVector c00 = FloatVector.zero(LANES);
            FloatVector c01 = FloatVector.zero(LANES);
            FloatVector c02 = FloatVector.zero(LANES);
            FloatVector t0 = FloatVector.zero(LANES);
            FloatVector c10 = FloatVector.zero(LANES);
            FloatVector c11 = FloatVector.zero(LANES);
            FloatVector c12 = FloatVector.zero(LANES);
            FloatVector t1 = FloatVector.zero(LANES);
            FloatVector c20 = FloatVector.zero(LANES);
            FloatVector c21 = FloatVector.zero(LANES);
            FloatVector c22 = FloatVector.zero(LANES);
            FloatVector t2 = FloatVector.zero(LANES);
            FloatVector c30 = FloatVector.zero(LANES);
            FloatVector c31 = FloatVector.zero(LANES);
            FloatVector c32 = FloatVector.zero(LANES);
            FloatVector t3 = FloatVector.zero(LANES);
            FloatVector c40 = FloatVector.zero(LANES);
            FloatVector c41 = FloatVector.zero(LANES);
            FloatVector c42 = FloatVector.zero(LANES);
            FloatVector t4 = FloatVector.zero(LANES);
            for (int k = 0, kb = COLUMN; k < DEPTH; k += 2, kb += B_PAIR) {
                FloatVector e0 = FloatVector.fromArray(LANES, b, kb + 0 * L);
                FloatVector e1 = FloatVector.fromArray(LANES, b, kb + 1 * L);
                FloatVector e2 = FloatVector.fromArray(LANES, b, kb + 2 * L);
                FloatVector o0 = FloatVector.fromArray(LANES, b, kb + B_ROW + 0 * L);
                FloatVector o1 = FloatVector.fromArray(LANES, b, kb + B_ROW + 1 * L);
                FloatVector o2 = FloatVector.fromArray(LANES, b, kb + B_ROW + 2 * L);
                FloatVector q = FloatVector.fromArray(LANES, b, kb + B_TAIL);
                FloatVector x0 = FloatVector.broadcast(LANES, a[a0 + k]);
                FloatVector y0 = FloatVector.broadcast(LANES, a[a0 + k + 1]);
                c00 = x0.fma(e0, c00);
                c01 = x0.fma(e1, c01);
                c02 = x0.fma(e2, c02);
                c00 = y0.fma(o0, c00);
                c01 = y0.fma(o1, c01);
                c02 = y0.fma(o2, c02);
                t0 = x0.blend(y0, UPPER).fma(q, t0);
                FloatVector x1 = FloatVector.broadcast(LANES, a[a1 + k]);
                FloatVector y1 = FloatVector.broadcast(LANES, a[a1 + k + 1]);
                c10 = x1.fma(e0, c10);
                c11 = x1.fma(e1, c11);
                c12 = x1.fma(e2, c12);
                c10 = y1.fma(o0, c10);
                c11 = y1.fma(o1, c11);
                c12 = y1.fma(o2, c12);
                t1 = x1.blend(y1, UPPER).fma(q, t1);
                FloatVector x2 = FloatVector.broadcast(LANES, a[a2 + k]);
                FloatVector y2 = FloatVector.broadcast(LANES, a[a2 + k + 1]);
                c20 = x2.fma(e0, c20);
                c21 = x2.fma(e1, c21);
                c22 = x2.fma(e2, c22);
                c20 = y2.fma(o0, c20);
                c21 = y2.fma(o1, c21);
                c22 = y2.fma(o2, c22);
                t2 = x2.blend(y2, UPPER).fma(q, t2);
                FloatVector x3 = FloatVector.broadcast(LANES, a[a3 + k]);
                FloatVector y3 = FloatVector.broadcast(LANES, a[a3 + k + 1]);
                c30 = x3.fma(e0, c30);
                c31 = x3.fma(e1, c31);
                c32 = x3.fma(e2, c32);
                c30 = y3.fma(o0, c30);
                c31 = y3.fma(o1, c31);
                c32 = y3.fma(o2, c32);
                t3 = x3.blend(y3, UPPER).fma(q, t3);
                FloatVector x4 = FloatVector.broadcast(LANES, a[a4 + k]);
                FloatVector y4 = FloatVector.broadcast(LANES, a[a4 + k + 1]);
                c40 = x4.fma(e0, c40);
                c41 = x4.fma(e1, c41);
                c42 = x4.fma(e2, c42);
                c40 = y4.fma(o0, c40);
                c41 = y4.fma(o1, c41);
                c42 = y4.fma(o2, c42);
                t4 = x4.blend(y4, UPPER).fma(q, t4);
            }
            t0 = t0.add(t0.rearrange(SWAP));
            t1 = t1.add(t1.rearrange(SWAP));
            t2 = t2.add(t2.rearrange(SWAP));
            t3 = t3.add(t3.rearrange(SWAP));
            t4 = t4.add(t4.rearrange(SWAP));
            int to = COLUMN + i * C_ROW;
            if (d != null) {
                int d0 = dAt + to + Math.min(0, last) * C_ROW;
                c00 = factor.mul(c00.add(FloatVector.fromArray(LANES, d, d0 + 0 * L)));
                c01 = factor.mul(c01.add(FloatVector.fromArray(LANES, d, d0 + 1 * L)));
                c02 = factor.mul(c02.add(FloatVector.fromArray(LANES, d, d0 + 2 * L)));
                FloatVector s0 = FloatVector.fromArray(LANES, d, d0 + C_TAIL).rearrange(LOWER);
                t0 = factor.mul(t0.add(s0));
                int d1 = dAt + to + Math.min(1, last) * C_ROW;
                c10 = factor.mul(c10.add(FloatVector.fromArray(LANES, d, d1 + 0 * L)));
                c11 = factor.mul(c11.add(FloatVector.fromArray(LANES, d, d1 + 1 * L)));
                c12 = factor.mul(c12.add(FloatVector.fromArray(LANES, d, d1 + 2 * L)));
                FloatVector s1 = FloatVector.fromArray(LANES, d, d1 + C_TAIL).rearrange(LOWER);
                t1 = factor.mul(t1.add(s1));
                int d2 = dAt + to + Math.min(2, last) * C_ROW;
                c20 = factor.mul(c20.add(FloatVector.fromArray(LANES, d, d2 + 0 * L)));
                c21 = factor.mul(c21.add(FloatVector.fromArray(LANES, d, d2 + 1 * L)));
                c22 = factor.mul(c22.add(FloatVector.fromArray(LANES, d, d2 + 2 * L)));
                FloatVector s2 = FloatVector.fromArray(LANES, d, d2 + C_TAIL).rearrange(LOWER);
                t2 = factor.mul(t2.add(s2));
                int d3 = dAt + to + Math.min(3, last) * C_ROW;
                c30 = factor.mul(c30.add(FloatVector.fromArray(LANES, d, d3 + 0 * L)));
                c31 = factor.mul(c31.add(FloatVector.fromArray(LANES, d, d3 + 1 * L)));
                c32 = factor.mul(c32.add(FloatVector.fromArray(LANES, d, d3 + 2 * L)));
                FloatVector s3 = FloatVector.fromArray(LANES, d, d3 + C_TAIL).rearrange(LOWER);
                t3 = factor.mul(t3.add(s3));
                int d4 = dAt + to + Math.min(4, last) * C_ROW;
                c40 = factor.mul(c40.add(FloatVector.fromArray(LANES, d, d4 + 0 * L)));
                c41 = factor.mul(c41.add(FloatVector.fromArray(LANES, d, d4 + 1 * L)));
                c42 = factor.mul(c42.add(FloatVector.fromArray(LANES, d, d4 + 2 * L)));
                FloatVector s4 = FloatVector.fromArray(LANES, d, d4 + C_TAIL).rearrange(LOWER);
                t4 = factor.mul(t4.add(s4));
            }
            c00.intoArray(c, to + 0 * C_ROW + 0 * L);
            c01.intoArray(c, to + 0 * C_ROW + 1 * L);
            c02.intoArray(c, to + 0 * C_ROW + 2 * L);
            t0.intoArray(c, to + 0 * C_ROW + C_TAIL);
            if (last >= 1) {
                c10.intoArray(c, to + 1 * C_ROW + 0 * L);
                c11.intoArray(c, to + 1 * C_ROW + 1 * L);
                c12.intoArray(c, to + 1 * C_ROW + 2 * L);
                t1.intoArray(c, to + 1 * C_ROW + C_TAIL);
            }
            if (last >= 2) {
                c20.intoArray(c, to + 2 * C_ROW + 0 * L);
                c21.intoArray(c, to + 2 * C_ROW + 1 * L);
                c22.intoArray(c, to + 2 * C_ROW + 2 * L);
                t2.intoArray(c, to + 2 * C_ROW + C_TAIL);
            }
            if (last >= 3) {
                c30.intoArray(c, to + 3 * C_ROW + 0 * L);
                c31.intoArray(c, to + 3 * C_ROW + 1 * L);
                c32.intoArray(c, to + 3 * C_ROW + 2 * L);
                t3.intoArray(c, to + 3 * C_ROW + C_TAIL);
            }
            if (last >= 4) {
                c40.intoArray(c, to + 4 * C_ROW + 0 * L);
                c41.intoArray(c, to + 4 * C_ROW + 1 * L);
                c42.intoArray(c, to + 4 * C_ROW + 2 * L);
                t4.intoArray(c, to + 4 * C_ROW + C_TAIL);
            }
        }
    }
}
