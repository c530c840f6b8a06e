package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCacheTest {

    private static final byte[] BINARY = {1, 2, 3, 4, 5};

    @TempDir
    private Path folder;

    private ProgramCache cache() {
        return new ProgramCache(Optional.of(folder.resolve("programs")));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("programs"))) {
            return files.sorted().toList();
        }
    }

    private ChildJvm probe(int number) throws IOException {
        return ChildJvm.start(
                ProgramCacheProbe.class,
                folder.resolve("answer" + number),
                Map.of(),
                List.of("-D" + CacheFolder.PROPERTY + "=" + folder));
    }

    @Test
    void givesBackWhatItKeeps() {
        assertThat(cache().load("key")).isEmpty();
        cache().store("key", BINARY);
        assertThat(cache().load("key")).hasValue(BINARY);
        assertThat(cache().load("other")).isEmpty();
    }

    @Test
    void aKeyDependsOnEachTextAndOnWhereItEnds() {
        assertThat(List.of(
                        ProgramCache.key("device", "source"),
                        ProgramCache.key("device", "sourc"),
                        ProgramCache.key("devices", "ource"),
                        ProgramCache.key("device2", "source")))
                .doesNotHaveDuplicates();
        assertThat(ProgramCache.key("a", "b")).isEqualTo(ProgramCache.key("a", "b"));
    }

    @Test
    void passesOverABrokenFileOfAnyLengthAndReplacesIt() throws IOException {
        cache().store("key", BINARY);
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThat(cache().load("key")).isEmpty();
        }
        whole[whole.length - 1] ^= 1;
        Files.write(file, whole);
        assertThat(cache().load("key")).isEmpty();
        cache().store("key", BINARY);
        assertThat(cache().load("key")).hasValue(BINARY);
        assertThat(files()).containsExactly(file);
    }

    @Test
    void aFolderThatCannotBeMadeIsNoFailure() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (ProgramCache without :
                List.of(new ProgramCache(Optional.empty()), new ProgramCache(Optional.of(file.resolve("programs"))))) {
            without.store("key", BINARY);
            assertThat(without.load("key")).isEmpty();
        }
    }

    @Test
    void leavesNothingBehindWhereAFileCannotBePlaced() throws IOException {
        cache().store("key", BINARY);
        Path file = files().getFirst();
        Files.delete(file);
        Files.createFile(Files.createDirectory(file).resolve("in the way"));
        cache().store("key", BINARY);
        assertThat(cache().load("key")).isEmpty();
        assertThat(files()).containsExactly(file);
    }

    @Test
    void forgetsWhatNobodyAskedForInTwoMonths() throws IOException {
        cache().store("old", BINARY);
        FileTime longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(files().getFirst(), longAgo);
        cache().store("new", BINARY);
        assertThat(cache().load("old")).isEmpty();
        Files.setLastModifiedTime(files().getFirst(), longAgo);
        assertThat(cache().load("new")).hasValue(BINARY);
        cache().store("newer", BINARY);
        assertThat(cache().load("new")).as("asking for it made it young").hasValue(BINARY);
    }

    /** Both build all programs and write the same files; a third finds them whole, and a fourth some of them broken. */
    @Test
    void twoProcessesThatStartAtOnceLeaveWholeFiles() throws Exception {
        List<ChildJvm> both = List.of(probe(0), probe(1));
        List<String> answers = new ArrayList<>();
        for (ChildJvm process : both) {
            answers.add(process.answer());
        }
        List<Path> files = files();
        assertThat(files).isNotEmpty().allMatch(file -> file.toString().endsWith(".bin"));
        for (Path file : files) {
            String name = file.getFileName().toString();
            assertThat(cache().load(name.substring(0, name.indexOf('.')))).isPresent();
        }
        answers.add(probe(2).answer());
        assertThat(files()).isEqualTo(files);
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            content[content.length / 2] ^= 0x55;
            Files.write(file, content);
        }
        answers.add(probe(3).answer());
        assertThat(answers).containsOnly(answers.getFirst());
        assertThat(files()).isEqualTo(files);
    }
}
