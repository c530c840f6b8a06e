package dev.noether.study.simulate;

import dev.noether.study.console.InputException;
import dev.noether.study.console.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A study: flags of {@code simulate} as the keys of a YAML mapping, by their names without dashes. A list is a comma list.
 * Mistakes are collected, each with the line of its key.
 */
final class StudyFile {

    /**
     * What is wrong.
     *
     * @param line of the key, or a number above all of them where it is missing
     * @param sentence what, where, and what would be right
     */
    private record Mistake(int line, String sentence) {}

    private final String name;
    private final Map<String, String> flags = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final List<Mistake> mistakes = new ArrayList<>();

    private StudyFile(String name) {
        this.name = name;
    }

    /**
     * Reads the mapping; mistakes in it are kept.
     *
     * @throws InputException if the file cannot be read, or is not a mapping in YAML
     */
    static StudyFile read(Path path) {
        StudyFile study = new StudyFile(path.toString());
        study.keys(mapping(path));
        return study;
    }

    private static MappingNode mapping(Path path) {
        String wish = "name a file of lines like 'steps: 20000'";
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(path.toString()).build();
            Optional<Node> root = new Compose(settings).composeString(Files.readString(path));
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                return mapping;
            }
            throw new InputException(path + " is not a mapping of flags to values; " + wish);
        } catch (NoSuchFileException e) {
            throw new InputException("--study " + path + " does not exist; " + wish, e);
        } catch (IOException e) {
            throw new InputException("--study " + path + " cannot be read (" + e.getMessage() + "); " + wish, e);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> ", line " + (mark.getLine() + 1))
                    .orElse("");
            throw new InputException(path + line + ": not YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new InputException(
                    path + ": not YAML: " + e.getMessage().lines().findFirst().orElse(""), e);
        }
    }

    private void keys(MappingNode mapping) {
        List<String> known =
                Flags.names().stream().map(flag -> flag.substring(2)).toList();
        for (NodeTuple entry : mapping.getValue()) {
            int line = line(entry.getKeyNode());
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "a key";
            if (!known.contains(key)) {
                mistake(
                        line,
                        key,
                        "no flag of simulate, see 'noether simulate --help'" + Suggestion.suffix(key, known));
            } else if (flags.containsKey("--" + key)) {
                mistake(line, key, "is there twice, first in line " + lines.get("--" + key) + "; leave one out");
            } else {
                value(key, line, entry.getValueNode());
            }
        }
    }

    private void value(String key, int line, Node node) {
        Optional<String> text = text(node);
        if (text.isPresent()) {
            flags.put("--" + key, text.get());
            lines.put("--" + key, line);
        } else {
            mistake(line, key, "must have a value: a word, a number or a list of them");
        }
    }

    private static Optional<String> text(Node node) {
        return switch (node) {
            case ScalarNode scalar ->
                scalar.getTag().equals(Tag.NULL) || scalar.getValue().isBlank()
                        ? Optional.empty()
                        : Optional.of(scalar.getValue());
            case SequenceNode sequence -> {
                List<String> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    if (!(item instanceof ScalarNode scalar)) {
                        yield Optional.empty();
                    }
                    items.add(scalar.getValue());
                }
                yield items.isEmpty() ? Optional.empty() : Optional.of(String.join(",", items));
            }
            default -> Optional.empty();
        };
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    private void mistake(int line, String key, String sentence) {
        mistakes.add(new Mistake(line, name + ", line " + line + ", " + key + ": " + sentence));
    }

    /** The flags that were understood, by their names with dashes. */
    Map<String, String> flags() {
        return new LinkedHashMap<>(flags);
    }

    /** Adds what is wrong with a flag of the file; in the sentence flags become keys. */
    void add(String flag, String sentence) {
        mistake(lines.get(flag), flag.substring(2), keysFor(sentence));
    }

    /**
     * Adds what is wrong without a line of its own.
     *
     * @param named flags in the sentence: the first is the one that the file lacks
     */
    void addMissing(List<String> named, String sentence) {
        String key = named.isEmpty() ? "" : ", " + named.getFirst().substring(2) + " (left out)";
        mistakes.add(new Mistake(Integer.MAX_VALUE, name + key + ": " + keysFor(sentence)));
    }

    private static String keysFor(String sentence) {
        return sentence.replaceFirst("^Invalid value for option '--[a-z-]+': ", "")
                .replaceAll("(?<![\\w-])--(?=[a-z])", "");
    }

    /** @throws InputException with one line a mistake, in their order in the file, if there is any */
    void requireNoMistake() {
        if (!mistakes.isEmpty()) {
            throw new InputException(mistakes.stream()
                    .sorted(Comparator.comparingInt(Mistake::line))
                    .map(Mistake::sentence)
                    .reduce((all, next) -> all + "\nnoether: " + next)
                    .orElseThrow());
        }
    }
}
