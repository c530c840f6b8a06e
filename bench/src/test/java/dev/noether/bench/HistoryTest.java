package dev.noether.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    @TempDir
    private Path folder;

    @Test
    void aRunIsComparedWithTheLastOfTheSameMachine() throws IOException {
        History history = new History(folder.resolve("h.jsonl"));
        assertThat(history.lastRatios(null)).isEmpty();
        history.append(Map.of("a", 1.0), Map.of());
        history.append(Map.of("a", 2.0, "b", 3.0), Map.of("more", List.of(1)));
        String foreign = Files.readAllLines(history.file())
                .getLast()
                .replace("\"cores\":", "\"cores\":1")
                .replace("\"a\":2.0", "\"a\":9.0");
        Files.writeString(
                history.file(), foreign + "\nno json\n{\"time\":\"old, without ratios\"}\n", StandardOpenOption.APPEND);
        assertThat(history.lastRatios(null)).contains(Map.of("a", 2.0, "b", 3.0));
        assertThat(history.lines()).hasSize(4);
    }

    @Test
    void aLineThatWasCutOffDoesNotTakeTheNextOneWithIt() throws IOException {
        History history = new History(folder.resolve("h.jsonl"));
        Files.writeString(history.file(), "{\"time\":\"2026-");
        history.append(Map.of("a", 1.0), Map.of());
        assertThat(history.lastRatios(null)).contains(Map.of("a", 1.0));
        assertThat(history.lines()).hasSize(1);
    }

    /** A line of another encoding, say of an editor that was used on the file. */
    @Test
    void aLineThatIsNoUtf8IsPassedOver() throws IOException {
        History history = new History(folder.resolve("h.jsonl"));
        Files.write(history.file(), new byte[] {'{', (byte) 0xE9, '}', '\n'});
        history.append(Map.of("a", 1.0), Map.of());
        assertThat(history.lastRatios(null)).contains(Map.of("a", 1.0));
    }

    @Test
    void aShortRunIsNotComparedWithALongOne() throws IOException {
        History history = new History(folder.resolve("h.jsonl"));
        history.append(Map.of("a", 1.0), Map.of(History.LENGTHS, Suite.FULL.lengths()));
        history.append(Map.of("a", 2.0), Map.of(History.LENGTHS, Suite.QUICK.lengths()));
        history.append(Map.of("a", 3.0), Map.of());
        assertThat(history.lastRatios(Suite.FULL.lengths())).contains(Map.of("a", 1.0));
        assertThat(history.lastRatios(Suite.QUICK.lengths())).contains(Map.of("a", 2.0));
        assertThat(history.lastRatios(null)).contains(Map.of("a", 3.0));
    }

    @Test
    void saysBeforeTheRunWhatCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Writable.require(file);
        Writable.require(folder.resolve("new").resolve("h.jsonl"));
        assertThat(folder.resolve("new")).isDirectory();
        assertThatThrownBy(() -> Writable.require(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": it is not a file");
        assertThatThrownBy(() -> Writable.require(file.resolve("below").resolve("h.jsonl")))
                .isInstanceOf(IOException.class)
                .hasMessage(file.resolve("below").resolve("h.jsonl") + ": its folder cannot be made");
    }

    @Test
    void saysWhereNothingCanBeCompared() {
        assertThat(new Change(Map.of("gone", 5.0), Map.of("new", 0.1)).text())
                .containsExactly("The last run on this machine has no ratio in common with this one.");
    }

    @Test
    void aLossOfMoreThanTenPerCentIsPointedOut() {
        Change change = new Change(
                Map.of("kept", 2.0, "lost", 2.0, "gained", 1.0, "gone", 5.0),
                Map.of("kept", 1.81, "lost", 1.79, "gained", 1.5, "new", 0.1));
        assertThat(change.losses()).containsExactly("lost");
        assertThat(change.text())
                .anyMatch(line -> line.startsWith("lost ") && line.endsWith("-10.5 %  LOSS"))
                .anyMatch(line -> line.startsWith("kept ") && line.endsWith("-9.5 %"))
                .anyMatch(line -> line.startsWith("gained ") && line.endsWith("+50.0 %"))
                .noneMatch(line -> line.startsWith("new ") || line.startsWith("gone "));
        assertThat(change.text().getLast()).startsWith("1 of 3 ratios lost more than 10 %");
    }

    @Test
    void aProcessorIsNamedWithItsGeneration() {
        assertThat(Machine.processor(List.of(
                        "processor\t: 0",
                        "cpu family\t: 26",
                        "model\t\t: 2",
                        "model name\t: AMD EPYC",
                        "model\t\t: 3")))
                .isEqualTo("AMD EPYC (family 26, model 2)");
        assertThat(Machine.processor(List.of())).isEqualTo(System.getProperty("os.arch"));
    }
}
