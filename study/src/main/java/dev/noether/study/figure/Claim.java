package dev.noether.study.figure;

import dev.noether.study.console.NumberText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A statement about a figure that a number decides.
 *
 * @param claim the sentence
 * @param quantity name of what is measured
 * @param measured its value, computed from the run
 * @param bound what it must keep to
 * @param reason where the bound comes from
 */
public record Claim(String claim, String quantity, double measured, Bound bound, String reason) {

    /** What a value must keep to; NaN keeps to nothing. */
    public sealed interface Bound {

        /** Whether a value keeps to it. */
        boolean holds(double value);

        /** As in JSON: below, above or within. */
        String comparator();

        /** As in JSON: a number, or a list of two. */
        Object threshold();
    }

    /** {@code value < limit}. */
    public record Below(double limit) implements Bound {
        @Override
        public boolean holds(double value) {
            return value < limit;
        }

        @Override
        public String comparator() {
            return "<";
        }

        @Override
        public Object threshold() {
            return limit;
        }
    }

    /** {@code value > limit}. */
    public record Above(double limit) implements Bound {
        @Override
        public boolean holds(double value) {
            return value > limit;
        }

        @Override
        public String comparator() {
            return ">";
        }

        @Override
        public Object threshold() {
            return limit;
        }
    }

    /** {@code low <= value <= high}. */
    public record Within(double low, double high) implements Bound {
        @Override
        public boolean holds(double value) {
            return low <= value && value <= high;
        }

        @Override
        public String comparator() {
            return "within";
        }

        @Override
        public Object threshold() {
            return List.of(low, high);
        }
    }

    /** Whether it holds. */
    public boolean holds() {
        return bound.holds(measured);
    }

    /** One member of {@code "claims"} in JSON. */
    public Map<String, Object> json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("claim", claim);
        members.put("quantity", quantity);
        members.put("measured", measured);
        members.put("comparator", bound.comparator());
        members.put("threshold", bound.threshold());
        members.put("holds", holds());
        members.put("reason", reason);
        return members;
    }

    /** One line of the table: claim, measured value, bound, whether it holds. */
    public List<String> cells() {
        String limit =
                switch (bound) {
                    case Below below -> "< " + text(below.limit());
                    case Above above -> "> " + text(above.limit());
                    case Within within -> "in [" + text(within.low()) + ", " + text(within.high()) + "]";
                };
        return List.of(claim, NumberText.rounded(measured), limit, holds() ? "holds" : "FAILS");
    }

    private static String text(double value) {
        return NumberText.plain(value).replace(".0E", "e");
    }
}
