package dev.noether.study.figure.balance;

import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import dev.noether.theory.BalancedNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The three panels of figure 2. */
final class BalancePanels {

    private static final String STEPS = "step t (10³)";

    private BalancePanels() {}

    /** @param slow {@code |D|} of the slow curve */
    static List<Panel> of(BalanceResults results, double[] slow) {
        return List.of(balance(results, slow), elements(results), norms(results));
    }

    /** {@code |D|} at a step, if it decayed from its start at the closed-form rate. */
    static double theory(BalanceResults results, double step) {
        return results.shown().first(LinearNetMeasures.BALANCE) * Math.exp(-results.predictedRate() * step);
    }

    private static Panel balance(BalanceResults results, double[] slow) {
        History sgd = results.shown();
        History gd = results.shownOfGd();
        double[] ofSgd = sgd.values(LinearNetMeasures.BALANCE);
        double[] ofGd = gd.values(LinearNetMeasures.BALANCE);
        double[] ofTheory =
                Arrays.stream(sgd.steps()).map(step -> theory(results, step)).toArray();
        Axis y = Axis.decades("‖D‖", ofSgd, ofGd);
        return new Panel.Plane(
                Axis.linear(STEPS, 0, results.curveSteps() * 1e-3),
                y,
                List.of(
                        new Series("SGD", Look.curve(Ink.BLUE, Look.Line.PLAIN), thousands(sgd), ofSgd),
                        new Series("GD", Look.curve(Ink.VERMILLION, Look.Line.DASHED), thousands(gd), ofGd),
                        // The two lie on each other where all modes have one rate: dashes show both.
                        new Series("rate", Look.theory(), thousands(sgd), visible(ofTheory, y)),
                        new Series(
                                "slow curve",
                                Look.curve(Ink.GREEN, Look.Line.DASHED),
                                thousands(sgd),
                                visible(slow, y))));
    }

    /** Closed forms go on below the floor; the panel does not. */
    private static double[] visible(double[] values, Axis y) {
        return Arrays.stream(values)
                .map(value -> value >= y.low() ? value : Double.NaN)
                .toArray();
    }

    private static Panel elements(BalanceResults results) {
        History history = results.shown();
        Ink[] inks = {Ink.BLUE, Ink.SKY_BLUE, Ink.GREEN, Ink.PURPLE, Ink.GREY};
        List<Series> series = new ArrayList<>();
        List<double[]> all = new ArrayList<>();
        for (Measure element : BalanceMeasures.elements(history)) {
            int k = all.size();
            double[] y = history.values(element);
            all.add(y);
            String name = k == 0 ? "SGD, ten elements" : "";
            series.add(new Series(name, Look.curve(inks[k % inks.length], Look.Line.THIN), thousands(history), y));
        }
        double end = results.curveSteps() * 1e-3;
        series.add(new Series("closed form: 0", Look.theory(), new double[] {0, end}, new double[] {0, 0}));
        return new Panel.Plane(
                Axis.linear(STEPS, 0, end), Axis.around("elements of D", all.toArray(double[][]::new)), series);
    }

    private static Panel norms(BalanceResults results) {
        List<BalancedNet> predictions = results.predictions();
        double[] u = predictions.stream().mapToDouble(BalancedNet::squaredNormU).toArray();
        double[] w = predictions.stream().mapToDouble(BalancedNet::squaredNormW).toArray();
        double[] sgdU = late(results.sgd(), LinearNetMeasures.SQUARED_U);
        double[] sgdW = late(results.sgd(), LinearNetMeasures.SQUARED_W);
        double[] gdU = constant(results.ofGd().late(LinearNetMeasures.SQUARED_U), u.length);
        double[] gdW = constant(results.ofGd().late(LinearNetMeasures.SQUARED_W), w.length);
        Axis x = Axis.around("closed form", u, w);
        double[] diagonal = {x.low(), x.high()};
        return new Panel.Plane(
                x,
                Axis.around("‖U‖², ‖W‖² at the end", u, w, sgdU, sgdW, gdU, gdW),
                List.of(
                        new Series("", Look.theory(), diagonal, diagonal),
                        new Series("GD ‖U‖²", Look.points(Ink.VERMILLION, Look.Marker.RING), u, gdU),
                        new Series("GD ‖W‖²", Look.points(Ink.VERMILLION, Look.Marker.OPEN_SQUARE), w, gdW),
                        new Series("SGD ‖U‖²", Look.points(Ink.BLUE, Look.Marker.DISC), u, sgdU),
                        new Series("SGD ‖W‖²", Look.points(Ink.SKY_BLUE, Look.Marker.SQUARE), w, sgdW)));
    }

    private static double[] constant(double value, int count) {
        double[] values = new double[count];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] late(BalanceRun run, Measure measure) {
        return run.histories().stream()
                .mapToDouble(history -> history.late(measure))
                .toArray();
    }

    private static double[] thousands(History history) {
        return Arrays.stream(history.steps()).map(step -> step * 1e-3).toArray();
    }
}
