package dev.noether.study.figure.convergence;

import dev.noether.study.figure.convergence.ConvergenceRuns.Done;
import dev.noether.study.figure.convergence.ConvergenceRuns.Slow;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The three panels of figure 8. */
final class ConvergencePanels {

    private static final String CLOCK = "τ = 4η²t/(S n)";

    private static final List<Ink> INKS = List.of(Ink.BLUE, Ink.GREEN, Ink.VERMILLION, Ink.PURPLE);

    /** All panels have this axis. */
    private static final Axis RELATIVE = new Axis("relD", true, 1e-2, 1, 1);

    private ConvergencePanels() {}

    static List<Panel> of(ConvergenceRuns runs) {
        List<Done> rates = runs.of(runs.plan().rates());
        return List.of(
                overSteps(rates),
                overClock(
                        rates.stream().map(one -> onClock(one, look(rates.indexOf(one)), rate(one))),
                        runs.slow().getFirst()),
                overClock(
                        Stream.concat(batches(runs), dimensions(runs)),
                        runs.slow().getLast()));
    }

    private static String rate(Done one) {
        return "η = " + number(one.curve().learningRate());
    }

    /** Close to each other, and so of one colour and name. */
    private static Stream<Series> batches(ConvergenceRuns runs) {
        List<Done> batches = runs.of(runs.plan().batches());
        String name = "n = " + batches.getFirst().curve().size();
        return batches.stream()
                .map(one -> onClock(one, Look.curve(Ink.BLUE, Look.Line.PLAIN), batches.indexOf(one) == 0 ? name : ""));
    }

    private static Stream<Series> dimensions(ConvergenceRuns runs) {
        return runs.of(runs.plan().dimensions()).stream()
                .map(one -> onClock(
                        one,
                        Look.curve(Ink.PURPLE, Look.Line.DASHED),
                        "n = " + one.curve().size()));
    }

    /** 2.0 as "2". */
    static String number(double value) {
        return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
    }

    private static Panel overSteps(List<Done> runs) {
        List<Series> series = new ArrayList<>();
        for (Done one : runs) {
            series.add(curve(one, look(series.size()), rate(one), one.history().steps()));
        }
        double least =
                runs.stream().mapToDouble(one -> one.history().steps()[1]).min().orElseThrow();
        double last =
                runs.stream().mapToDouble(one -> one.history().lastStep()).max().orElseThrow();
        return new Panel.Plane(Axis.decades("step t", new double[] {Math.max(least, 100), last}), RELATIVE, series);
    }

    private static Panel overClock(Stream<Series> curves, Slow slow) {
        List<Series> series = new ArrayList<>(curves.toList());
        double[] clock = slow.clock();
        series.add(new Series("slow curve", Look.theory(), clock, visible(slow.relative())));
        double end = series.stream()
                .mapToDouble(one -> one.x()[one.x().length - 1])
                .max()
                .orElseThrow();
        return new Panel.Plane(Axis.linear(CLOCK, 0, end), RELATIVE, series);
    }

    private static Look look(int index) {
        return Look.curve(INKS.get(index % INKS.size()), index == 1 ? Look.Line.DASHED : Look.Line.PLAIN);
    }

    private static Series onClock(Done one, Look look, String name) {
        return curve(
                one,
                look,
                name,
                Arrays.stream(one.history().steps()).map(one.curve()::tau).toArray());
    }

    private static Series curve(Done one, Look look, String name, double[] x) {
        return new Series(name, look, x, visible(one.history().values(LinearNetMeasures.RELATIVE)));
    }

    /** What lies below the axis is not drawn. */
    private static double[] visible(double[] values) {
        return Arrays.stream(values)
                .map(value -> value >= RELATIVE.low() ? value : Double.NaN)
                .toArray();
    }
}
