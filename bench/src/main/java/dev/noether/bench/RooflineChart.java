package dev.noether.bench;

import dev.noether.model.Precision;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Steps on one core in the plane of operations a byte and operations a second, under the limits that were measured. */
final class RooflineChart {

    private static final double LEAST_INTENSITY = 0.1;
    private static final double LARGEST_INTENSITY = 1000;

    private static final double LEAST_RATE = 0.1;

    private static final int DARKEST = 70;
    private static final int LIGHTEST = 200;
    private static final int STEP = 40;

    /** Size of a marker; Noether's is as large again. */
    private static final double MARKER = 11;

    private RooflineChart() {}

    static JFreeChart of(List<PeerTime> times, Precision precision) {
        Roofline roofline = new Roofline(times);
        XYSeriesCollection all = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        double peak = roofline.peak(precision);
        for (PeerTime time : times) {
            if (time.way() == Way.LIMIT && Limits.triadBytes(time.name()).isPresent()) {
                long bytes = Limits.triadBytes(time.name()).getAsLong();
                double bandwidth = bytes / time.nanoseconds();
                XYSeries roof = new XYSeries(
                        String.format(java.util.Locale.ROOT, "triad over %.4g MB: %.0f GB/s", bytes / 1e6, bandwidth));
                double ridge = peak / bandwidth;
                roof.add(LEAST_INTENSITY, LEAST_INTENSITY * bandwidth);
                if (ridge > LEAST_INTENSITY) {
                    roof.add(ridge, peak);
                }
                roof.add(LARGEST_INTENSITY, peak);
                add(all, renderer, roof, true);
            }
        }
        XYPlot plot = new XYPlot();
        for (Map.Entry<Way, XYSeries> entry : points(times, precision, plot).entrySet()) {
            add(all, renderer, entry.getValue(), false);
        }
        plot.setDataset(all);
        plot.setRenderer(renderer);
        plot.setDomainAxis(ChartStyle.decades(
                "operations a byte, if the parameters are read and written once a step",
                LEAST_INTENSITY,
                LARGEST_INTENSITY));
        plot.setRangeAxis(ChartStyle.decades("GFLOP/s, executed operations", LEAST_RATE, peak));
        return ChartStyle.chart("Roofline of one core, " + precision.name().toLowerCase(java.util.Locale.ROOT), plot);
    }

    /** Roofs are thin lines in shades of grey, Noether's points the largest and black. */
    private static void add(XYSeriesCollection all, XYLineAndShapeRenderer renderer, XYSeries series, boolean line) {
        int index = all.getSeriesCount();
        all.addSeries(series);
        boolean ours = series.getKey().equals(Way.NOETHER.label());
        double size = ours ? 2 * MARKER : MARKER;
        renderer.setSeriesLinesVisible(index, line);
        renderer.setSeriesShapesVisible(index, !line);
        renderer.setSeriesShape(index, new Ellipse2D.Double(-size / 2, -size / 2, size, size));
        renderer.setSeriesStroke(index, ChartStyle.LINE);
        int shade = Math.min(LIGHTEST, DARKEST + STEP * index);
        renderer.setSeriesPaint(
                index,
                line
                        ? new Color(shade, shade, shade)
                        : ours ? Color.BLACK : ChartStyle.INKS[index % ChartStyle.INKS.length]);
    }

    /** A point a duel and way on one thread, Noether's with the name of the duel. */
    private static Map<Way, XYSeries> points(List<PeerTime> times, Precision precision, XYPlot plot) {
        Map<Way, XYSeries> points = new EnumMap<>(Way.class);
        for (PeerTime time : times) {
            double rate = time.duel().operations(time.way()) / time.nanoseconds();
            boolean repeated = time.duel().isWidthFree() && time.way() != Way.NOETHER;
            if (time.duel().threads != 1 || time.precision() != precision || Double.isNaN(rate) || repeated) {
                continue;
            }
            points.computeIfAbsent(time.way(), way -> new XYSeries(way.label())).add(Roofline.intensity(time), rate);
            if (time.way() == Way.NOETHER) {
                XYTextAnnotation name =
                        new XYTextAnnotation("   " + time.duel().label(), Roofline.intensity(time), rate);
                name.setFont(ChartStyle.SMALL);
                // The net and its narrow equivalent lie close together.
                name.setTextAnchor(time.duel().isWidthFree() ? TextAnchor.BOTTOM_LEFT : TextAnchor.TOP_LEFT);
                plot.addAnnotation(name);
            }
        }
        return points;
    }
}
