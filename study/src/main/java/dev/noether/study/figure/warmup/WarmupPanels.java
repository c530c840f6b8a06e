package dev.noether.study.figure.warmup;

import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import dev.noether.study.figure.warmup.WarmupRuns.Task;
import dev.noether.study.figure.warmup.WarmupRuns.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The three panels of figure 4. */
final class WarmupPanels {

    /** Observations that a point of a curve is the mean of: single ones scatter by more than the curves differ. */
    static final int WINDOW = 8;

    private static final double END = WarmupRuns.STEPS * 1e-3;

    private WarmupPanels() {}

    static List<Panel> of(WarmupRuns runs) {
        return List.of(sgd(runs, Task.ONE), gd(runs), sgd(runs, Task.TWO));
    }

    /** Xavier first: with warmup a net ends on the very same trajectory, and is drawn over it. */
    private static final List<Way> ORDER = List.of(Way.XAVIER, Way.WARMUP, Way.KAIMING);

    private static Panel sgd(WarmupRuns runs, Task task) {
        Axis y = axis(runs, task);
        List<Series> series = new ArrayList<>();
        for (Way way : ORDER) {
            List<History> seeds = runs.sgd(task, way).subList(1, WarmupRuns.SEEDS);
            for (History history : seeds) {
                series.add(curve("", Look.curve(ink(way), Look.Line.THIN), history, y));
            }
        }
        for (Way way : ORDER) {
            series.add(curve(label(way), look(way), runs.sgd(task, way).getFirst(), y));
        }
        series.add(theory(task));
        return new Panel.Plane(Axis.linear("step t (10³)", 0, END), y, series);
    }

    private static Panel gd(WarmupRuns runs) {
        Axis y = axis(runs, Task.ONE);
        List<Series> series = new ArrayList<>();
        for (Way way : ORDER) {
            series.add(curve(label(way), look(way), runs.gd(Task.ONE, way), y));
        }
        series.add(theory(Task.ONE));
        return new Panel.Plane(Axis.linear("step t (10³)", 0, END), y, series);
    }

    private static Look look(Way way) {
        return Look.curve(
                ink(way),
                switch (way) {
                    case KAIMING -> Look.Line.PLAIN;
                    case WARMUP -> Look.Line.DASHED;
                    case XAVIER -> Look.Line.BOLD;
                });
    }

    /** One axis for all panels of a task: a trajectory that diverges leaves it. */
    private static Axis axis(WarmupRuns runs, Task task) {
        double start = runs.sgd(task, Way.KAIMING).getFirst().first(Measure.HESSIAN_TRACE);
        return new Axis("Hessian trace", true, 10, Math.pow(10, Math.ceil(Math.log10(3 * start))), 1);
    }

    private static Series curve(String name, Look look, History history, Axis y) {
        double[] all = history.values(Measure.HESSIAN_TRACE);
        double[] steps = history.steps();
        List<double[]> points = new ArrayList<>();
        for (int k = 0; k < all.length; k += k == 0 ? 1 : WINDOW) {
            // The start stands alone; after it, means over windows.
            int count = k == 0 ? 1 : Math.min(WINDOW, all.length - k);
            double value = Arrays.stream(all, k, k + count).average().orElseThrow();
            double step = Arrays.stream(steps, k, k + count).average().orElseThrow();
            points.add(new double[] {step * 1e-3, value <= y.high() ? value : Double.NaN});
        }
        return new Series(
                name,
                look,
                points.stream().mapToDouble(point -> point[0]).toArray(),
                points.stream().mapToDouble(point -> point[1]).toArray());
    }

    private static Series theory(Task task) {
        double trace = WarmupFigure.equilibriumTrace(task);
        return new Series("theory", Look.theory(), new double[] {0, END}, new double[] {trace, trace});
    }

    private static String label(Way way) {
        return switch (way) {
            case KAIMING -> "Kaiming";
            case WARMUP -> "warmup";
            case XAVIER -> "Xavier";
        };
    }

    private static Ink ink(Way way) {
        return switch (way) {
            case KAIMING -> Ink.VERMILLION;
            case WARMUP -> Ink.BLUE;
            case XAVIER -> Ink.GREEN;
        };
    }
}
