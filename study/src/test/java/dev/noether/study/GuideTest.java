package dev.noether.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.study.console.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/guide.md still print what stands under them there. */
class GuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "guide.md");

    private static final String PROMPT = "$ ./noether ";

    /** What follows it is the name of a file or folder that a command writes. */
    private static final List<String> WRITES = List.of("--out", "--project", "--resume");

    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?");

    /** Times, cores, and bits that depend on the width of vectors. */
    private static final Pattern ELSEWHERE_DIFFERENT =
            Pattern.compile("steps in .*|threads: \\d+|Parameters have the checksum .*");

    /** Digits in which vectors of another width may differ after many steps. */
    private static final double RELATIVE = 2e-3;

    /** Numbers that are zero but for rounding. */
    private static final double ROUNDING = 1e-9;

    @TempDir
    private Path folder;

    private record Command(String line, String output) {}

    private final Map<String, String> files = new LinkedHashMap<>();
    private final List<Command> commands = new ArrayList<>();

    private void read() throws IOException {
        Iterator<String> lines = Files.readAllLines(GUIDE).iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.equals("```console")) {
                String command = lines.next();
                assertThat(command).startsWith(PROMPT);
                commands.add(new Command(command.substring(PROMPT.length()), block(lines)));
            } else if (line.matches("```\\w+ .+")) {
                files.put(line.split(" ", 2)[1], block(lines));
            }
        }
    }

    private static String block(Iterator<String> lines) {
        StringBuilder block = new StringBuilder();
        for (String line = lines.next(); !line.equals("```"); line = lines.next()) {
            block.append(line).append('\n');
        }
        return block.toString();
    }

    @Test
    void everyCommandPrintsWhatStandsUnderIt() throws IOException {
        read();
        assertThat(files).hasSizeGreaterThan(1);
        assertThat(commands).hasSizeGreaterThan(5);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        for (Command command : commands) {
            CommandLineRun run = CommandLineRun.of(words(command.line()).toArray(String[]::new));
            assertThat(run.status()).as(command.line() + "\n" + run.err()).isEqualTo(ExitStatus.DONE);
            assertSame(command, run.out().replace(folder + "/", ""));
        }
    }

    /** The words of a command line, with files in the folder of this test. */
    private List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher found = WORD.matcher(line);
        while (found.find()) {
            String word = found.group(1) == null ? found.group(2) : found.group(1);
            boolean written = !words.isEmpty() && WRITES.contains(words.getLast());
            if (written) {
                files.putIfAbsent(word, "");
            }
            words.add(files.containsKey(word) ? folder.resolve(word).toString() : word);
        }
        return words;
    }

    /** Compares the words, and the numbers between them. */
    private static void assertSame(Command command, String output) {
        assertThat(text(output)).as(command.line()).isEqualTo(text(command.output()));
        List<Double> expected = numbers(command.output());
        List<Double> printed = numbers(output);
        assertThat(printed).as(command.line()).hasSameSizeAs(expected);
        for (int k = 0; k < expected.size(); k++) {
            assertThat(printed.get(k))
                    .as(command.line() + "\nnumber " + k + " of:\n" + output)
                    .isCloseTo(expected.get(k), within(RELATIVE * Math.abs(expected.get(k)) + ROUNDING));
        }
    }

    private static String comparable(String output) {
        return ELSEWHERE_DIFFERENT.matcher(output).replaceAll("…");
    }

    private static String text(String output) {
        return NUMBER.matcher(comparable(output)).replaceAll("#").replaceAll("\\s+", " ");
    }

    private static List<Double> numbers(String output) {
        return NUMBER.matcher(comparable(output))
                .results()
                .map(MatchResult::group)
                .map(Double::valueOf)
                .toList();
    }
}
