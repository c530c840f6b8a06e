package dev.noether.study.equilibrium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.noether.backend.Backends;
import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EquilibriumCommandTest {

    private static final String CASE = "{\"model\": {\"kind\": \"two-layer\"}, \"weightDecay\": 0,"
            + " \"parameters\": {\"U\": [[2, 1]], \"W\": [[1, 0.5], [0.25, 1]]},"
            + " \"batch\": {\"x\": [[1, 2], [2, -1], [0, 1]], \"y\": [[1], [0], [-1]]}}";

    private static final String ALONG = "--symmetry double-rotation(U,W) --backend reference";

    /** A case of many samples, inputs and outputs, whose gammas do not round to symmetric ones everywhere. */
    private static final String LARGE = largeCase(new Random(4), 37, 11, 7, 13);

    @TempDir
    private Path folder;

    private static String largeCase(Random random, int samples, int inputs, int hidden, int outputs) {
        return "{\"model\": {\"kind\": \"two-layer\"}, \"weightDecay\": 0.01, \"parameters\": {\"U\": "
                + matrix(random, outputs, hidden) + ", \"W\": " + matrix(random, hidden, inputs)
                + "}, \"batch\": {\"x\": " + matrix(random, samples, inputs) + ", \"y\": "
                + matrix(random, samples, outputs) + "}}";
    }

    private static String matrix(Random random, int rows, int columns) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.setAll(row, j -> random.nextGaussian());
        }
        return Arrays.deepToString(values);
    }

    private CommandLineRun ofCase(String text, String flags) throws IOException {
        Path file = Files.writeString(folder.resolve("case.json"), text);
        return CommandLineRun.line("equilibrium " + file + " " + flags);
    }

    /** V* = I, Se = I, inputs phi and 2 - phi: norms and trace in closed form. */
    @Test
    void anisotropicInputsHaveTheirKnownEquilibrium() {
        double phi = 0.5;
        JsonNode json = CommandLineRun.line("equilibrium --inputs 4 --hidden 6 --input-variances 0.5*2,1.5*2 --json")
                .json();
        double roots = 2 * Math.sqrt(phi) + 2 * Math.sqrt(2 - phi);
        double inverses = 2 / Math.sqrt(phi) + 2 / Math.sqrt(2 - phi);
        assertThat(json.propertyNames()).containsExactly("squaredNorm", "singularValues", "hessianTrace", "rate", "g");
        assertThat(json.get("squaredNorm").get("U").asDouble()).isCloseTo(roots, within(1e-12 * roots));
        assertThat(json.get("squaredNorm").get("W").asDouble()).isCloseTo(inverses, within(1e-12 * inverses));
        assertThat(json.get("hessianTrace").asDouble()).isCloseTo(2 * 4 * 2 * roots, within(1e-11 * roots));
        assertThat(json.get("singularValues").get("U").get(0).asDouble())
                .isCloseTo(Math.pow(2 - phi, 0.25), within(1e-12));
        assertThat(json.get("g").asDouble()).isZero();
    }

    @Test
    void saysWhereWeightDecayIsTooLargeForTheClosedForm() {
        CommandLineRun large = CommandLineRun.line("equilibrium --inputs 4 --weight-decay 0.3");
        assertThat(large.status()).isZero();
        assertThat(large.err()).startsWith("noether: warning: weight decay shrinks U W by about 30");
        assertThat(CommandLineRun.line("equilibrium --inputs 4 --weight-decay 0.001")
                        .err())
                .isEmpty();
    }

    @Test
    void weightDecayEntersThroughG() {
        JsonNode json = CommandLineRun.line(
                        "equilibrium --inputs 3 --weight-decay 1e-3 --learning-rate 0.02 --batch 7 --json")
                .json();
        double g = 1e-3 * (1 - 0.02 * 1e-3) * 7 / 0.02;
        assertThat(json.get("g").asDouble()).isCloseTo(g, within(1e-14));
        // Equal gammas: both norms are 3, and all modes decay at 8 eta^2 / S gu gw / (gu + gw), gu = gw = 3 + g.
        assertThat(json.get("squaredNorm").get("U").asDouble()).isCloseTo(3, within(1e-12));
        assertThat(json.get("rate").asDouble()).isCloseTo(8 * 0.02 * 0.02 / 7 * (3 + g) / 2, within(1e-14));
    }

    @Test
    void aReaderGetsATable() {
        assertThat(CommandLineRun.line("equilibrium --inputs 3").out())
                .contains("|U|^2", "|W|^2", "Hessian trace", "slowest decay of D per step");
    }

    @Test
    void projectionEndsWhereLambdaIsZero() throws IOException {
        Path moved = folder.resolve("moved.json");
        CommandLineRun run = ofCase(CASE, ALONG + " --json --project " + moved);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.json().propertyNames())
                .containsExactly(
                        "flow", "gradientTerm", "lambda", "lossBefore", "lossAfter", "flowAfter", "gradientTermAfter");
        assertThat(run.json().get("lambda").asDouble()).isNotZero();
        JsonNode there = CommandLineRun.line("equilibrium " + moved + " " + ALONG + " --json")
                .json();
        assertThat(there.get("lambda").asDouble()).isCloseTo(0, within(1e-12));
        assertThat(there.get("flow").asDouble())
                .isCloseTo(
                        there.get("gradientTerm").asDouble(),
                        within(1e-12 * Math.abs(run.json().get("flow").asDouble())));
    }

    private static final String PLATFORMS = """
            reference, double, 1e-12
            simd, double, 1e-12
            simd, float, 1e-5
            opencl, double, 1e-12
            opencl, float, 1e-5
            """;

    private static String on(String backend, String precision) {
        assumeThat(Backends.find(backend).orElseThrow().unusable()).isEmpty();
        return "--symmetry double-rotation(U,W) --json --backend " + backend + " --precision " + precision + " ";
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(textBlock = PLATFORMS)
    void everyBackendAndPrecisionFindsTheSameEquilibrium(String backend, String precision, double tolerance)
            throws IOException {
        CommandLineRun run = ofCase(LARGE, on(backend, precision));
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        JsonNode expected = ofCase(LARGE, ALONG + " --json").json();
        for (String member : List.of("flow", "gradientTerm", "lambda")) {
            assertThat(run.json().get(member).asDouble())
                    .isCloseTo(
                            expected.get(member).asDouble(),
                            within(tolerance * Math.abs(expected.get(member).asDouble())));
        }
    }

    /** Equal samples have equal gradients: all that a computed covariance shows is rounding. */
    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(textBlock = PLATFORMS)
    void withoutNoiseLambdaIsUndeterminedAndNothingIsProjected(String backend, String precision) throws IOException {
        String equal = CASE.replace("[[1, 2], [2, -1], [0, 1]]", "[[0.1, 0.7], [0.1, 0.7], [0.1, 0.7]]")
                .replace("[[1], [0], [-1]]", "[[0.3], [0.3], [0.3]]");
        CommandLineRun run = ofCase(equal, on(backend, precision));
        assertThat(run.json().get("lambda").asString()).isEqualTo("undetermined");
        assertThat(run.json().get("flow").asDouble())
                .isEqualTo(run.json().get("gradientTerm").asDouble());
        CommandLineRun refused = ofCase(equal, on(backend, precision) + "--project " + folder.resolve("no.json"));
        assertThat(refused.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(refused.err()).contains("--project needs a finite lambda*, here it is undetermined");
        assertThat(folder.resolve("no.json")).doesNotExist();
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(textBlock = PLATFORMS)
    void anOverflowIsOneSentence(String backend, String precision) throws IOException {
        CommandLineRun run = ofCase(CASE.replace("[[2, 1]]", "[[1e200, 1]]"), on(backend, precision));
        assertThat(run.err().strip()).startsWith("noether: the noise of this case overflows in " + precision);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void oneSampleHasNoNoise() throws IOException {
        CommandLineRun run = ofCase(
                CASE.replace("[[1, 2], [2, -1], [0, 1]]", "[[1, 2]]").replace("[[1], [0], [-1]]", "[[3]]"), ALONG);
        assertThat(run.err())
                .isEqualTo(
                        "noether: batch has one sample, whose gradient has no noise; give x and y at least two rows\n");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "equilibrium --noise-variances 0 | Gamma_U has rank 0 of 30",
                "equilibrium --learning-rate 0 | --learning-rate is 0, an equilibrium needs one above 0",
                "equilibrium --learning-rate 2 --weight-decay 0.5 | --learning-rate is 2, an equilibrium needs one above 0, and below 1 over the weight decay 0.5",
                "equilibrium --symmetry double-rotation(U,W) | --symmetry belongs to a case file",
                "equilibrium --project x.json | --project belongs to a case file",
                "equilibrium --unbiased | --unbiased belongs to a case file",
                "equilibrium --activation tanh | the equilibrium of a two-layer net with tanh on a task has no closed form; take --model two-layer",
                "equilibrium --model net-a | the equilibrium of --model net-a on a task has no closed form",
                "equilibrium --model scale-invariant --target gaussian | the equilibrium of --model scale-invariant on a task has no",
                "equilibrium --model deep-linear --hidden 20,20 --weight-decay 0.1 | the closed form of deep linear nets is for weight decay 0, not 0.1",
                "equilibrium --model deep-linear --hidden 20,20 --noise-variances 0 | an output has no label noise",
                "equilibrium --model deep-linear --hidden 20,20 --rank 0 | --rank is 0, it must be at least 1",
                "equilibrium --rank 3 | --rank belongs to --model deep-linear, not to two-layer",
                "equilibrium nowhere.json --rank 3 | --rank does not go with a case file",
                "equilibrium --inputs 200000 --outputs 1 --hidden 1 --target gaussian | the closed form for 200000 inputs and 1 outputs needs about",
                "equilibrium --inputs 10 --input-variances 1e308 | the equilibrium overflows double: its gammas,",
                "equilibrium --inputs 3 --noise-variances 1e308 | the equilibrium overflows double: its gammas,",
                "equilibrium --inputs 3 --input-variances 1e200 --noise-variances 1e200 | the equilibrium overflows double: its gammas,",
                "equilibrium --inputs 3 --hidden 1 --input-variances 1e308 | the equilibrium overflows double: its gammas,",
                "equilibrium --inputs 3 --learning-rate 1e-320 --weight-decay 1 | the equilibrium overflows double: g = gamma (1 - eta gamma) S / eta is beyond its range; take a larger learning rate",
                "equilibrium --inputs 10 --weight-decay 10 | --weight-decay 10 is beyond the closed form, which is of first order in it and would let U W shrink below zero; give less than",
                "equilibrium --inputs 10 surplus.json more | 'more' is more than equilibrium takes (see",
                "equilibrium --threads 0 | --threads is 0, it must be at least 1",
                "equilibrium --backend cuda | --backend is 'cuda', it must be reference, simd or opencl",
                "equilibrium --precision half | --precision is 'half', it must be float or double",
                "equilibrium --device 0 | --device 0 belongs to --backend opencl, not to simd",
                "equilibrium nowhere.json --threads 0 | --threads is 0, it must be at least 1",
                "equilibrium nowhere.json --symmetry x | nowhere.json does not exist",
                "equilibrium nowhere.json --inputs 3 | --inputs does not go with a case file",
                "equilibrium nowhere.json --weight-decay 3 | --weight-decay does not go with a case file",
            })
    void mistakesAreOneSentenceWithStatusTwo(String line, String sentence) {
        CommandLineRun run = CommandLineRun.line(line);
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).startsWith("noether: " + sentence);
        assertThat(run.err().strip().lines()).hasSize(1);
    }

    @Test
    void aCaseNeedsASymmetryOfItsModel() throws IOException {
        assertThat(ofCase(CASE, "").err()).contains("a case file needs --symmetry, one of double-rotation(U,W)");
        assertThat(ofCase(CASE, "--symmetry double-rotaton(U,W)").err())
                .contains("--symmetry is 'double-rotaton(U,W)'", "did you mean 'double-rotation(U,W)'?");
    }

    @Test
    void aCaseIsNotReplacedByItsOwnProjection() throws IOException {
        Path file = Files.writeString(folder.resolve("case.json"), CASE);
        CommandLineRun run = CommandLineRun.line("equilibrium " + file + " " + ALONG + " --project " + file);
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains("is the case itself; name another file");
        assertThat(Files.readString(file)).isEqualTo(CASE);
    }

    @Test
    void aProjectionFollowsALinkAndMakesNoFolder() throws IOException {
        Path target = Files.writeString(folder.resolve("target.json"), "earlier");
        Path link = Files.createSymbolicLink(folder.resolve("moved.json"), target);
        assertThat(ofCase(CASE, ALONG + " --project " + link).status()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(target).content().contains("parameters");
        CommandLineRun refused = ofCase(CASE, ALONG + " --project " + folder.resolve("missing/moved.json"));
        assertThat(refused.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(refused.err()).contains("there is no folder " + folder.resolve("missing"));
        assertThat(folder.resolve("missing")).doesNotExist();
    }

    @Test
    void anEarlierProjectionIsReplaced() throws IOException {
        Path moved = Files.writeString(folder.resolve("moved.json"), "earlier");
        assertThat(ofCase(CASE, ALONG + " --project " + moved).status()).isZero();
        assertThat(Files.readString(moved)).contains("parameters");
    }

    /** Width 1: f is the sign of u times tanh of the sign of w times x, so that all gradients are zero but for rounding. */
    @ParameterizedTest
    @CsvSource({"reference, double", "simd, double", "simd, float"})
    void gradientsThatAreRoundingHaveNoNoiseAndBreakNoSymmetry(String backend, String precision) throws IOException {
        String text =
                "{\"model\": {\"kind\": \"net-b\"}, \"weightDecay\": 0, \"parameters\": {\"U\": [[0.3]], \"W\": [[0.7]]},"
                        + " \"batch\": {\"x\": [[0.3], [-1.1], [0.7]], \"y\": [[0.2], [0.9], [-0.4]]}}";
        for (String symmetry : List.of("scaling(all)", "scaling(U)", "diagonal:1,0")) {
            CommandLineRun run = ofCase(
                    text, "--json --symmetry " + symmetry + " --backend " + backend + " --precision " + precision);
            assertThat(run.json().get("lambda").asString()).isEqualTo("undetermined");
            assertThat(run.json().has("note")).isFalse();
        }
    }

    @Test
    void aRankAboveTheNarrowestLayerIsRefused() {
        CommandLineRun run = CommandLineRun.line("equilibrium --model deep-linear --inputs 4 --hidden 4,3 --rank 9");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains("--rank is 9, the narrowest layer allows at most 3");
    }
}
