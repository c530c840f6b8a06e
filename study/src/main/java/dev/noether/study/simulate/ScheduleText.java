package dev.noether.study.simulate;

import dev.noether.backend.LearningRate;
import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.Suggestion;
import java.util.ArrayList;
import java.util.List;

/** Schedules of the learning rate as text. */
final class ScheduleText {

    static final String CONSTANT = "constant";

    /** All forms, for help and errors. */
    static final String FORMS =
            "constant, warmup:STEPS:FROM, piecewise:STEP=RATE,..., cosine:STEPS or step:EVERY:FACTOR";

    private static final List<String> WORDS = List.of(CONSTANT, "warmup", "piecewise", "cosine", "step");

    private ScheduleText() {}

    /**
     * @param text one of the {@link #FORMS}
     * @param rate eta where nothing is scheduled
     */
    static LearningRate parse(String text, double rate) {
        String[] parts = text.strip().split(":", -1);
        String word = parts[0];
        if (!WORDS.contains(word)) {
            throw new InputException(
                    "--schedule is '" + text + "', it must be " + FORMS + Suggestion.suffix(word, WORDS));
        }
        return switch (word) {
            case "warmup" -> {
                requireParts(parts, 3, text);
                yield new LearningRate.Warmup(rate, steps(parts[1], "STEPS", text), rate(parts[2], "FROM", text));
            }
            case "piecewise" -> {
                requireParts(parts, 2, text);
                yield piecewise(rate, changes(parts[1], text), text);
            }
            case "cosine" -> {
                requireParts(parts, 2, text);
                yield new LearningRate.Cosine(rate, steps(parts[1], "STEPS", text));
            }
            case "step" -> {
                requireParts(parts, 3, text);
                yield new LearningRate.StepDecay(rate, steps(parts[1], "EVERY", text), rate(parts[2], "FACTOR", text));
            }
            default -> {
                requireParts(parts, 1, text);
                yield LearningRate.constant(rate);
            }
        };
    }

    private static LearningRate piecewise(double rate, List<LearningRate.Change> changes, String text) {
        try {
            return new LearningRate.Piecewise(rate, changes);
        } catch (IllegalArgumentException e) {
            throw new InputException("--schedule is '" + text + "': " + e.getMessage());
        }
    }

    private static List<LearningRate.Change> changes(String list, String text) {
        List<LearningRate.Change> changes = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            int equals = item.indexOf('=');
            if (equals < 0) {
                throw new InputException(
                        "--schedule is '" + text + "': '" + item + "' must be STEP=RATE, as in piecewise:5000=0.008");
            }
            long step = steps(item.substring(0, equals), "STEP", text);
            changes.add(new LearningRate.Change(step, rate(item.substring(equals + 1), "RATE", text)));
        }
        return changes;
    }

    private static void requireParts(String[] parts, int count, String text) {
        if (parts.length != count) {
            throw new InputException("--schedule is '" + text + "', it must be " + FORMS);
        }
    }

    private static long steps(String number, String name, String text) {
        try {
            return NumberText.positive(Long.parseLong(number.strip()), where(name, text));
        } catch (NumberFormatException e) {
            throw new InputException(where(name, text) + " is '" + number + "', it must be an integer of at least 1");
        }
    }

    private static double rate(String number, String name, String text) {
        return NumberText.notNegative(NumberText.finite(number, where(name, text)), where(name, text));
    }

    private static String where(String name, String text) {
        return name + " of --schedule '" + text + "'";
    }
}
