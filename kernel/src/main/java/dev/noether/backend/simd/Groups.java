package dev.noether.backend.simd;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Groups of hidden units, dealt out anew in each part of a step that works on them. A member of a team begins with its own,
 * which are in its cache; who is done takes those that others have not begun: a core that is slowed down by something else
 * does not hold up the rest.
 */
final class Groups {

    private final AtomicLongArray takenIn;
    private long part;

    Groups(int count) {
        takenIn = new AtomicLongArray(count);
    }

    int count() {
        return takenIn.length();
    }

    /** Has a part done by a team that takes each group once. */
    void run(Team team, Team.Part work) {
        part++;
        team.run(work);
    }

    /**
     * The group that a member looks at as its k-th: its own in their order, then those of the member before it, the last one
     * first.
     */
    int at(int k, int member, int members) {
        int first = Team.start(count(), member, members);
        int own = Team.start(count(), member + 1, members) - first;
        return k < own ? first + k : Math.floorMod(first - 1 - (k - own), count());
    }

    /** Whether a group is left to the caller, who was the first to ask in this part. */
    boolean take(int g) {
        return takenIn.compareAndSet(g, part - 1, part);
    }
}
