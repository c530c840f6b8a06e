package dev.noether.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of the ratios since the line of the history before. All ratios are such that more is better.
 *
 * @param before ratios by name
 * @param after ratios by name
 */
record Change(Map<String, Double> before, Map<String, Double> after) {

    /** A loss above this is pointed out: rented machines vary by some per cent from run to run. */
    static final double NOTABLE_LOSS = 0.1;

    /** Names of the ratios that lost more than {@link #NOTABLE_LOSS}. */
    List<String> losses() {
        return after.keySet().stream()
                .filter(name -> before.containsKey(name) && factor(name) < 1 - NOTABLE_LOSS)
                .toList();
    }

    private double factor(String name) {
        return after.get(name) / before.get(name);
    }

    /** One line a ratio that is in both, losses marked, then a sentence. */
    List<String> text() {
        List<String> lines = new ArrayList<>();
        for (String name : after.keySet()) {
            if (before.containsKey(name)) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-78s %9.3f -> %9.3f  %+6.1f %%%s",
                        name,
                        before.get(name),
                        after.get(name),
                        100 * (factor(name) - 1),
                        losses().contains(name) ? "  LOSS" : ""));
            }
        }
        if (lines.isEmpty()) {
            return List.of("The last run on this machine has no ratio in common with this one.");
        }
        lines.add(
                losses().isEmpty()
                        ? "No ratio lost more than 10 % since the last run on this machine."
                        : losses().size() + " of " + lines.size()
                                + " ratios lost more than 10 % since the last run on this"
                                + " machine; run again before you believe it.");
        return lines;
    }
}
