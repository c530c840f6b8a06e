package dev.noether.study.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import org.junit.jupiter.api.Test;

/** What {@code simulate} prints for a reader. */
class SimulateCommandTest {

    private static final String SMALL = "simulate --inputs 3 --hidden 2";

    @Test
    void namesProblemAlgorithmAndEngineAndEndsWithASummary() {
        CommandLineRun run = CommandLineRun.line(SMALL + " --steps 40 --algorithm gd --loss mean");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out())
                .contains("3 inputs, 2 hidden units, 3 outputs (12 parameters), mean loss")
                .contains("GD on the population, learning rate 0.01")
                .contains("Engine     parameters on simd (double, threads: ")
                .containsPattern("seed +status +steps +loss +Hessian trace")
                .containsPattern("40 steps in .* s: ")
                .containsPattern("[0-9a-f]{64}");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void theTableOfObservationsStaysShortAndEndsAtTheLastStep() {
        CommandLineRun run = CommandLineRun.line(SMALL + " --steps 1003 --every 1 --observe loss");
        String table = run.out().split("\n\n")[1];
        assertThat(table.lines().count()).isBetween(10L, 14L);
        assertThat(table.lines().toList().getLast()).matches(" *1003  .*");
    }

    @Test
    void aMatrixOfObservationsDoesNotFloodTheTable() {
        CommandLineRun run = CommandLineRun.line("simulate --inputs 3 --hidden 30 --steps 2 --observe balanceMatrix");
        assertThat(run.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThan(160));
        assertThat(run.out()).contains("and " + (30 * 30 - 6) + " more columns");
    }

    @Test
    void manyReplicasAreCutShortForAReader() {
        CommandLineRun run = CommandLineRun.line(SMALL + " --steps 1 --replicas 25");
        assertThat(run.out()).contains("... and 5 more (--json has all)");
    }
}
