package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The order in which members of a team look at groups. */
class GroupsTest {

    @Test
    void aMemberBeginsWithItsOwnAndLooksAtEveryGroupOnce() {
        for (int count = 1; count <= 16; count++) {
            Groups groups = new Groups(count);
            for (int members = 1; members <= 5; members++) {
                for (int member = 0; member < members; member++) {
                    int first = Team.start(count, member, members);
                    int own = Team.start(count, member + 1, members) - first;
                    Set<Integer> seen = new HashSet<>();
                    for (int k = 0; k < count; k++) {
                        int g = groups.at(k, member, members);
                        seen.add(g);
                        if (k < own) {
                            assertThat(g).isEqualTo(first + k);
                        }
                    }
                    assertThat(seen)
                            .as("%d groups, member %d of %d", count, member, members)
                            .hasSize(count);
                }
            }
        }
    }
}
