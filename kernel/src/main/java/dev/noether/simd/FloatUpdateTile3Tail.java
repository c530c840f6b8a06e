package dev.noether.simd;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@code C <- C + (decay C + A^T B)} for one panel of columns, C in row pairs
 * ({@link FloatPairedColumns}): 3 vectors wide, with a tail.
 * Each statement is on a line of its own, since narrower ones are made from this text by leaving out lines.
 */
final class FloatUpdateTile3Tail implements FloatShapedProduct.Update {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
    private static final int L = LANES.length();
    private static final VectorMask<Float> UPPER = VectorMask.fromLong(LANES, -1L << (L / 2));

    // Constants of the class, so that C2 takes range checks out of the loops.
    private static final FloatShapedProduct.Shape SHAPE = FloatShapedProduct.shapeOf(MethodHandles.lookup());
    private static final int PAIRS = SHAPE.pairs();
    private static final int DEPTH = SHAPE.rows();
    private static final int A_ROW = SHAPE.aStride();
    private static final int C_ROW = SHAPE.pairedRow();
    private static final int C_PAIR = SHAPE.pairedStride();
    private static final int C_TAIL = SHAPE.pairedTail();
    private static final int B_ROW = SHAPE.rowStride();
    private static final int B_TAIL = SHAPE.rowTail();
    private static final int COLUMN = SHAPE.column();

    FloatUpdateTile3Tail() {}

