package dev.noether.backend.simd;

import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;

/**
 * Moments of minibatches of S samples X (S x dx) and Y (S x dy): {@code R = X P^T - Y}, {@code M = R^T X / S}. The samples
 * are dealt out to the members of a team, then the rows of M.
 */
final class FloatSampleMoments implements FloatStepMoments {

    private final FloatMinibatchRows[] rows;
    private final FloatMatrix x;
    private final FloatMatrix y;
    private final FloatMatrix r;
    private final Share[] shares;
    private final Team.Part residuals = this::residuals;
    private final Team.Part moments = this::moments;
    private float factor;
    private FloatMatrix p;
    private FloatMatrix m;

    /** Views and scratch of one member. */
    private static final class Share {
        final FloatGemm gemm = new FloatGemm();
        final FloatMatrix left = new FloatMatrix(1, 1);
        final FloatMatrix right = new FloatMatrix(1, 1);
        final FloatMatrix out = new FloatMatrix(1, 1);
    }

    /** Minibatches of {@code size} samples, one filler of rows a member. */
    FloatSampleMoments(int size, int inputs, int outputs, FloatMinibatchRows[] rows) {
        this.rows = rows;
        x = new FloatMatrix(size, inputs);
        y = new FloatMatrix(size, outputs);
        r = new FloatMatrix(size, outputs);
        shares = new Share[rows.length];
        for (int member = 0; member < shares.length; member++) {
            shares[member] = new Share();
        }
    }

    @Override
    public void draw(long step, int member, int members) {
        rows[member].fillShare(step, member, members, x, y);
    }

    @Override
    public void compute(float scale, FloatMatrix product, FloatMatrix out, Team team) {
        factor = scale / x.rows();
        p = product;
        m = out;
        team.run(residuals);
        team.run(moments);
    }

    private void residuals(int member, int members) {
        int first = Team.start(x.rows(), member, members);
        int count = Team.start(x.rows(), member + 1, members) - first;
        if (count > 0) {
            Share share = shares[member];
            share.left.viewRows(x, first, count);
            share.right.viewRows(y, first, count);
            share.out.viewRows(r, first, count);
            FloatElementwise.negateInto(share.right, share.out);
            share.gemm.multiply(1f, share.left, false, p, true, true, share.out);
        }
    }

    private void moments(int member, int members) {
        int first = Team.start(m.rows(), member, members);
        int count = Team.start(m.rows(), member + 1, members) - first;
        if (count > 0) {
            Share share = shares[member];
            share.left.viewColumns(r, first, count);
            share.out.viewRows(m, first, count);
            share.gemm.multiply(factor, share.left, true, x, false, false, share.out);
        }
    }
}
