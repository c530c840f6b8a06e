package dev.noether.study.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EvaluateCommandTest {

    /** u = 5, w = 3, x = 2, y = 1: r = 29. */
    private static final String SCALAR = "{\"model\": {\"kind\": \"two-layer\"}, \"weightDecay\": 0.5,"
            + " \"parameters\": {\"U\": [[5]], \"W\": [[3]]}, \"batch\": {\"x\": [[2]], \"y\": [[1]]}}";

    /** The same with a second sample and a direction. */
    private static final String TWO = SCALAR.replace(
                    "\"x\": [[2]], \"y\": [[1]]", "\"x\": [[2], [-1]], \"y\": [[1], [-2]]")
            .replaceFirst("}$", ", \"direction\": {\"U\": [[2]], \"W\": [[-1]]}}");

    private static final String VECTOR =
            "{\"model\": {\"kind\": \"scale-invariant\"}, \"parameters\": {\"theta\": [3, 4]},"
                    + " \"batch\": {\"x\": [[1, 0]], \"y\": [[0]]}}";

    @TempDir
    private Path folder;

    private CommandLineRun evaluate(String text, String... flags) throws IOException {
        Path file = Files.writeString(folder.resolve("case.json"), text);
        return CommandLineRun.line("evaluate " + file, flags);
    }

    @ParameterizedTest
    @CsvSource({"reference,double", "simd,double", "simd,float", "opencl,double", "opencl,float"})
    void handComputedScalarNet(String backend, String precision) throws IOException {
        JsonNode json =
                evaluate(SCALAR, "--backend", backend, "--precision", precision).json();
        assertThat(json.get("backend").asString()).isEqualTo(backend);
        assertThat(json.get("precision").asString()).isEqualTo(precision);
        // All numbers are small integers or halves: exact in both precisions.
        assertThat(json.get("loss").asDouble()).isEqualTo(29 * 29 + 0.5 * (25 + 9));
        assertThat(json.get("gradient").get("U").get(0).get(0).asDouble()).isEqualTo(2 * 29 * 6 + 2 * 0.5 * 5);
        assertThat(json.get("gradient").get("W").get(0).get(0).asDouble()).isEqualTo(2 * 29 * 5 * 2 + 2 * 0.5 * 3);
        assertThat(json.get("hessianTraceByBlock").get("U").asDouble()).isEqualTo(2 * 6 * 6 + 2 * 0.5);
        assertThat(json.get("hessianTraceByBlock").get("W").asDouble()).isEqualTo(2 * 10 * 10 + 2 * 0.5);
        assertThat(json.get("hessianTrace").asDouble()).isEqualTo(2 * 36 + 2 * 100 + 2);
        assertThat(json.get("charges").toString())
                .isEqualTo("[{\"symmetry\":\"double-rotation(U,W)\",\"value\":16.0},"
                        + "{\"symmetry\":\"rescaling(U,W)\",\"value\":[16.0]}]");
        assertThat(json.get("gammaW").get(0).get(0).asDouble()).isEqualTo(29 * 29 * 4);
        assertThat(json.get("gammaU").get(0).get(0).asDouble()).isEqualTo(29 * 29 * 4);
    }

    /** The net above on two samples, the second with x = -1, y = -2: r = -13. */
    @ParameterizedTest
    @CsvSource({"reference,double", "simd,double", "simd,float"})
    void handComputedSecondDerivativesAndNoise(String backend, String precision) throws IOException {
        JsonNode json =
                evaluate(TWO, "--backend", backend, "--precision", precision).json();
        // H = 2 mean [(w x)^2, u w x^2 + r x; ., (u x)^2] + 2 gamma, with means over the two samples.
        double uu = 36 + 9 + 1;
        double ww = 100 + 25 + 1;
        double uw = 2 * 5 * 3 * (4 + 1) / 2.0 + 29 * 2 + 13;
        assertThat(json.get("hessianDiagonal").toString()).isEqualTo("{\"U\":[[46.0]],\"W\":[[126.0]]}");
        JsonNode product = json.get("hessianVectorProduct");
        assertThat(product.get("U").get(0).get(0).asDouble()).isEqualTo(uu * 2 + uw * -1);
        assertThat(product.get("W").get(0).get(0).asDouble()).isEqualTo(uw * 2 + ww * -1);
        // Gradients of one sample are 2 r x (w, u): 116 (3, 5) and 26 (3, 5), so their deviations from the mean +-45
        // (3, 5).
        assertThat(json.get("noiseTrace").get("U").asDouble()).isEqualTo(45 * 45 * 9);
        assertThat(json.get("noiseTrace").get("W").asDouble()).isEqualTo(45 * 45 * 25);
        JsonNode noise = json.get("noiseCovarianceVectorProduct");
        assertThat(noise.get("U").get(0).get(0).asDouble()).isEqualTo(45 * 45 * 3 * (3 * 2 - 5));
        assertThat(noise.get("W").get(0).get(0).asDouble()).isEqualTo(45 * 45 * 5 * (3 * 2 - 5));
        assertThat(json.get("charges").toString())
                .isEqualTo("[{\"symmetry\":\"double-rotation(U,W)\",\"value\":16.0,\"noiseTrace\":-32400.0},"
                        + "{\"symmetry\":\"rescaling(U,W)\",\"value\":[16.0],\"noiseTrace\":[-32400.0]}]");
        JsonNode more = evaluate(
                        TWO,
                        "--backend",
                        backend,
                        "--precision",
                        precision,
                        "--quantities",
                        "squaredNorm,lossPerSample,balance,chargeMatrices")
                .json();
        assertThat(more.propertyNames())
                .containsExactly("backend", "precision", "lossPerSample", "balance", "chargeMatrices", "squaredNorm");
        assertThat(more.get("lossPerSample").toString()).isEqualTo("[858.0,186.0]");
        assertThat(more.get("squaredNorm").toString()).isEqualTo("{\"U\":25.0,\"W\":9.0}");
        assertThat(more.get("balance").toString()).isEqualTo("[[" + (25 - 9) * (29 * 29 * 4 + 13 * 13) / 2.0 + "]]");
        assertThat(more.get("chargeMatrices").toString())
                .isEqualTo("[{\"symmetry\":\"double-rotation(U,W)\",\"value\":[[16.0]]}]");
    }

    /** The Hessian of the two samples is [46, 146; 146, 126]: probes of signs give 172 + 292 or 172 - 292. */
    @ParameterizedTest
    @CsvSource({"reference,double,1e-12", "simd,double,1e-12", "simd,float,1e-4"})
    void spectrumOfAHessianOfTwoParameters(String backend, String precision, double tolerance) throws IOException {
        String[] flags = {
            "--backend",
            backend,
            "--precision",
            precision,
            "--quantities",
            "hutchinson,topEigenvalues",
            "--probes",
            "30"
        };
        JsonNode json = evaluate(TWO, flags).json();
        JsonNode hutchinson = json.get("hutchinson");
        assertThat(hutchinson.propertyNames()).containsExactly("estimate", "standardError", "probes");
        double mean = (hutchinson.get("estimate").asDouble() - 172) / 292;
        double plus = (mean + 1) / 2 * 30;
        assertThat(plus).isCloseTo(Math.rint(plus), within(30 * tolerance)).isBetween(1.0, 29.0);
        double error = 292 * Math.sqrt((1 - mean * mean) / 29);
        assertThat(hutchinson.get("standardError").asDouble()).isCloseTo(error, within(error * tolerance));
        assertThat(hutchinson.get("probes").asInt()).isEqualTo(30);
        JsonNode top = json.get("topEigenvalues");
        assertThat(top.propertyNames()).containsExactly("values", "residuals", "tolerance", "products", "converged");
        double root = Math.sqrt(172 * 172 - 4 * (46 * 126 - 146 * 146));
        assertThat(top.get("values")).hasSize(2);
        assertThat(top.get("values").get(0).asDouble()).isCloseTo((172 + root) / 2, within(300 * tolerance));
        assertThat(top.get("values").get(1).asDouble()).isCloseTo((172 - root) / 2, within(300 * tolerance));
        assertThat(top.get("converged").asBoolean()).isTrue();
        assertThat(top.get("residuals").get(0).asDouble())
                .isLessThanOrEqualTo(top.get("tolerance").asDouble() * 300);
        // Other probes for another seed.
        assertThat(evaluate(TWO, "--quantities", "hutchinson", "--seed", "3", "--probes", "29")
                        .json()
                        .get("hutchinson")
                        .get("estimate")
                        .asDouble())
                .isNotEqualTo(hutchinson.get("estimate").asDouble());
    }

    @Test
    void theNumberOfEigenvaluesIsThatAskedFor() throws IOException {
        JsonNode top = evaluate(TWO, "--quantities", "topEigenvalues", "--eigenvalues", "1", "--tolerance", "1e-3")
                .json()
                .get("topEigenvalues");
        assertThat(top.get("values")).hasSize(1);
        assertThat(top.get("tolerance").asDouble()).isEqualTo(1e-3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--probes 5 | --probes belongs to hutchinson; add it to --quantities, or leave --probes out",
                "--quantities hutchinson --tolerance 0.1 | --tolerance belongs to topEigenvalues; add it to --quantities, or leave --tolerance out",
                "--quantities hutchinson --probes 1 | --probes is 1, it must be at least 2: one has no standard error",
                "--quantities topEigenvalues --eigenvalues 0 | --eigenvalues is 0, it must be at least 1",
                "--quantities topEigenvalues --tolerance 1 | --tolerance is 1, it must be above 0 and below 1",
                "--quantities topEigenvalues --tolerance NaN | --tolerance is NaN, it must be above 0 and below 1",
            })
    void flagsOfTheSpectrumAreChecked(String flags, String sentence) throws IOException {
        CommandLineRun run = evaluate(TWO, flags.split(" "));
        assertThat(run.err().strip()).isEqualTo("noether: " + sentence);
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aSpectrumThatOverflowsIsNullAndNamed() throws IOException {
        CommandLineRun run = evaluate(
                TWO.replace("[[5]]", "[[1e200]]"),
                "--backend",
                "reference",
                "--quantities",
                "hutchinson,topEigenvalues");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.json().get("nonFinite").toString())
                .contains("\"hutchinson.estimate\"", "\"topEigenvalues.values\"");
        assertThat(run.json().get("topEigenvalues").get("converged").asBoolean())
                .isFalse();
    }

    @Test
    void aDeepNetHasABalanceAndAChargeMatrixForEveryPairOfLayers() throws IOException {
        // f(x) = 3 (1, 2)^T (1 1)^T x with x = 1, r = 9: the layers are 1 x 1, 2 x 1 and 1 x 2.
        String deep = "{\"model\": {\"kind\": \"deep-linear\"}, \"parameters\": {\"W1\": [[3]], \"W2\": [[1], [2]],"
                + " \"W3\": [[1, 1]]}, \"batch\": {\"x\": [[1]], \"y\": [[0]]}}";
        JsonNode json = evaluate(deep, "--quantities", "balance,chargeMatrices").json();
        assertThat(json.get("chargeMatrices").toString())
                .isEqualTo("[{\"symmetry\":\"double-rotation(W2,W1)\",\"value\":[[-4.0]]},"
                        + "{\"symmetry\":\"double-rotation(W3,W2)\",\"value\":[[0.0,-1.0],[-1.0,-3.0]]}]");
        // |x|^2 (3 . 9)^2 - |B_2 r|^2 (3 x)^2 = 729 - 2 . 81 . 9; then |A_1 x|^2 (9, 9)(9, 9)^T - 81 (3, 6)(3, 6)^T.
        assertThat(json.get("balance").toString())
                .isEqualTo("[{\"symmetry\":\"double-rotation(W2,W1)\",\"value\":[[-729.0]]},"
                        + "{\"symmetry\":\"double-rotation(W3,W2)\",\"value\":[[0.0,-729.0],[-729.0,-2187.0]]}]");
    }

    @Test
    void aVectorStaysAVector() throws IOException {
        // theta = (3, 4), x = (1, 0), y = 0: f = 3/5, and grad f = (16, -12)/125.
        JsonNode json =
                evaluate(VECTOR, "--quantities", "loss,gradient,charges").json();
        assertThat(json.get("loss").asDouble()).isCloseTo(9 / 25.0, within(1e-15));
        JsonNode gradient = json.get("gradient").get("theta");
        assertThat(gradient).hasSize(2);
        assertThat(gradient.get(0).asDouble()).isCloseTo(2 * 0.6 * 16 / 125, within(1e-15));
        assertThat(gradient.get(1).asDouble()).isCloseTo(2 * 0.6 * -12 / 125, within(1e-15));
        assertThat(json.get("charges").toString()).isEqualTo("[{\"symmetry\":\"scaling(theta)\",\"value\":25.0}]");
    }

    @Test
    void readsStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(SCALAR.getBytes(StandardCharsets.UTF_8)));
            assertThat(CommandLineRun.line("evaluate - --backend reference --quantities loss")
                            .json()
                            .get("loss")
                            .asDouble())
                    .isEqualTo(858);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void warningsGoToStandardErrorAndChangeNothing() throws IOException {
        CommandLineRun run = evaluate(SCALAR.replace("\"batch\"", "\"bach\": 1, \"batch\""), "--backend", "reference");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.json().get("loss").asDouble()).isEqualTo(858);
        assertThat(run.err()).contains("warning", "bach is unknown and ignored, did you mean 'batch'?");
    }

    @Test
    void whatOverflowsIsNullAndNamed() throws IOException {
        JsonNode json = evaluate(SCALAR.replace("[[5]]", "[[1e200]]"), "--backend", "reference")
                .json();
        assertThat(json.get("loss").isNull()).isTrue();
        assertThat(json.get("nonFinite").toString()).contains("\"loss\"");
        assertThat(json.get("hessianTraceByBlock").get("U").asDouble()).isEqualTo(2 * 36 + 1);
    }

    @Test
    void aWeightDecayTwiceOfWhichDoesNotFitFloatIsRefused() throws IOException {
        String text = TWO.replaceFirst("\"weightDecay\": ?[0-9.]+", "\"weightDecay\": 2e38");
        assertThat(text).isNotEqualTo(TWO);
        CommandLineRun run = evaluate(text, "--precision", "float");
        assertThat(run.err())
                .isEqualTo(
                        "noether: " + folder.resolve("case.json") + ": weightDecay is 2.0E38, twice of which does not"
                                + " fit float; make it smaller, or take --precision double\n");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(evaluate(text).status()).isEqualTo(ExitStatus.DONE);
        assertThat(evaluate(text.replace("2e38", "1.7e38"), "--precision", "float")
                        .status())
                .isEqualTo(ExitStatus.DONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[5]] | [[1e39]] | parameters.U, row 1, column 1 is 1.0E39",
                "[[3]] | [[-1e300]] | parameters.W, row 1, column 1 is -1.0E300",
                "[-1]], | [1e39]], | batch.x, row 2, column 1 is 1.0E39",
                "[[1], [-2]] | [[3.5e38], [-2]] | batch.y, row 1, column 1 is 3.5E38",
                "{\"U\": [[2]] | {\"U\": [[1e39]] | direction.U, row 1, column 1 is 1.0E39",
            })
    void whatDoesNotFitFloatIsRefused(String piece, String replacement, String sentence) throws IOException {
        assertThat(TWO).contains(piece);
        String text = TWO.replace(piece, replacement);
        CommandLineRun run = evaluate(text, "--precision", "float");
        assertThat(run.err())
                .isEqualTo("noether: " + folder.resolve("case.json") + ": " + sentence
                        + ", which does not fit float; make it smaller, or take --precision double\n");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(evaluate(text).status()).isEqualTo(ExitStatus.DONE);
        // The largest float itself fits.
        assertThat(evaluate(
                                TWO.replace(piece, replacement.replaceFirst("-?\\d[.\\d]*e\\d+", "3.4028235e38")),
                                "--precision",
                                "float")
                        .status())
                .isEqualTo(ExitStatus.DONE);
    }

    @Test
    void namesOfNumbersInsideAMemberThatAreNotFiniteArePaths() throws IOException {
        JsonNode json = evaluate(TWO.replace("[[5]]", "[[1e200]]"), "--backend", "reference")
                .json();
        assertThat(json.get("nonFinite").toString())
                .contains("\"noiseTrace.W\"", "\"charges.value\"", "\"charges.noiseTrace\"", "\"gammaW\"");
        assertThat(json.get("charges").get(1).get("value").get(0).isNull()).isTrue();
    }

    /** One sample has no covariance: r = 29, u = 5, w = 3. */
    @Test
    void withOneSampleTheNoiseIsLeftOutWithAWarning() throws IOException {
        CommandLineRun run = evaluate(
                SCALAR.replaceFirst("}$", ", \"direction\": {\"U\": [[2]], \"W\": [[-1]]}}"), "--backend", "reference");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err().strip())
                .isEqualTo(
                        "noether: warning: noiseCovarianceVectorProduct, noiseTrace, noiseTrace of charges: left out, one"
                                + " sample has no covariance; give at least 2");
        assertThat(run.json().propertyNames())
                .contains("hessianVectorProduct", "charges")
                .doesNotContain("noiseTrace", "noiseCovarianceVectorProduct");
        assertThat(run.json().get("charges").get(0).propertyNames()).containsExactly("symmetry", "value");
    }

    @Test
    void chargesOfOneSampleThatAreNamedHaveTheirValues() throws IOException {
        CommandLineRun run = evaluate(SCALAR, "--backend", "reference", "--quantities", "charges");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err()).contains("warning: noiseTrace of charges: left out");
        assertThat(run.json().get("charges").get(0).get("value").asDouble()).isEqualTo(16);
    }

    /** Each line: model, members, sentence. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one | loss,balnce | --quantities lists 'balnce', it may list loss, gradient, hessianTrace, hessianTraceByBlock, hessianDiagonal, hessianVectorProduct, noiseCovarianceVectorProduct, noiseTrace, charges, gammaW, gammaU, lossPerSample, balance, chargeMatrices, squaredNorm, hutchinson, topEigenvalues, did you mean 'balance'?",
                "one | loss, | --quantities is 'loss,', in which a name is missing; it may list loss, gradient, hessianTrace, hessianTraceByBlock, hessianDiagonal, hessianVectorProduct, noiseCovarianceVectorProduct, noiseTrace, charges, gammaW, gammaU, lossPerSample, balance, chargeMatrices, squaredNorm, hutchinson, topEigenvalues",
                "one | '' | --quantities is '', in which a name is missing; it may list loss, gradient, hessianTrace, hessianTraceByBlock, hessianDiagonal, hessianVectorProduct, noiseCovarianceVectorProduct, noiseTrace, charges, gammaW, gammaU, lossPerSample, balance, chargeMatrices, squaredNorm, hutchinson, topEigenvalues",
                "one | noiseTrace | --quantities lists noiseTrace, which needs the covariance of the noise, which one sample does not have; give at least 2",
                "one | hessianVectorProduct | --quantities lists hessianVectorProduct, which is a product with the direction of the case; add a member \"direction\" to the file",
                "one | noiseCovarianceVectorProduct | --quantities lists noiseCovarianceVectorProduct, which is a product with the direction of the case; add a member \"direction\" to the file",
                "tanh | balance | --quantities lists balance, which belongs to a double rotation, which this two-layer model does not have",
                "vector | loss,chargeMatrices | --quantities lists chargeMatrices, which belongs to a double rotation, which this scale-invariant model does not have",
            })
    void whatACaseDoesNotHaveIsRefusedIfItIsNamed(String model, String list, String sentence) throws IOException {
        String text =
                switch (model) {
                    case "tanh" -> TWO.replace("\"two-layer\"", "\"two-layer\", \"activation\": \"tanh\"");
                    case "vector" -> VECTOR;
                    default -> SCALAR;
                };
        CommandLineRun run = evaluate(text, "--quantities", list);
        assertThat(run.err().strip()).isEqualTo("noether: " + sentence);
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void theDeviceHasAllThatTheReferenceHas() throws IOException {
        for (String text :
                new String[] {TWO, VECTOR, TWO.replace("\"two-layer\"", "\"two-layer\", \"activation\": \"gelu\"")}) {
            CommandLineRun device = evaluate(text, "--backend", "opencl");
            CommandLineRun reference = evaluate(text, "--backend", "reference");
            assertThat(device.status()).isEqualTo(ExitStatus.DONE);
            assertThat(device.err()).isEqualTo(reference.err());
            assertThat(device.json().propertyNames())
                    .containsExactlyElementsOf(reference.json().propertyNames());
        }
    }

    @Test
    void aMistakeInTheCaseIsOneSentenceWithStatusTwo() throws IOException {
        CommandLineRun run = evaluate(SCALAR.replace("[[3]]", "[[3], [4]]"));
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err().strip())
                .isEqualTo("noether: " + folder.resolve("case.json")
                        + ", line 1: parameters.W has 2 rows, parameters.U has 1 column; both must be the number of hidden"
                        + " units");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        CommandLineRun missing =
                CommandLineRun.of("evaluate", folder.resolve("missing.json").toString());
        assertThat(missing.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(missing.err()).contains("missing.json does not exist");
        assertThat(CommandLineRun.of("evaluate", "").err())
                .isEqualTo("noether: the name of the case file is empty; name one, or - for standard input\n");
        CommandLineRun directory = CommandLineRun.of("evaluate", folder.toString());
        assertThat(directory.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(directory.err()).contains("cannot be read");
    }

    /** The square of the norm overflows: a scale of one over it would be zero, and the loss finite and wrong. */
    @ParameterizedTest
    @CsvSource({"scale-invariant, reference", "scale-invariant, simd", "net-a, reference", "net-a, simd", "net-b, simd"
    })
    void aNormThatOverflowsIsNoFiniteLoss(String kind, String backend) throws IOException {
        String parameters = kind.equals("scale-invariant")
                ? "{\"theta\": [3e200, -4e200]}"
                : "{\"U\": [[3e200, -4e200]], \"W\": [[1, 2], [2, 1]]}";
        String text = "{\"model\": {\"kind\": \"" + kind + "\"}, \"parameters\": " + parameters
                + ", \"batch\": {\"x\": [[1, 0], [1, 2]], \"y\": [[0.5], [0]]}}";
        JsonNode json = evaluate(text, "--backend", backend, "--quantities", "loss,hessianTrace,gammaU")
                .json();
        assertThat(json.get("loss").isNull()).isTrue();
        assertThat(json.get("hessianTrace").isNull()).isTrue();
        assertThat(json.get("nonFinite").toString()).contains("\"loss\"", "\"hessianTrace\"", "gammaU");
    }
}
