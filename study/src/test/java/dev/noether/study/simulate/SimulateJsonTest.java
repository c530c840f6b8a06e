package dev.noether.study.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Quantity;
import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The object that {@code simulate --json} prints, member by member. */
class SimulateJsonTest {

    private static final String SMALL = "simulate --inputs 3 --hidden 2 --noise-variances 0.25 --json";

    private static JsonNode json(String flags) {
        CommandLineRun run = CommandLineRun.line(SMALL + " " + flags);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err()).isEmpty();
        return run.json();
    }

    @Test
    void hasTheMembersThatScriptsRelyOn() {
        JsonNode report = json("--steps 7 --seed 3 --threads 1");
        assertThat(report.propertyNames())
                .containsExactly(
                        "status",
                        "steps",
                        "seconds",
                        "stepsPerSecond",
                        "flops",
                        "engine",
                        "backend",
                        "threads",
                        "seed",
                        "settings",
                        "final",
                        "computedElsewhere",
                        "checksum");
        assertThat(report.get("status").asString()).isEqualTo("completed");
        assertThat(report.get("steps").asInt()).isEqualTo(7);
        assertThat(report.get("engine").asString()).isEqualTo("parameters");
        assertThat(report.get("backend").asString()).isEqualTo("simd");
        assertThat(report.get("threads").asInt()).isEqualTo(1);
        assertThat(report.get("seed").asInt()).isEqualTo(3);
        assertThat(report.get("computedElsewhere").isEmpty()).isTrue();
        assertThat(report.get("checksum").asString()).matches("[0-9a-f]{64}");
        double seconds = report.get("seconds").asDouble();
        assertThat(seconds).isPositive();
        assertThat(report.get("stepsPerSecond").asDouble()).isCloseTo(7 / seconds, within(1e-9 / seconds));
    }

    /** Replicas are what threads share: one has no use for two. */
    @ParameterizedTest
    @CsvSource({"simd, 1, 2, 1", "simd, 3, 2, 2", "simd, 2, 5, 2", "reference, 3, 2, 1"})
    void threadsAreThoseThatWorked(String backend, int replicas, int asked, int threads) {
        JsonNode report = json("--steps 2 --backend " + backend + " --replicas " + replicas + " --threads " + asked);
        assertThat(report.get("threads").asInt()).isEqualTo(threads);
        assertThat(report.get("settings").get("threads").asInt()).isEqualTo(asked);
    }

    @Test
    void whatIsComputedElsewhereHasTheNameOfItsObservation() {
        assertThat(Observable.words(EnumSet.of(Quantity.TASK_BALANCE_NORMS, Quantity.LOSS)))
                .containsExactly("loss", "balance", "relativeBalance");
    }

    @Test
    void finalValuesAreThoseOfThePopulation() {
        JsonNode last = json("--steps 0 --init gaussian:0 --weight-decay 0.1").get("final");
        // U = W = 0: the loss is E|y|^2 = Tr(V V^T) + Tr Se, and only weight decay has a Hessian trace.
        assertThat(last.get("loss").asDouble()).isEqualTo(3 + 3 * 0.25);
        assertThat(last.get("hessianTrace").asDouble()).isCloseTo(2 * 0.1 * (3 * 2 + 2 * 3), within(1e-15));
        assertThat(last.get("squaredNorm").get("U").asDouble()).isZero();
        assertThat(last.get("squaredNorm").get("W").asDouble()).isZero();
        assertThat(last.get("balance").asDouble()).isZero();
    }

    @Test
    void settingsAreResolved() {
        JsonNode settings = json("--steps 250 --input-variances 2*1,1*2").get("settings");
        assertThat(settings.get("outputs").asInt()).isEqualTo(3);
        assertThat(settings.get("every").asInt()).isEqualTo(2);
        assertThat(settings.get("batch").asInt()).isEqualTo(10);
        assertThat(settings.get("samples").isNull()).isTrue();
        assertThat(settings.get("inputVariances").toString()).isEqualTo("[2.0,1.0,1.0]");
        assertThat(settings.get("noiseVariances").toString()).isEqualTo("[0.25,0.25,0.25]");
        assertThat(settings.get("observe").toString()).isEqualTo("[\"loss\",\"squaredNorm\"]");
        assertThat(settings.get("learningRate").asDouble()).isEqualTo(0.01);
        assertThat(settings.propertyNames())
                .contains(
                        "model",
                        "activation",
                        "inputs",
                        "hidden",
                        "target",
                        "loss",
                        "algorithm",
                        "flowStep",
                        "schedule",
                        "weightDecay",
                        "momentum",
                        "steps",
                        "init",
                        "replicas",
                        "engine",
                        "precision",
                        "backend",
                        "threads",
                        "seed",
                        "device",
                        "out");
    }

    @Test
    void replicasAreTheRunsOfTheFollowingSeeds() {
        JsonNode together = json("--steps 9 --seed 5 --replicas 3 --target gaussian --samples 12");
        for (int k = 0; k < 3; k++) {
            JsonNode alone = json("--steps 9 --seed " + (5 + k) + " --target gaussian --samples 12");
            assertThat(together.get("status").get(k)).isEqualTo(alone.get("status"));
            assertThat(together.get("steps").get(k)).isEqualTo(alone.get("steps"));
            JsonNode end = together.get("final");
            assertThat(end.get("loss").get(k)).isEqualTo(alone.get("final").get("loss"));
            assertThat(end.get("hessianTrace").get(k))
                    .isEqualTo(alone.get("final").get("hessianTrace"));
            assertThat(end.get("balance").get(k)).isEqualTo(alone.get("final").get("balance"));
            assertThat(end.get("squaredNorm").get("W").get(k))
                    .isEqualTo(alone.get("final").get("squaredNorm").get("W"));
        }
    }

    @Test
    void bitsDoNotDependOnTheNumberOfThreads() {
        String flags = "--steps 50 --inputs 17 --hidden 23 --noise-variances 0.5 --json --threads ";
        String one = CommandLineRun.line("simulate " + flags + 1)
                .json()
                .get("checksum")
                .asString();
        assertThat(CommandLineRun.line("simulate " + flags + 3)
                        .json()
                        .get("checksum")
                        .asString())
                .isEqualTo(one);
        // A seed more is another trajectory.
        assertThat(CommandLineRun.line("simulate --seed 2 " + flags + 1)
                        .json()
                        .get("checksum")
                        .asString())
                .isNotEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource({"reference,double,1e-12", "opencl,double,1e-12", "opencl,float,1e-4"})
    void everyBackendFollowsTheSamePath(String backend, String precision, double tolerance) {
        JsonNode expected = json("--steps 100 --precision " + precision).get("final");
        JsonNode report = json("--steps 100 --backend " + backend + " --precision " + precision);
        assertThat(report.get("backend").asString()).isEqualTo(backend);
        assertThat(report.get("computedElsewhere").isEmpty()).isTrue();
        for (String name : new String[] {"loss", "hessianTrace", "balance"}) {
            assertThat(report.get("final").get(name).asDouble())
                    .as(name)
                    .isCloseTo(
                            expected.get(name).asDouble(),
                            within(tolerance * expected.get(name).asDouble()));
        }
    }

    @Test
    void nominalOperationsFollowTheBatch() {
        // 2 S d (2 dx + 3 dy) a step and trajectory.
        assertThat(json("--steps 4 --batch 6").get("flops").asDouble()).isEqualTo(4 * 2.0 * 6 * 2 * (2 * 3 + 3 * 3));
        assertThat(json("--steps 4 --batch 6 --replicas 2").get("flops").asDouble())
                .isEqualTo(2 * 4 * 2.0 * 6 * 2 * (2 * 3 + 3 * 3));
        assertThat(json("--steps 4 --algorithm gd --samples 7").get("flops").asDouble())
                .isEqualTo(4 * 2.0 * 7 * 2 * (2 * 3 + 3 * 3));
        // On the population: 6 dx d dy.
        assertThat(json("--steps 4 --algorithm gd").get("flops").asDouble()).isEqualTo(4 * 6.0 * 3 * 2 * 3);
        // A flow has both gradients.
        assertThat(json("--steps 4 --algorithm flow --batch 6").get("flops").asDouble())
                .isEqualTo(4 * (2.0 * 6 * 2 * (2 * 3 + 3 * 3) + 6.0 * 3 * 2 * 3));
    }

    @Test
    void aFlowInStepsOfTheLearningRateIsSgd() {
        String sgd = json("--steps 9 --batch 6").get("checksum").asString();
        assertThat(json("--steps 9 --batch 6 --algorithm flow").get("checksum").asString())
                .isEqualTo(sgd);
        JsonNode half = json("--steps 9 --batch 6 --algorithm flow --flow-step 0.5");
        assertThat(half.get("checksum").asString()).isNotEqualTo(sgd);
        assertThat(half.get("settings").get("flowStep").asDouble()).isEqualTo(0.5);
    }

    @Test
    void aScheduleThatKeepsTheRateIsConstant() {
        String constant = json("--steps 9 --learning-rate 0.02").get("checksum").asString();
        assertThat(json("--steps 9 --learning-rate 0.02 --schedule piecewise:20=1")
                        .get("checksum")
                        .asString())
                .isEqualTo(constant);
        JsonNode stairs = json("--steps 9 --learning-rate 0.02 --schedule step:3:0.5");
        assertThat(stairs.get("checksum").asString()).isNotEqualTo(constant);
        assertThat(stairs.get("settings").get("schedule").asString()).isEqualTo("step:3:0.5");
    }

    @Test
    void aDivergedTrajectoryIsAResultWithItsStep() {
        CommandLineRun run = CommandLineRun.line(SMALL + " --steps 1000 --learning-rate 3");
        assertThat(run.status()).isEqualTo(ExitStatus.DIVERGED);
        JsonNode report = run.json();
        assertThat(report.get("status").asString()).isEqualTo("diverged");
        long step = report.get("steps").asLong();
        assertThat(step).isBetween(1L, 999L);
        assertThat(run.err()).startsWith("noether: diverged at step " + step + "; ");
        double squares = report.get("final").get("squaredNorm").get("U").asDouble()
                + report.get("final").get("squaredNorm").get("W").asDouble();
        assertThat(squares).isGreaterThan(1e12);
    }

    @Test
    void onlyAllReplicasTogetherDiverge() {
        // From a start this large the step is stable for one seed and not for the other; found by trying.
        String flags = " --init gaussian:1 --learning-rate 0.08 --steps 300 --replicas 24 --batch 2";
        CommandLineRun run = CommandLineRun.line(SMALL + flags);
        assertThat(run.json().get("status").toString()).contains("completed", "diverged");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void gradientDescentOnADataSetWithoutNoiseLearnsTheTarget() {
        CommandLineRun run = CommandLineRun.line("simulate --inputs 3 --hidden 4 --noise-variances 0"
                + " --algorithm gd --samples 40 --steps 2000 --learning-rate 0.05 --json");
        // Enough samples fix the map, so that the population loss, which was never descended, vanishes as well.
        assertThat(run.json().get("final").get("loss").asDouble()).isLessThan(1e-8);
    }
}
