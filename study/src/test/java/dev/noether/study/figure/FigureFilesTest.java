package dev.noether.study.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.noether.study.console.InputException;
import dev.noether.study.console.Json;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.figure.balance.BalanceFigure;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FigureFilesTest {

    private static final Figure FIGURE = new BalanceFigure();

    @TempDir
    private Path directory;

    private FigureFiles files;

    @BeforeEach
    void prepare() {
        files = new FigureFiles(FIGURE, OutputFolder.prepare(directory, "--out"));
    }

    private static FigureData data() {
        Panel panel = new Panel.Plane(
                Axis.linear("x", 0, 1),
                Axis.linear("y", 0, 1),
                List.of(new Series(
                        "line", Look.curve(Ink.BLUE, Look.Line.PLAIN), new double[] {0, 1}, new double[] {0, 1})));
        LongTable table = new LongTable();
        table.add("a", "line", 1, 0, "y", 0.5);
        Claim claim = new Claim("half is small", "y", 0.5, new Claim.Below(1), "by construction");
        return new FigureData(Map.of("n", 1), List.of(panel), "A line.", table, List.of(claim));
    }

    private List<Path> write() {
        FigureData data = data();
        return files.write(data, Json.text(files.json(data, Map.of("seed", 1L))));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> listed = Files.list(directory)) {
            return listed.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void writesFourFilesAndNothingElse() throws IOException {
        assertThat(write()).hasSize(4);
        assertThat(names()).containsExactly("figure2.csv", "figure2.json", "figure2.png", "figure2.svg");
        assertThat(directory.resolve("figure2.json")).content().startsWith("{\"figure\":2,\"title\":\"");
        assertThat(directory.resolve("figure2.csv")).content().contains("a,line,1,0,y,0.5");
    }

    @Test
    void itsOwnFilesAreReplaced() {
        write();
        assertThatCode(() -> files.requireFree(false)).doesNotThrowAnyException();
        assertThatCode(this::write).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"figure2.png", "figure2.svg", "figure2.csv", "figure2.json"})
    void aStrangersFileStays(String name) throws IOException {
        Files.writeString(directory.resolve(name), "{\"figure\": 3} step,value\n");
        assertThatThrownBy(() -> files.requireFree(false))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("--force");
        assertThatCode(() -> files.requireFree(true)).doesNotThrowAnyException();
    }

    @Test
    void aFolderInTheWayIsNeverReplaced() throws IOException {
        Files.createDirectory(directory.resolve("figure2.svg"));
        assertThatThrownBy(() -> files.requireFree(true))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("figure2.svg is a folder");
    }

    @Test
    void aSymbolicLinkIsFollowedByForce() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "earlier");
        Path link = Files.createSymbolicLink(directory.resolve("figure2.json"), Path.of("target"));
        files.requireFree(true);
        write();
        assertThat(link).isSymbolicLink();
        assertThat(target).content().startsWith("{\"figure\":2");
        assertThat(names()).containsExactly("figure2.csv", "figure2.json", "figure2.png", "figure2.svg", "target");
    }

    @Test
    void aFailedWriteLeavesTheEarlierFilesAsTheyWere() throws IOException {
        write();
        byte[] before = Files.readAllBytes(directory.resolve("figure2.png"));
        FigureData good = data();
        // A table that cannot be written: the disk is full, say.
        LongTable broken = new LongTable();
        broken.add("a", null, 1, 0, "y", 0.5);
        FigureData bad = new FigureData(good.settings(), good.panels(), "Another caption.", broken, good.claims());
        assertThatThrownBy(() -> files.write(bad, "{}"))
                .isInstanceOfAny(UncheckedIOException.class, NullPointerException.class);
        assertThat(names()).containsExactly("figure2.csv", "figure2.json", "figure2.png", "figure2.svg");
        assertThat(Files.readAllBytes(directory.resolve("figure2.png"))).isEqualTo(before);
    }

    @Test
    void whatWasInterruptedStandsBesideEarlierFilesUntilACompleteRun() throws IOException {
        write();
        byte[] before = Files.readAllBytes(directory.resolve("figure2.csv"));
        LongTable table = new LongTable();
        table.add(LongTable.SUMMARY, "incomplete: GD", 1, 300, "steps of the whole run", 1000);
        assertThat(files.writeInterrupted(table))
                .hasFileName("figure2-interrupted.csv")
                .content()
                .contains("incomplete: GD,1,300");
        assertThat(directory.resolve("figure2.csv")).hasBinaryContent(before);
        assertThatCode(() -> files.requireFree(false)).doesNotThrowAnyException();
        write();
        assertThat(names()).containsExactly("figure2.csv", "figure2.json", "figure2.png", "figure2.svg");
    }

    @Test
    void anExchangeThatFailsMidwayPutsTheEarlierFilesBack() throws IOException {
        write();
        byte[] before = Files.readAllBytes(directory.resolve("figure2.png"));
        Files.delete(directory.resolve("figure2.svg"));
        Files.delete(directory.resolve("figure2.json"));
        // The fourth file cannot take its place.
        Files.createDirectory(directory.resolve("figure2.json"));
        FigureData good = data();
        FigureData other =
                new FigureData(good.settings(), good.panels(), "Another caption.", good.table(), good.claims());
        assertThatThrownBy(() -> files.write(other, "{}")).isInstanceOf(UncheckedIOException.class);
        assertThat(names()).containsExactly("figure2.csv", "figure2.json", "figure2.png");
        assertThat(directory.resolve("figure2.png")).hasBinaryContent(before);
    }

    @Test
    void afterACrashMidwayTheEarlierFilesAreBack() throws IOException {
        write();
        byte[] before = Files.readAllBytes(directory.resolve("figure2.png"));
        Files.move(directory.resolve("figure2.png"), directory.resolve(".figure2.png.earlier"));
        Files.writeString(directory.resolve("figure2.png"), "new");
        Files.writeString(directory.resolve(".figure2.svg.part"), "new");
        files.requireFree(false);
        assertThat(names()).containsExactly("figure2.csv", "figure2.json", "figure2.png", "figure2.svg");
        assertThat(directory.resolve("figure2.png")).hasBinaryContent(before);
    }

    @Test
    void afterACrashAtTheEndTheNewFilesStay() throws IOException {
        write();
        byte[] made = Files.readAllBytes(directory.resolve("figure2.png"));
        Files.writeString(directory.resolve(".figure2.png.earlier"), "old");
        files.requireFree(false);
        assertThat(names()).containsExactly("figure2.csv", "figure2.json", "figure2.png", "figure2.svg");
        assertThat(directory.resolve("figure2.png")).hasBinaryContent(made);
    }

    @Test
    void filesHaveThePermissionsThatAnyNewFileHas() throws IOException {
        assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("unix");
        write();
        Path any = Files.createFile(directory.resolve("any"));
        for (String name : List.of("figure2.png", "figure2.svg", "figure2.csv", "figure2.json")) {
            assertThat(Files.getAttribute(directory.resolve(name), "unix:mode"))
                    .isEqualTo(Files.getAttribute(any, "unix:mode"));
        }
    }
}
