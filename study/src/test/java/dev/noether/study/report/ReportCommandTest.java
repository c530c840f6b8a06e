package dev.noether.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ReportCommandTest {

    @TempDir
    private Path folder;

    private Path page() {
        return folder.resolve("report.html");
    }

    private CommandLineRun report(String... more) {
        String[] arguments = new String[2 + more.length];
        arguments[0] = "report";
        arguments[1] = folder.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return CommandLineRun.of(arguments);
    }

    private void assertRefused(CommandLineRun run, String... words) {
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).startsWith("noether: ").contains(words).doesNotContain("\tat ");
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void listsTheFiguresOfThePaperByNumberAndTheOthersBehindThem() throws IOException {
        SampleFigures.writeSmall(folder, "extra-flow", 0.5);
        Files.move(folder.resolve("figureextra-flow.json"), folder.resolve("figure-extra-flow.json"));
        Files.move(folder.resolve("figureextra-flow.csv"), folder.resolve("figure-extra-flow.csv"));
        SampleFigures.writeSmall(folder, 10, 0.5);
        SampleFigures.writeCurves(folder);
        CommandLineRun run = report();
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains("4 of 4 claims hold; wrote " + page());
        assertThat(run.out().lines().skip(1).limit(3))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("2 "),
                        line -> assertThat(line).startsWith("10 "),
                        line -> assertThat(line).startsWith("extra-flow "));
        assertThat(Files.readString(page())).contains("figure-2", "figure-10", "figure-extra-flow");
    }

    @Test
    void aClaimThatDoesNotHoldIsNamedAndIsTheExitStatus() throws IOException {
        SampleFigures.writeSmall(folder, 2, 1.5);
        CommandLineRun run = report();
        assertThat(run.status()).isEqualTo(ExitStatus.CLAIM_FAILS);
        assertThat(run.out()).contains("does not hold in figure 2: half is", "1.5000, bound < 1", "0 of 1 claims hold");
        assertThat(page()).content().contains("class=\"fails\">fails<");
    }

    @Test
    void aMeasuredValueThatIsNotFiniteIsOneThatDoesNotHold() throws IOException {
        SampleFigures.writeSmall(folder, 2, Double.NaN);
        assertThat(report().status()).isEqualTo(ExitStatus.CLAIM_FAILS);
    }

    @Test
    void summaryAsJson() throws IOException {
        SampleFigures.writeCurves(folder);
        SampleFigures.writeSmall(folder, 3, 1.5);
        CommandLineRun run = report("--json");
        JsonNode json = run.json();
        assertThat(run.status()).isEqualTo(ExitStatus.CLAIM_FAILS);
        assertThat(json.get("report").stringValue()).isEqualTo(page().toString());
        assertThat(json.get("bytes").longValue()).isEqualTo(Files.size(page()));
        assertThat(json.get("claims").intValue()).isEqualTo(3);
        assertThat(json.get("held").intValue()).isEqualTo(2);
        assertThat(json.at("/figures/0/charts").intValue()).isEqualTo(5);
        assertThat(json.at("/figures/1/figure").stringValue()).isEqualTo("3");
        assertThat(json.at("/figures/1/failing/0").stringValue()).startsWith("half is");
    }

    @Test
    void thePageAsksForNothingAndEscapesEverything() throws IOException {
        SampleFigures.writeCurves(folder);
        report();
        String page = Files.readString(page());
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("<meta charset=\"utf-8\">", "<title>Noether: 1 figure, 2 of 2 claims hold</title>", "MIT")
                .doesNotContain("<script>document", "<img src=x", "<b>logic");
        assertThat(page.split("(?:src|href)=\"", -1))
                .allSatisfy(rest -> assertThat(rest).matches("(?s)(data:|#|<!D).*"));
        assertThat(page).doesNotContain("@import", "url(", "fetch(", "XMLHttpRequest");
        // Each of the scripts ends once: two of the library and of the page, and the data of five charts.
        assertThat(page.split("</script", -1)).hasSize(1 + 2 + 5);
    }

    @Test
    void saysHowToRunAFigureAgainToTheLastDigitOfTheSeed() throws IOException {
        SampleFigures.writeSmall(folder, 7, 0.5);
        report();
        assertThat(page())
                .content()
                .contains(
                        "./noether figure 7 --quick --seed 9223372036854775807 --backend simd",
                        "nested.rates",
                        "1, 0.5");
    }

    @Test
    void saysThatTheFilesOfTheUserHaveToBeGivenAgain() throws IOException {
        SampleFigures.writeSmall(folder, 5, 0.5);
        Path json = folder.resolve("figure5.json");
        Files.writeString(json, Files.readString(json).replace("\"settings\":{", "\"settings\":{\"mnist\":true,"));
        report();
        assertThat(page()).content().contains("./noether figure 5 --quick --mnist DIR --seed ");
    }

    @Test
    void equalFoldersGiveEqualPages() throws IOException {
        SampleFigures.writeCurves(folder);
        report();
        byte[] first = Files.readAllBytes(page());
        report();
        assertThat(page()).hasBinaryContent(first);
    }

    @Test
    void aPictureThatIsMissingIsSaidAndLeftOut() throws IOException {
        SampleFigures.writeSmall(folder, 2, 0.5);
        CommandLineRun run = report();
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err()).contains("no picture beside " + folder.resolve("figure2.json"));
        Files.writeString(folder.resolve("figure2.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        assertThat(report().err()).isEmpty();
        assertThat(page()).content().contains("src=\"data:image/svg+xml;base64,");
    }

    @Test
    void itsOwnPageIsReplacedAnotherOneOnlyByForce() throws IOException {
        SampleFigures.writeSmall(folder, 2, 0.5);
        assertThat(report().status()).isEqualTo(ExitStatus.DONE);
        assertThat(report().status()).isEqualTo(ExitStatus.DONE);
        Files.writeString(page(), "<html>mine</html>");
        assertRefused(report(), "report.html is in the way", "--force");
        assertThat(page()).hasContent("<html>mine</html>");
        assertThat(report("--force").status()).isEqualTo(ExitStatus.DONE);
        Files.delete(page());
        Files.createDirectory(page());
        assertRefused(report("--force"), "report.html is a folder");
    }

    @Test
    void writesIntoAnotherFolderWhichItMakes() throws IOException {
        SampleFigures.writeSmall(folder, 2, 0.5);
        Path out = folder.resolve("deep/down");
        assertThat(report("--out", out.toString()).status()).isEqualTo(ExitStatus.DONE);
        assertThat(out.resolve("report.html")).exists();
        assertThat(page()).doesNotExist();
        assertRefused(report("--out", folder.resolve("figure2.csv").toString()), "--out", "is a file");
    }

    @Test
    void aFolderMustBeThereAndHoldFigures() throws IOException {
        assertRefused(CommandLineRun.of("report", folder.resolve("none").toString()), "there is no folder", "none");
        assertRefused(report(), "there is no figure in " + folder);
        Path file = Files.writeString(folder.resolve("file"), "");
        assertRefused(CommandLineRun.of("report", file.toString()), "is a file, it must be a folder");
        assertRefused(CommandLineRun.of("report"), "Missing required parameter");
    }

    /** Each replaces a piece of the JSON of a figure. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"claims\":; \"clams\":; claims is missing",
                "\"claims\":[; \"claims\":[1,; claims[0] must be an object",
                "\"comparator\":\"<\"; \"comparator\":\"=\"; claims[0].comparator must be <, > or within",
                "\"threshold\":1.0; \"threshold\":[1]; claims[0].threshold must be a number",
                "\"comparator\":\"<\"; \"comparator\":\"within\"; claims[0].threshold must be two numbers",
                "\"measured\":0.5; \"measured\":\"half\"; claims[0].measured must be a number",
                "\"measured\":0.5; \"measured\":7; claims[0].holds is true, but its numbers say the opposite",
                "\"holds\":true; \"holds\":1; claims[0].holds must be true or false",
                "\"title\":; \"title\":3,\"x\":; title must be a string",
                "\"settings\":; \"settings\":3,\"x\":; settings must be an object",
                "\"figure\":2; \"figure\":\"2 && rm\"; which noether figure does not write",
                "\"backend\":\"simd\"; \"backend\":\"a b\"; which noether figure does not write",
                "\"seed\":; \"seed\":1.5,\"x\":; seed must be an integer",
                "\"version\"; \"title\"; not JSON",
                "}; ; not JSON"
            })
    void aFileThatIsNoFigureIsOneSentence(String from, String to, String expected) throws IOException {
        SampleFigures.writeSmall(folder, 2, 0.5);
        Path file = folder.resolve("figure2.json");
        Files.writeString(file, Files.readString(file).replace(from, to == null ? "" : to));
        assertRefused(report(), file.toString(), expected);
        assertThat(page()).doesNotExist();
    }

    @Test
    void aTruncatedFileIsOneSentence() throws IOException {
        SampleFigures.writeSmall(folder, 2, 0.5);
        Path file = folder.resolve("figure2.json");
        Files.writeString(file, Files.readString(file).substring(0, 200));
        assertRefused(report(), file + ", line 1, column", "not JSON");
        Files.writeString(file, "");
        assertRefused(report(), file.toString());
        Files.writeString(file, "[]");
        assertRefused(report(), "it must be the JSON object of a figure");
    }

    @Test
    void aTableThatEndsBetweenTwoRowsIsOneSentence() throws IOException {
        SampleFigures.writeCurves(folder);
        Path file = folder.resolve("figure2.csv");
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, 40));
        assertRefused(report(), file + " has 39 rows, ", "says " + (lines.size() - 1) + "; run noether figure 2 again");
    }

    @Test
    void aTableThatIsNoneIsOneSentence() throws IOException {
        SampleFigures.writeSmall(folder, 2, 0.5);
        Path file = folder.resolve("figure2.csv");
        String header = "panel,series,seed,step,quantity,value\n";
        Map<String, String> wrong = Map.of(
                "a,b\n1,2\n",
                "line 1: the header is a,b, it must be panel,series",
                header,
                "has no rows",
                "",
                "has no rows",
                header + "a,SGD,1,0,loss,1\na,SGD,1,0,loss\n",
                "line 3: the row has 5 fields, it must have 6",
                header + "a,SGD,1,0,loss,1,2\n",
                "line 2: the row has 7 fields",
                header + "a,SGD,1,0,loss,one\n",
                "line 2: value is 'one', it must be a number",
                header + "a,SGD,1.5,0,loss,1\n",
                "line 2: seed is '1.5', it must be an integer",
                header + "a,SGD,1,x,loss,1\n",
                "line 2: step is 'x', it must be an integer",
                header + "a,\"SGD,1,0,loss,1\n",
                "line 2");
        for (Map.Entry<String, String> entry : wrong.entrySet()) {
            Files.writeString(file, entry.getKey());
            assertRefused(report(), file.toString(), entry.getValue());
        }
        Files.write(file, (header + "a,SGD\u00e9,1,0,loss,1\n").getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(report(), file.toString());
        Files.delete(file);
        assertRefused(report(), "figure2.csv is missing", "run noether figure 2 again");
        assertThat(page()).doesNotExist();
    }

    @Test
    void whatAnInterruptedRunLeftIsNoFigure() throws IOException {
        SampleFigures.writeSmall(folder, 2, 0.5);
        Files.writeString(folder.resolve("figure4-interrupted.csv"), "x");
        assertThat(report().status()).isEqualTo(ExitStatus.DONE);
        assertThat(List.of(folder.toFile().list()))
                .containsExactlyInAnyOrder("figure2.json", "figure2.csv", "figure4-interrupted.csv", "report.html");
    }
}
