package dev.noether.study.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ProblemTest {

    private static Problem problem(String... flags) {
        return CommandLine.populateCommand(new ProblemOptions(), flags).resolve();
    }

    @Test
    void seedsShareATaskUnlessItsTargetIsDrawn() {
        Problem given = problem("--inputs", "3", "--target", "scale:2");
        assertThat(given.task(7)).isSameAs(given.task(8));
        Problem drawn = problem("--inputs", "3", "--target", "gaussian");
        assertThat(drawn.task(7).target().get(0, 0))
                .isNotEqualTo(drawn.task(8).target().get(0, 0));
    }
}
