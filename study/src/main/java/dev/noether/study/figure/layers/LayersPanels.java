package dev.noether.study.figure.layers;

import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.layers.LayersRuns.Kind;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The three panels of figure 5: equal start, random start, and a wide net. */
final class LayersPanels {

    private LayersPanels() {}

    static List<Panel> of(LayersRuns runs) {
        return List.of(
                panel(runs, Kind.EQUAL, "‖Wᵢ‖², equal start"),
                panel(runs, Kind.RANDOM, "‖Wᵢ‖², random start"),
                panel(runs, Kind.WIDE, "‖Wᵢ‖², width 32"));
    }

    private static Panel panel(LayersRuns runs, Kind kind, String label) {
        History history = runs.histories(kind).getFirst();
        double end = history.lastStep() * 1e-4;
        double[] steps = Arrays.stream(history.steps()).map(step -> step * 1e-4).toArray();
        List<Series> series = new ArrayList<>();
        List<Measure> layers = history.measures();
        for (int i = 0; i < layers.size(); i++) {
            Place place = place(i, layers.size());
            String name = i == 0 || i == 1 || i == layers.size() - 1 ? place.name : "";
            series.add(new Series(name, Look.curve(place.ink, Look.Line.PLAIN), steps, history.values(layers.get(i))));
        }
        runs.prediction(kind, history).ifPresent(net -> {
            double[] predicted = net.squaredNorms();
            for (int i = 0; i < predicted.length; i++) {
                if (place(i, predicted.length) != Place.MIDDLE || i == 1) {
                    series.add(new Series(
                            i == 0 ? "r = " + net.rank() : "", Look.theory(), new double[] {0, end}, new double[] {
                                predicted[i], predicted[i]
                            }));
                }
            }
        });
        if (kind == Kind.WIDE && !history.diverged()) {
            double[] live = runs.live(kind, 0);
            for (int i = 0; i < live.length; i++) {
                series.add(new Series(
                        "",
                        Look.points(place(i, live.length).ink, Look.Marker.RING),
                        new double[] {0.97 * end},
                        new double[] {live[i]}));
            }
        }
        double[][] all = series.stream().map(Series::y).toArray(double[][]::new);
        return new Panel.Plane(new Axis("step t (10⁴)", false, 0, end, end / 2), Axis.decades(label, all), series);
    }

    /** Where a layer is in its net. */
    private enum Place {
        FIRST("first", Ink.BLUE),
        MIDDLE("middle", Ink.GREEN),
        LAST("last", Ink.ORANGE);

        private final String name;
        private final Ink ink;

        Place(String name, Ink ink) {
            this.name = name;
            this.ink = ink;
        }
    }

    private static Place place(int layer, int layers) {
        if (layer == 0) {
            return Place.FIRST;
        }
        return layer == layers - 1 ? Place.LAST : Place.MIDDLE;
    }
}
