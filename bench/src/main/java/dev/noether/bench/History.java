package dev.noether.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The history of throughput: one JSON object a line, one line a run. Each has commit, machine, and {@code ratios} by name,
 * of which more is better: they are what runs are compared by.
 *
 * @param file of the lines
 * @param machine what a run depends on beside the sources, as {@link Machine#describe} has it
 */
record History(Path file, Map<String, Object> machine) {

    static final String RATIOS = "ratios";

    /** How long each benchmark of a run was measured; a short run is not compared with a long one. */
    static final String LENGTHS = "suite";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The history of this machine. */
    History(Path file) {
        this(file, Machine.describe());
    }

    /**
     * Adds a line and returns it.
     *
     * @param ratios by name
     * @param content the rest of what was measured
     */
    String append(Map<String, Double> ratios, Map<String, Object> content) throws IOException {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        entry.put("commit", commit());
        entry.putAll(machine);
        entry.put(RATIOS, ratios);
        entry.putAll(content);
        String line = JSON.writeValueAsString(entry);
        String begin = endsWithinALine() ? "\n" : "";
        Files.writeString(file, begin + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return line;
    }

    /** Whether the last line was not written to its end. */
    private boolean endsWithinALine() throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        byte[] bytes = Files.readAllBytes(file);
        return bytes.length > 0 && bytes[bytes.length - 1] != '\n';
    }

    /** All lines, the oldest first; none if there is no file. A line that is no JSON object is passed over. */
    List<Map<String, Object>> lines() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        // A line in another encoding is passed over like any that cannot be read.
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .map(History::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Map<String, Object>> parse(String line) {
        try {
            return Optional.ofNullable(JSON.readValue(line, new TypeReference<Map<String, Object>>() {}));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /**
     * Ratios of the last line of this machine, empty if there is none.
     *
     * @param lengths that the line must have, or null where it has none
     */
    Optional<Map<String, Double>> lastRatios(Map<String, Object> lengths) throws IOException {
        return lines().stream()
                .filter(line -> Machine.same(line, machine) && line.get(RATIOS) instanceof Map)
                .filter(line -> Objects.equals(line.get(LENGTHS), lengths))
                .map(History::ratios)
                .reduce((earlier, later) -> later);
    }

    /** The ratios of a line; what is no number is left out. */
    static Map<String, Double> ratios(Map<String, Object> line) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        if (line.get(RATIOS) instanceof Map<?, ?> members) {
            members.forEach((name, value) -> {
                if (value instanceof Number number) {
                    ratios.put(String.valueOf(name), number.doubleValue());
                }
            });
        }
        return ratios;
    }

    /** Commit of the sources, with a plus sign if they were changed since; "unknown" outside a clone. */
    static String commit() {
        String folder = System.getProperty("noether.home", ".");
        String commit = output("git", "-C", folder, "rev-parse", "--short=12", "HEAD");
        if (commit.isEmpty()) {
            return "unknown";
        }
        boolean changed = !output("git", "-C", folder, "status", "--porcelain", "--", ":!bench/history")
                .isEmpty();
        return changed ? commit + "+" : commit;
    }

    /** What a command prints; empty if it fails or does not exist. */
    private static String output(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream in = process.getInputStream()) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
                return process.waitFor() == 0 ? text : "";
            }
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
