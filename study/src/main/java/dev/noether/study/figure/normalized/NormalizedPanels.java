package dev.noether.study.figure.normalized;

import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.normalized.NormalizedRuns.Net;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The three panels of figure 7: the charges of both nets, and the layers of each. */
final class NormalizedPanels {

    /** Steps from one point of a curve to the next. */
    private static final int STRIDE = 50;

    private static final double END = NormalizedRuns.STEPS * 1e-3;

    private NormalizedPanels() {}

    static List<Panel> of(NormalizedRuns runs) {
        return List.of(charges(runs), layers(runs, Net.A), layers(runs, Net.B));
    }

    private static Panel charges(NormalizedRuns runs) {
        List<Series> series = new ArrayList<>();
        for (Net net : Net.values()) {
            Ink ink = net == Net.A ? Ink.BLUE : Ink.GREEN;
            for (History history : runs.sgd(net)) {
                boolean first = history == runs.sgd(net).getFirst();
                Look look = Look.curve(ink, first ? Look.Line.PLAIN : Look.Line.THIN);
                series.add(relative(first ? net.label : "", look, history, Measure.SQUARED_NORM));
            }
        }
        for (Net net : Net.values()) {
            String name = net == Net.A ? "GD" : "";
            series.add(
                    relative(name, Look.curve(Ink.VERMILLION, Look.Line.DASHED), runs.gd(net), Measure.SQUARED_NORM));
            series.add(theory(runs, net));
        }
        return panel("C/C₀", series);
    }

    private static Series theory(NormalizedRuns runs, Net net) {
        double[] charges = runs.theory(net);
        return new Series(
                net == Net.A ? "theory" : "",
                Look.theory(),
                thousands(runs.theorySteps(net)),
                Arrays.stream(charges).map(charge -> charge / charges[0]).toArray());
    }

    private static Panel layers(NormalizedRuns runs, Net net) {
        List<Series> series = new ArrayList<>();
        for (Measure layer : List.of(NormalizedRuns.OF_U, NormalizedRuns.OF_W)) {
            boolean isU = layer.equals(NormalizedRuns.OF_U);
            String name = isU ? "‖U‖²" : "‖W‖²";
            for (History history : runs.sgd(net)) {
                boolean first = history == runs.sgd(net).getFirst();
                Look look = Look.curve(isU ? Ink.PURPLE : Ink.SKY_BLUE, first ? Look.Line.PLAIN : Look.Line.THIN);
                series.add(relative(first ? name : "", look, history, layer));
            }
            series.add(relative(isU ? "" : "GD", Look.curve(Ink.VERMILLION, Look.Line.DASHED), runs.gd(net), layer));
        }
        return panel(net.label + ", over its start", series);
    }

    private static Panel panel(String label, List<Series> series) {
        double[][] values = series.stream().map(Series::y).toArray(double[][]::new);
        return new Panel.Plane(new Axis("step t (10³)", false, 0, END, 5), Axis.around(label, values), series);
    }

    private static Series relative(String name, Look look, History history, Measure measure) {
        double[] steps = history.steps();
        double[] values = history.values(measure);
        int[] shown = IntStream.range(0, steps.length)
                .filter(k -> steps[k] % STRIDE == 0)
                .toArray();
        return new Series(
                name,
                look,
                thousands(Arrays.stream(shown).mapToDouble(k -> steps[k]).toArray()),
                Arrays.stream(shown).mapToDouble(k -> values[k] / values[0]).toArray());
    }

    private static double[] thousands(double[] steps) {
        return Arrays.stream(steps).map(step -> step * 1e-3).toArray();
    }
}
