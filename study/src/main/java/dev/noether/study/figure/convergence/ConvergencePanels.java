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
import java.util.function.Function;

/** The three panels of figure 8. */
final class ConvergencePanels {

    private static final String CLOCK = "τ = 4η²t/(S n)";

    private static final List<Ink> INKS = List.of(Ink.BLUE, Ink.GREEN, Ink.VERMILLION, Ink.PURPLE);

    /** All panels have this axis. */
    private static final Axis RELATIVE = new Axis("relD", true, 1e-2, 1, 1);

    private ConvergencePanels() {}

    static List<Panel> of(ConvergenceRuns runs) {
        List<Done> rates = runs.of(runs.plan().rates());
        List<Done> others = new ArrayList<>(runs.of(runs.plan().batches()));
        others.addAll(runs.of(runs.plan().dimensions()));
        return List.of(
                overSteps(rates),
                overClock(rates, ConvergencePanels::rate, runs.slow().getFirst()),
                overClock(others, ConvergencePanels::sizes, runs.slow().getLast()));
    }

    private static String rate(Done one) {
        return "η = " + number(one.curve().learningRate());
    }

    private static String sizes(Done one) {
        return one.curve().size() == 50
                ? "S = " + one.curve().batchSize()
                : "n = " + one.curve().size();
    }

    /** 2.0 as "2". */
    static String number(double value) {
        return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
    }

    private static Panel overSteps(List<Done> runs) {
        List<Series> series = new ArrayList<>();
        for (Done one : runs) {
            series.add(curve(one, series.size(), rate(one), one.history().steps()));
        }
        double least =
                runs.stream().mapToDouble(one -> one.history().steps()[1]).min().orElseThrow();
        double last =
                runs.stream().mapToDouble(one -> one.history().lastStep()).max().orElseThrow();
        return new Panel.Plane(Axis.decades("step t", new double[] {Math.max(least, 100), last}), RELATIVE, series);
    }

    private static Panel overClock(List<Done> runs, Function<Done, String> name, Slow slow) {
        List<Series> series = new ArrayList<>();
        for (Done one : runs) {
            double[] clock =
                    Arrays.stream(one.history().steps()).map(one.curve()::tau).toArray();
            series.add(curve(one, series.size(), name.apply(one), clock));
        }
        double[] clock = slow.clock();
        series.add(new Series("slow curve", Look.theory(), clock, visible(slow.relative())));
        return new Panel.Plane(Axis.linear(CLOCK, 0, clock[clock.length - 1]), RELATIVE, series);
    }

    private static Series curve(Done one, int index, String name, double[] x) {
        Look.Line line = index == 1 ? Look.Line.DASHED : Look.Line.PLAIN;
        return new Series(
                name,
                Look.curve(INKS.get(index % INKS.size()), line),
                x,
                visible(one.history().values(LinearNetMeasures.RELATIVE)));
    }

    /** What lies below the axis is not drawn. */
    private static double[] visible(double[] values) {
        return Arrays.stream(values)
                .map(value -> value >= RELATIVE.low() ? value : Double.NaN)
                .toArray();
    }
}
