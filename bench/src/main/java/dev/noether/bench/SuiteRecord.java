package dev.noether.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a run of the suite leaves in the history. */
record SuiteRecord(Comparisons comparisons, Costs costs, Suite suite) {

    /** What runs are compared by: speed over plain Java, the part of the peak, and the gradient over each quantity. */
    Map<String, Double> ratios() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (Comparisons.Line line : comparisons.lines()) {
            String name = line.benchmark() + ", " + line.size() + ", "
                    + line.precision().name().toLowerCase(Locale.ROOT);
            put(ratios, name + ": of peak", line.fractionOfPeak());
            put(ratios, name + ": over plain Java", line.ratioToControl());
        }
        for (Costs.Line line : costs.lines()) {
            if (line.asked() != Asked.GRADIENT) {
                String name =
                        line.net().label() + ", " + line.precision().name().toLowerCase(Locale.ROOT) + ": gradient"
                                + " over " + line.asked().label();
                put(ratios, name, 1 / line.ratioToGradient());
            }
        }
        return ratios;
    }

    private static void put(Map<String, Double> ratios, String name, double value) {
        if (Double.isFinite(value)) {
            ratios.put(name, value);
        }
    }

    /** Everything that was measured. */
    Map<String, Object> content() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("flags", Suite.FLAGS);
        entry.put(History.LENGTHS, suite.lengths());
        Map<String, Object> peaks = new LinkedHashMap<>();
        for (var precision : dev.noether.model.Precision.values()) {
            peaks.put(precision.name().toLowerCase(Locale.ROOT), comparisons.peak(precision));
        }
        entry.put("fmaPeakGigaflops", peaks);
        entry.put(
                "results",
                comparisons.lines().stream().map(SuiteRecord::numbers).toList());
        entry.put("costs", costs.lines().stream().map(SuiteRecord::numbers).toList());
        return entry;
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
        name(nonFinite).ifPresent(names -> entry.put("nonFinite", names));
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
        name(nonFinite).ifPresent(names -> entry.put("nonFinite", names));
        return entry;
    }

    private static Optional<List<String>> name(List<String> nonFinite) {
        return nonFinite.isEmpty() ? Optional.empty() : Optional.of(nonFinite);
    }

    private static void put(Map<String, Object> entry, String name, double value, List<String> nonFinite) {
        boolean finite = Double.isFinite(value);
        entry.put(name, finite ? value : null);
        if (!finite) {
            nonFinite.add(name);
        }
    }
}
