package dev.noether.bench;

import dev.noether.model.Precision;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** A run with peers as tables, and as a line of the history. */
record PeerReport(List<PeerTime> times) {

    /** Ratios to peers and parts of limits, all such that more is better. */
    Map<String, Double> ratios() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (Precision precision : Precision.values()) {
            for (Target target : Target.ALL) {
                OptionalDouble reached = target.reached(times, precision);
                if (reached.isPresent()) {
                    double ratio = reached.getAsDouble();
                    ratios.put(name(target, precision), target.slower() ? 1 / ratio : ratio);
                }
            }
        }
        Roofline roofline = new Roofline(times);
        for (PeerTime time : times) {
            OptionalDouble fraction = roofline.fractionOfLimit(time);
            if (time.way() == Way.NOETHER && fraction.isPresent()) {
                ratios.put(
                        time.duel().label() + ", " + word(time.precision()) + ": of the limit", fraction.getAsDouble());
            }
        }
        return ratios;
    }

    static String name(Target target, Precision precision) {
        return target.duel().label() + ", " + word(precision) + ": over " + target.opponents();
    }

    /** Everything that was measured. */
    Map<String, Object> content() {
        return Map.of("times", times);
    }

    /** Prints both tables. */
    void print(PrintStream out) {
        out.println(Machine.text());
        printLimits(out);
        printTimes(out);
        printTargets(out);
    }

    private void printLimits(PrintStream out) {
        Roofline roofline = new Roofline(times);
        for (Precision precision : Precision.values()) {
            out.printf(
                    Locale.ROOT, "FMA peak of a core, %s: %.1f GFLOP/s%n", word(precision), roofline.peak(precision));
        }
        for (PeerTime time : times) {
            Limits.triadBytes(time.name()).ifPresent(bytes -> {
                if (time.way() == Way.LIMIT) {
                    out.printf(Locale.ROOT, "triad over %.3f MB: %.1f GB/s%n", bytes / 1e6, bytes / time.nanoseconds());
                }
            });
        }
    }

    private void printTimes(PrintStream out) {
        Roofline roofline = new Roofline(times);
        Duel duel = null;
        Precision precision = null;
        for (PeerTime time : times) {
            if (time.way() == Way.LIMIT || (time.duel().isWidthFree() && time.way() != Way.NOETHER)) {
                continue;
            }
            if (time.duel().wide() != duel || time.precision() != precision) {
                duel = time.duel().wide();
                precision = time.precision();
                out.printf(
                        "%n%-66s %13s %6s %8s %9s %8s%n",
                        duel.label() + ", " + word(precision), "us", "+- %", "x ours", "GFLOP/s", "of limit");
            }
            double ours = PeerTime.fastest(times, duel, precision, java.util.EnumSet.of(Way.NOETHER))
                    .orElse(Double.NaN);
            double operations = time.duel().operations(time.way());
            out.printf(
                    Locale.ROOT,
                    "  %-64s %13.3f %6.1f %8.2f %9s %8s%n",
                    contender(time),
                    time.nanoseconds() / 1e3,
                    100 * time.spread(),
                    time.nanoseconds() / ours,
                    number("%.1f", operations / time.nanoseconds()),
                    number("%.2f", roofline.fractionOfLimit(time).orElse(Double.NaN)));
        }
    }

    private static String contender(PeerTime time) {
        if (time.duel().isWidthFree()) {
            return time.way().label() + ", " + time.duel().label();
        }
        return time.way().label().startsWith(time.name())
                ? time.way().label()
                : time.way().label() + ": " + time.name();
    }

    private void printTargets(PrintStream out) {
        out.printf(
                "%n%-50s %-26s %-7s %8s %7s %7s%n",
                "ratio of medians of this run", "against", "", "reached", "must", "aim");
        for (Precision precision : Precision.values()) {
            for (Target target : Target.ALL) {
                OptionalDouble reached = target.reached(times, precision);
                if (reached.isPresent()) {
                    double ratio = reached.getAsDouble();
                    out.printf(
                            Locale.ROOT,
                            "%-50s %-26s %-7s %8.2f %7s %7s  %s%n",
                            target.duel().label(),
                            target.opponents(),
                            word(precision),
                            ratio,
                            bound(target, target.must()),
                            bound(target, target.aim()),
                            verdict(target, ratio));
                }
            }
        }
    }

    private static String bound(Target target, double value) {
        return (target.slower() ? "<= " : "") + String.format(Locale.ROOT, "%.4g", value);
    }

    private static String verdict(Target target, double ratio) {
        if (target.meetsAim(ratio)) {
            return "aim";
        }
        return target.meetsMust(ratio) ? "must" : "NOT REACHED";
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static String word(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