    @Override
    public void add(float[] a, int aAt, float[] b, float decay, float[] c) {
        boolean decays = decay != 0;
        FloatVector shrink = FloatVector.broadcast(LANES, decay);
        FloatVector zero = FloatVector.zero(LANES);
        for (int i = 0; i < PAIRS; i += 3) {
            // Pairs that are not there repeat the last one, so that no load is out of place; they are not stored.
            int last = PAIRS - 1 - i;
            int a0 = aAt + 2 * i;
            int a1 = a0 + 2 * Math.min(1, last);
            int a2 = a0 + 2 * Math.min(2, last);
            int p0 = COLUMN + i * C_PAIR;
            int p1 = p0 + Math.min(1, last) * C_PAIR;
            int p2 = p0 + Math.min(2, last) * C_PAIR;
            // One statement a line: narrower tiles leave out lines.
            // spotless:off
            FloatVector e00 = decays ? FloatVector.fromArray(LANES, c, p0 + 0 * L).mul(shrink) : zero;
            FloatVector o00 = decays ? FloatVector.fromArray(LANES, c, p0 + C_ROW + 0 * L).mul(shrink) : zero;
            FloatVector e01 = decays ? FloatVector.fromArray(LANES, c, p0 + 1 * L).mul(shrink) : zero;
            FloatVector o01 = decays ? FloatVector.fromArray(LANES, c, p0 + C_ROW + 1 * L).mul(shrink) : zero;
            FloatVector e02 = decays ? FloatVector.fromArray(LANES, c, p0 + 2 * L).mul(shrink) : zero;
            FloatVector o02 = decays ? FloatVector.fromArray(LANES, c, p0 + C_ROW + 2 * L).mul(shrink) : zero;
            FloatVector t0 = decays ? FloatVector.fromArray(LANES, c, p0 + C_TAIL).mul(shrink) : zero;
            FloatVector e10 = decays ? FloatVector.fromArray(LANES, c, p1 + 0 * L).mul(shrink) : zero;
            FloatVector o10 = decays ? FloatVector.fromArray(LANES, c, p1 + C_ROW + 0 * L).mul(shrink) : zero;
            FloatVector e11 = decays ? FloatVector.fromArray(LANES, c, p1 + 1 * L).mul(shrink) : zero;
            FloatVector o11 = decays ? FloatVector.fromArray(LANES, c, p1 + C_ROW + 1 * L).mul(shrink) : zero;
            FloatVector e12 = decays ? FloatVector.fromArray(LANES, c, p1 + 2 * L).mul(shrink) : zero;
            FloatVector o12 = decays ? FloatVector.fromArray(LANES, c, p1 + C_ROW + 2 * L).mul(shrink) : zero;
            FloatVector t1 = decays ? FloatVector.fromArray(LANES, c, p1 + C_TAIL).mul(shrink) : zero;
            FloatVector e20 = decays ? FloatVector.fromArray(LANES, c, p2 + 0 * L).mul(shrink) : zero;
            FloatVector o20 = decays ? FloatVector.fromArray(LANES, c, p2 + C_ROW + 0 * L).mul(shrink) : zero;
            FloatVector e21 = decays ? FloatVector.fromArray(LANES, c, p2 + 1 * L).mul(shrink) : zero;
            FloatVector o21 = decays ? FloatVector.fromArray(LANES, c, p2 + C_ROW + 1 * L).mul(shrink) : zero;
            FloatVector e22 = decays ? FloatVector.fromArray(LANES, c, p2 + 2 * L).mul(shrink) : zero;
            FloatVector o22 = decays ? FloatVector.fromArray(LANES, c, p2 + C_ROW + 2 * L).mul(shrink) : zero;
            FloatVector t2 = decays ? FloatVector.fromArray(LANES, c, p2 + C_TAIL).mul(shrink) : zero;
            // spotless:on
            for (int k = 0, ka = 0, kb = COLUMN; k < DEPTH; k++, ka += A_ROW, kb += B_ROW) {
                FloatVector b0 = FloatVector.fromArray(LANES, b, kb + 0 * L);
                FloatVector b1 = FloatVector.fromArray(LANES, b, kb + 1 * L);
                FloatVector b2 = FloatVector.fromArray(LANES, b, kb + 2 * L);
                FloatVector q = FloatVector.fromArray(LANES, b, kb + B_TAIL);
                FloatVector x0 = FloatVector.broadcast(LANES, a[a0 + ka]);
                FloatVector y0 = FloatVector.broadcast(LANES, a[a0 + ka + 1]);
                e00 = x0.fma(b0, e00);
                o00 = y0.fma(b0, o00);
                e01 = x0.fma(b1, e01);
                o01 = y0.fma(b1, o01);
                e02 = x0.fma(b2, e02);
                o02 = y0.fma(b2, o02);
                t0 = x0.blend(y0, UPPER).fma(q, t0);
                FloatVector x1 = FloatVector.broadcast(LANES, a[a1 + ka]);
                FloatVector y1 = FloatVector.broadcast(LANES, a[a1 + ka + 1]);
                e10 = x1.fma(b0, e10);
                o10 = y1.fma(b0, o10);
                e11 = x1.fma(b1, e11);
                o11 = y1.fma(b1, o11);
                e12 = x1.fma(b2, e12);
                o12 = y1.fma(b2, o12);
                t1 = x1.blend(y1, UPPER).fma(q, t1);
                FloatVector x2 = FloatVector.broadcast(LANES, a[a2 + ka]);
                FloatVector y2 = FloatVector.broadcast(LANES, a[a2 + ka + 1]);
                e20 = x2.fma(b0, e20);
                o20 = y2.fma(b0, o20);
                e21 = x2.fma(b1, e21);
                o21 = y2.fma(b1, o21);
                e22 = x2.fma(b2, e22);
                o22 = y2.fma(b2, o22);
                t2 = x2.blend(y2, UPPER).fma(q, t2);
            }
            FloatVector.fromArray(LANES, c, p0 + 0 * L).add(e00).intoArray(c, p0 + 0 * L);
            FloatVector.fromArray(LANES, c, p0 + C_ROW + 0 * L).add(o00).intoArray(c, p0 + C_ROW + 0 * L);
            FloatVector.fromArray(LANES, c, p0 + 1 * L).add(e01).intoArray(c, p0 + 1 * L);
            FloatVector.fromArray(LANES, c, p0 + C_ROW + 1 * L).add(o01).intoArray(c, p0 + C_ROW + 1 * L);
            FloatVector.fromArray(LANES, c, p0 + 2 * L).add(e02).intoArray(c, p0 + 2 * L);
            FloatVector.fromArray(LANES, c, p0 + C_ROW + 2 * L).add(o02).intoArray(c, p0 + C_ROW + 2 * L);
            FloatVector.fromArray(LANES, c, p0 + C_TAIL).add(t0).intoArray(c, p0 + C_TAIL);
            if (last >= 1) {
                FloatVector.fromArray(LANES, c, p1 + 0 * L).add(e10).intoArray(c, p1 + 0 * L);
                FloatVector.fromArray(LANES, c, p1 + C_ROW + 0 * L).add(o10).intoArray(c, p1 + C_ROW + 0 * L);
                FloatVector.fromArray(LANES, c, p1 + 1 * L).add(e11).intoArray(c, p1 + 1 * L);
                FloatVector.fromArray(LANES, c, p1 + C_ROW + 1 * L).add(o11).intoArray(c, p1 + C_ROW + 1 * L);
                FloatVector.fromArray(LANES, c, p1 + 2 * L).add(e12).intoArray(c, p1 + 2 * L);
                FloatVector.fromArray(LANES, c, p1 + C_ROW + 2 * L).add(o12).intoArray(c, p1 + C_ROW + 2 * L);
                FloatVector.fromArray(LANES, c, p1 + C_TAIL).add(t1).intoArray(c, p1 + C_TAIL);
            }
            if (last >= 2) {
                FloatVector.fromArray(LANES, c, p2 + 0 * L).add(e20).intoArray(c, p2 + 0 * L);
                FloatVector.fromArray(LANES, c, p2 + C_ROW + 0 * L).add(o20).intoArray(c, p2 + C_ROW + 0 * L);
                FloatVector.fromArray(LANES, c, p2 + 1 * L).add(e21).intoArray(c, p2 + 1 * L);
                FloatVector.fromArray(LANES, c, p2 + C_ROW + 1 * L).add(o21).intoArray(c, p2 + C_ROW + 1 * L);
                FloatVector.fromArray(LANES, c, p2 + 2 * L).add(e22).intoArray(c, p2 + 2 * L);
                FloatVector.fromArray(LANES, c, p2 + C_ROW + 2 * L).add(o22).intoArray(c, p2 + C_ROW + 2 * L);
                FloatVector.fromArray(LANES, c, p2 + C_TAIL).add(t2).intoArray(c, p2 + C_TAIL);
            }
        }
    }
}
