package dev.noether.study.console;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known word that a misspelt one probably meant. */
public final class Suggestion {

    private Suggestion() {}

    /** {@code ", did you mean 'x'?"} for the candidate x nearest to {@code word}, or nothing if none is near. */
    public static String suffix(String word, Collection<String> candidates) {
        return nearest(word, candidates)
                .map(nearest -> ", did you mean '" + nearest + "'?")
                .orElse("");
    }

    /** The candidate nearest to {@code word}, if one is near; upper and lower case are the same. */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        String best = null;
        int least = mistakes(word.length()) + 1;
        for (String candidate : candidates) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** How many letters may be wrong: none in a word of two, a third of a long one (two exchanged letters count 2). */
    private static int mistakes(int length) {
        return switch (length) {
            case 0, 1, 2 -> 0;
            case 3 -> 1;
            default -> Math.max(2, length / 3);
        };
    }

    /** Levenshtein distance, one row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
