package dev.noether.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

public final class SuiteTest {

    /** Fails before it is timed. */
    @State(Scope.Benchmark)
    public static class Failing {

        @Setup
        public void setUp() {
            throw new IllegalStateException("kernel and control differ");
        }

        @Benchmark
        public int work() {
            return 1;
        }
    }

    @Test
    void saysWhyABenchmarkFailed() {
        assertThatThrownBy(() -> Suite.run(new OptionsBuilder()
                        .include(Failing.class.getSimpleName())
                        .forks(0)
                        .warmupIterations(1)
                        .measurementIterations(1)
                        .shouldFailOnError(true)))
                .isInstanceOf(RunnerException.class)
                .hasMessage("IllegalStateException, kernel and control differ");
    }

    @Test
    void namesWhatHasNoMessage() {
        assertThat(Suite.reason(new RunnerException("outside", new OutOfMemoryError())))
                .isEqualTo("OutOfMemoryError");
    }
}
