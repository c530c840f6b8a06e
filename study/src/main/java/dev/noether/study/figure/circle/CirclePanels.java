package dev.noether.study.figure.circle;

import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Landscape;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** The two panels of figure 1. */
final class CirclePanels {

    /** Every step of the first ones is drawn, and after them each that this divides. */
    private static final int STRIDE = 20;

    private static final long FIRST_STEPS = 100;

    /** Unequal ranges, so that a circle is round in a panel of these proportions. */
    private static final Axis X = Axis.linear("θ₁", -1.4, 3.27);

    private static final Axis Y = Axis.linear("θ₂", -1.7, 2.13);

    private CirclePanels() {}

    static List<Panel> of(CircleRuns runs) {
        return List.of(plane(runs), charges(runs));
    }

    /** Whether a path has a point at a step. */
    static boolean isDrawn(double step) {
        return step < FIRST_STEPS || step % STRIDE == 0;
    }

    /** The population loss {@code |theta/|theta| - t|^2 + s^2}: it depends on the angle alone. */
    static double loss(double first, double second) {
        return 2 - 2 * first / Math.hypot(first, second) + CircleRuns.NOISE_VARIANCE;
    }

    private static Panel plane(CircleRuns runs) {
        List<Series> series = new ArrayList<>();
        series.add(new Series("|θ| = 1", Look.theory(), circle(Math::cos), circle(Math::sin)));
        for (History history : runs.sgd().subList(1, runs.sgd().size())) {
            series.add(path("", Look.curve(Ink.SKY_BLUE, Look.Line.THIN), history));
        }
        series.add(path("SGD", Look.curve(Ink.BLUE, Look.Line.PLAIN), runs.sgd().getFirst()));
        series.add(path("GD", Look.curve(Ink.VERMILLION, Look.Line.DASHED), runs.slow()));
        History slow = runs.slow();
        series.add(new Series(
                "start",
                Look.points(Ink.BLACK, Look.Marker.DISC),
                new double[] {slow.first(CircleRuns.FIRST)},
                new double[] {slow.first(CircleRuns.SECOND)}));
        return new Panel.Plane(X, Y, series, Optional.of(Landscape.of(CirclePanels::loss, X, Y)));
    }

    private static double[] circle(DoubleUnaryOperator of) {
        return IntStream.rangeClosed(0, 180)
                .mapToDouble(k -> of.applyAsDouble(k * Math.PI / 90))
                .toArray();
    }

    private static Panel charges(CircleRuns runs) {
        double end = CircleRuns.STEPS * 1e-3;
        List<Series> series = new ArrayList<>();
        List<double[]> all = new ArrayList<>();
        for (History history : runs.sgd()) {
            boolean first = all.isEmpty();
            Look look = first ? Look.curve(Ink.BLUE, Look.Line.PLAIN) : Look.curve(Ink.SKY_BLUE, Look.Line.THIN);
            series.addFirst(charge(first ? "SGD" : "", look, history));
            all.add(history.values(Measure.SQUARED_NORM));
        }
        series.add(charge(
                "GD", Look.curve(Ink.VERMILLION, Look.Line.DASHED), runs.slow().until(CircleRuns.STEPS)));
        double[] steps = IntStream.rangeClosed(0, 100)
                .mapToDouble(k -> k * CircleRuns.STEPS / 100.0)
                .toArray();
        series.add(new Series(
                "theory",
                Look.theory(),
                thousands(steps),
                Arrays.stream(steps).map(CircleRuns::theory).toArray()));
        double top = all.stream().flatMapToDouble(Arrays::stream).max().orElseThrow();
        return new Panel.Plane(
                new Axis("step t (10³)", false, 0, end, 2), Axis.linear("charge C = ‖θ‖²", 0, 1.05 * top), series);
    }

    private static Series path(String name, Look look, History history) {
        return new Series(
                name,
                look,
                drawn(history.steps(), history.values(CircleRuns.FIRST)),
                drawn(history.steps(), history.values(CircleRuns.SECOND)));
    }

    private static Series charge(String name, Look look, History history) {
        return new Series(
                name,
                look,
                thousands(drawn(history.steps(), history.steps())),
                drawn(history.steps(), history.values(Measure.SQUARED_NORM)));
    }

    private static double[] drawn(double[] steps, double[] values) {
        return IntStream.range(0, steps.length)
                .filter(k -> isDrawn(steps[k]))
                .mapToDouble(k -> values[k])
                .toArray();
    }

    private static double[] thousands(double[] steps) {
        return Arrays.stream(steps).map(step -> step * 1e-3).toArray();
    }
}
