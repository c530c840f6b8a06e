package dev.noether.bench;

import dev.noether.model.Precision;
import dev.noether.simd.Lanes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The history of throughput: one JSON object a line, one line a run of the suite. */
record History(Path file) {

    /** @throws IOException if a line cannot be added, said before the benchmarks run rather than after */
    void requireWritable() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("it is not a file");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new IOException("permission denied");
        }
    }

    /** Adds a line and returns it. */
    String append(Comparisons comparisons, Costs costs, Suite suite) throws IOException {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        entry.put("commit", commit());
        entry.put("cpu", processor());
        entry.put("cores", Runtime.getRuntime().availableProcessors());
        entry.put("simdBits", Lanes.BITS);
        entry.put("jdk", Runtime.version().toString());
        entry.put("flags", Suite.FLAGS);
        entry.put(
                "suite",
                Map.of("forks", suite.forks(), "iterations", suite.iterations(), "milliseconds", suite.milliseconds()));
        Map<String, Object> peaks = new LinkedHashMap<>();
        for (Precision precision : Precision.values()) {
            peaks.put(precision.name().toLowerCase(Locale.ROOT), comparisons.peak(precision));
        }
        entry.put("fmaPeakGigaflops", peaks);
        entry.put("results", comparisons.lines().stream().map(History::numbers).toList());
        entry.put("costs", costs.lines().stream().map(History::numbers).toList());
        String line = JsonMapper.builder().build().writeValueAsString(entry);
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return line;
    }

    /** A line of the table; what is not finite is null, and named. */
    private static Map<String, Object> numbers(Comparisons.Line line) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("benchmark", line.benchmark());
        entry.put("size", line.size());
        entry.put("precision", line.precision().name().toLowerCase(Locale.ROOT));
        List<String> nonFinite = new ArrayList<>();
        put(entry, "nanoseconds", line.nanoseconds(), nonFinite);
        put(entry, "error", line.error(), nonFinite);
        put(entry, "gigaflops", line.gigaflops(), nonFinite);
        put(entry, "fractionOfPeak", line.fractionOfPeak(), nonFinite);
        put(entry, "ratioToControl", line.ratioToControl(), nonFinite);
        put(entry, "bytesPerOperation", line.bytesPerOperation(), nonFinite);
        if (!nonFinite.isEmpty()) {
            entry.put("nonFinite", nonFinite);
        }
        return entry;
    }

    /** A line of the table of costs, in the same form. */
    private static Map<String, Object> numbers(Costs.Line line) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("net", line.net().label());
        entry.put("precision", line.precision().name().toLowerCase(Locale.ROOT));
        entry.put("asked", line.asked().label());
        List<String> nonFinite = new ArrayList<>();
        put(entry, "nanoseconds", line.nanoseconds(), nonFinite);
        put(entry, "ratioToGradient", line.ratioToGradient(), nonFinite);
        put(entry, "gigaflops", line.gigaflops(), nonFinite);
        put(entry, "bytesPerOperation", line.bytesPerOperation(), nonFinite);
        if (!nonFinite.isEmpty()) {
            entry.put("nonFinite", nonFinite);
        }
        return entry;
    }

    private static void put(Map<String, Object> entry, String name, double value, List<String> nonFinite) {
        boolean finite = Double.isFinite(value);
        entry.put(name, finite ? value : null);
        if (!finite) {
            nonFinite.add(name);
        }
    }

    /** Commit of the sources, with a plus sign if they were changed since; "unknown" outside a clone. */
    private static String commit() {
        String folder = System.getProperty("noether.home", ".");
        String commit = output("git", "-C", folder, "rev-parse", "--short=12", "HEAD");
        if (commit.isEmpty()) {
            return "unknown";
        }
        boolean changed = !output("git", "-C", folder, "status", "--porcelain", "--", ":!bench/history")
                .isEmpty();
        return changed ? commit + "+" : commit;
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
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
