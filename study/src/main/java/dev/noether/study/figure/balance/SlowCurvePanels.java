package dev.noether.study.figure.balance;

import dev.noether.study.figure.balance.SlowCurveRuns.AtRate;
import dev.noether.study.figure.balance.SlowCurveRuns.Path;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import dev.noether.theory.SlowCurve.FastPhase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The two panels of {@code extra-slow-curve}. */
final class SlowCurvePanels {

    private static final List<Ink> INKS = List.of(Ink.VERMILLION, Ink.GREEN, Ink.BLUE);

    private SlowCurvePanels() {}

    static List<Panel> of(SlowCurveRuns runs) {
        return List.of(curves(runs.rates()), deviations(runs.rates()));
    }

    /** On the clock that the slow curve knows: 4 eta^2 t / S. */
    private static double[] clock(AtRate rate) {
        double eta = rate.pace().learningRate();
        return Arrays.stream(rate.paths().getFirst().history().steps())
                .map(step -> 4 * eta * eta * step / BalanceRun.BATCH)
                .toArray();
    }

    private static Panel curves(List<AtRate> rates) {
        List<Series> series = new ArrayList<>();
        List<double[]> all = new ArrayList<>();
        for (int k = 0; k < rates.size(); k++) {
            Path path = rates.get(k).paths().getFirst();
            double[] simulated = path.history().values(LinearNetMeasures.RELATIVE);
            all.add(simulated);
            series.add(new Series(
                    "η = " + rates.get(k).pace().learningRate(),
                    Look.curve(INKS.get(k), Look.Line.PLAIN),
                    clock(rates.get(k)),
                    simulated));
        }
        series.add(new Series(
                "slow curve",
                Look.theory(),
                clock(rates.getFirst()),
                rates.getFirst().paths().getFirst().conserving()));
        for (int k = 0; k < rates.size(); k += 2) {
            series.add(new Series(
                    "",
                    Look.curve(INKS.get(k), Look.Line.DASHED),
                    clock(rates.get(k)),
                    rates.get(k).paths().getFirst().moving()));
        }
        double[] clock = clock(rates.getFirst());
        return new Panel.Plane(
                Axis.linear("4η²t/S", 0, clock[clock.length - 1]),
                Axis.decades("relD", all.toArray(double[][]::new)),
                series);
    }

    private static Panel deviations(List<AtRate> rates) {
        double[] eta =
                rates.stream().mapToDouble(rate -> rate.pace().learningRate()).toArray();
        double[] plain = deviations(rates, FastPhase.CONSERVES_CHARGE);
        double[] moving = deviations(rates, FastPhase.MOVES_CHARGE);
        double perRate = plain[plain.length - 1] / eta[eta.length - 1];
        double[] ends = {0, 1.2 * eta[0]};
        double top = Math.max(perRate * ends[1], 1.1 * plain[0]);
        double[] hundredths = Arrays.stream(eta).map(value -> 100 * value).toArray();
        return new Panel.Plane(
                Axis.linear("η (10⁻²)", 0, 100 * ends[1]),
                Axis.linear("deviation", 0, top),
                List.of(
                        new Series("∝ η", Look.theory(), new double[] {0, 100 * ends[1]}, new double[] {
                            0, perRate * ends[1]
                        }),
                        new Series("slow curve", Look.points(Ink.BLACK, Look.Marker.DISC), hundredths, plain),
                        new Series("with charge flow", Look.points(Ink.BLUE, Look.Marker.RING), hundredths, moving)));
    }

    private static double[] deviations(List<AtRate> rates, FastPhase fast) {
        return rates.stream().mapToDouble(rate -> rate.deviation(fast)).toArray();
    }
}
