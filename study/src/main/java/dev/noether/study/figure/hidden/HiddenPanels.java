package dev.noether.study.figure.hidden;

import dev.noether.study.console.Names;
import dev.noether.study.figure.plot.HeatScale;
import dev.noether.study.figure.plot.Panel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** The heat maps: for each run A and B beside each other, all with one scale. */
final class HiddenPanels {

    /** Beyond the scale lies this share of all elements, mainly of the diagonals. */
    private static final double BEYOND = 0.02;

    private HiddenPanels() {}

    static List<Panel> of(HiddenRuns runs) {
        HeatScale scale = scale(runs);
        List<Panel> panels = new ArrayList<>();
        for (HiddenRuns.End end : runs.ends()) {
            String title = end.pace().name() + " " + Names.of(end.activation()) + ": ";
            panels.add(new Panel.Map(title + "A", scaled(end.representation().a()), scale));
            panels.add(new Panel.Map(title + "B", scaled(end.representation().b()), scale));
        }
        return panels;
    }

    /** In thousandths. */
    private static double[][] scaled(double[][] matrix) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(row).map(value -> 1e3 * value).toArray())
                .toArray(double[][]::new);
    }

    private static HeatScale scale(HiddenRuns runs) {
        double[] sizes = runs.ends().stream()
                .flatMapToDouble(end -> DoubleStream.concat(
                        sizes(end.representation().a()),
                        sizes(end.representation().b())))
                .sorted()
                .toArray();
        double limit = sizes[(int) ((1 - BEYOND) * (sizes.length - 1))];
        double decade = Math.pow(10, Math.floor(Math.log10(limit)));
        return new HeatScale("10³ × element", Math.ceil(limit / decade * 2) / 2 * decade);
    }

    private static DoubleStream sizes(double[][] matrix) {
        return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).map(value -> 1e3 * Math.abs(value));
    }
}
