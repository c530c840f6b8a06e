package dev.noether.backend.simd;

import dev.noether.simd.FloatMatrix;

/** Minibatches that the members of a team fill together; each of them has its own, for there is scratch in it. */
@FunctionalInterface
interface FloatMinibatchRows {

    /** Overwrites rows {@code first ... first + count - 1} of the minibatch of a step. */
    void fill(long step, int first, int count, FloatMatrix x, FloatMatrix y);

    /** The share of one member of so many: rows side by side. */
    default void fillShare(long step, int member, int members, FloatMatrix x, FloatMatrix y) {
        int first = Team.start(x.rows(), member, members);
        int count = Team.start(x.rows(), member + 1, members) - first;
        if (count > 0) {
            fill(step, first, count, x, y);
        }
    }
}
