package dev.noether.study.figure.anisotropy;

import dev.noether.study.figure.anisotropy.AnisotropyRuns.Way;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The two panels of figure 3. */
final class AnisotropyPanels {

    private static final Axis PHI = new Axis("φ", false, 0, 1.05, 0.5);

    private static final int POINTS = 36;

    /** Traces are drawn in units of this. */
    private static final double UNIT = 1e4;

    private AnisotropyPanels() {}

    static List<Panel> of(AnisotropyRuns runs) {
        return List.of(ratios(runs), traces(runs));
    }

    private static Panel ratios(AnisotropyRuns runs) {
        List<Series> series = new ArrayList<>();
        for (Way way : List.of(Way.SGD, Way.SMALL_DECAY, Way.DECAY)) {
            series.add(theory(runs, phi -> runs.setting().predictedRatio(phi, way.weightDecay)));
        }
        series.add(theory(runs, phi -> 1));
        series.add(points(runs, "GD, γ = 10⁻⁴", Ink.VERMILLION, Look.Marker.RING, phi -> runs.ratio(Way.GD, phi)));
        series.add(points(runs, "SGD, γ = 10⁻⁴", Ink.GREEN, Look.Marker.SQUARE, phi -> runs.ratio(Way.DECAY, phi)));
        series.add(
                points(runs, "γ = 10⁻⁶", Ink.PURPLE, Look.Marker.OPEN_SQUARE, phi -> runs.ratio(Way.SMALL_DECAY, phi)));
        series.add(points(runs, "γ = 0", Ink.BLUE, Look.Marker.DISC, phi -> runs.ratio(Way.SGD, phi)));
        return new Panel.Plane(PHI, new Axis("‖U‖²/‖W‖²", false, 0.35, 1.1, 0.2), series);
    }

    private static Panel traces(AnisotropyRuns runs) {
        List<Series> series = new ArrayList<>();
        for (Way way : List.of(Way.SGD, Way.NOISE)) {
            series.add(theory(runs, phi -> runs.setting().predictedTrace(phi, way.where) / UNIT));
        }
        series.add(theory(runs, phi -> runs.setting().balancedTrace() / UNIT));
        series.add(points(runs, "GD, inputs", Ink.VERMILLION, Look.Marker.RING, phi -> runs.trace(Way.GD, phi) / UNIT));
        series.add(points(runs, "SGD, inputs", Ink.BLUE, Look.Marker.DISC, phi -> runs.trace(Way.SGD, phi) / UNIT));
        series.add(points(
                runs, "SGD, label noise", Ink.ORANGE, Look.Marker.SQUARE, phi -> runs.trace(Way.NOISE, phi) / UNIT));
        double[][] all = series.stream().map(Series::y).toArray(double[][]::new);
        return new Panel.Plane(PHI, Axis.around("Hessian trace (10⁴)", all), series);
    }

    private static Series points(
            AnisotropyRuns runs, String name, Ink ink, Look.Marker marker, DoubleUnaryOperator of) {
        double[] phis = runs.setting().phis().stream().mapToDouble(phi -> phi).toArray();
        return new Series(
                name,
                Look.points(ink, marker),
                phis,
                Arrays.stream(phis).map(of).toArray());
    }

    /** Where closed forms are drawn: at every phi that is run, and between. */
    static double[] curve(AnisotropySetting setting) {
        double least = setting.phis().getFirst();
        return DoubleStream.concat(
                        setting.phis().stream().mapToDouble(phi -> phi),
                        IntStream.rangeClosed(0, POINTS).mapToDouble(k -> least + (1 - least) * k / POINTS))
                .map(phi -> Math.rint(phi * 1e4) / 1e4)
                .distinct()
                .sorted()
                .toArray();
    }

    private static Series theory(AnisotropyRuns runs, DoubleUnaryOperator of) {
        double[] phis = curve(runs.setting());
        return new Series("", Look.theory(), phis, Arrays.stream(phis).map(of).toArray());
    }
}
