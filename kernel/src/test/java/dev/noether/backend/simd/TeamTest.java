package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a step, done by threads that meet. */
class TeamTest {

    /** More members than any machine here has cores, too: then members park. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17})
    void everyMemberDoesEveryPartOnceAndTheLeaderWaitsForAll(int members) {
        int[] done = new int[members];
        try (Team team = new Team(members)) {
            assertThat(team.members()).isEqualTo(members);
            for (int part = 1; part <= 300; part++) {
                team.run((member, of) -> {
                    assertThat(of).isEqualTo(members);
                    done[member]++;
                });
                for (int member = 0; member < members; member++) {
                    assertThat(done[member]).isEqualTo(part);
                }
            }
        }
    }

    @Test
    void aMemberThatHasParkedIsWoken() throws InterruptedException {
        AtomicIntegerArray done = new AtomicIntegerArray(2);
        try (Team team = new Team(2)) {
            for (int part = 1; part <= 3; part++) {
                team.run((member, members) -> done.incrementAndGet(member));
                // Far longer than a member spins.
                Thread.sleep(30);
            }
            team.run((member, members) -> {
                if (member == 1) {
                    try {
                        Thread.sleep(30);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                done.incrementAndGet(member);
            });
        }
        assertThat(done.get(0)).isEqualTo(4);
        assertThat(done.get(1)).isEqualTo(4);
    }

    @Test
    void whatAMemberThrowsReachesTheLeaderAndTheTeamGoesOn() {
        try (Team team = new Team(2)) {
            assertThatThrownBy(() -> team.run((member, members) -> {
                        if (member == 1) {
                            throw new IllegalArgumentException("no such row");
                        }
                    }))
                    .hasRootCauseMessage("no such row");
            int[] done = new int[2];
            team.run((member, members) -> done[member] = 1);
            assertThat(done).containsExactly(1, 1);
        }
    }

    @Test
    void aTeamThatIsClosedSaysSo() {
        Team team = new Team(2);
        team.close();
        assertThatThrownBy(() -> team.run((member, members) -> {})).hasMessage("this stepper is closed");
    }
}
