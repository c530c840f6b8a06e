package dev.noether.study.figure.plot;

import java.awt.Color;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.Align;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A plane as a plot of JFreeChart, in the style of the figures. */
final class PlaneChart {

    static {
        // Otherwise JFreeChart draws the outlines of rotated labels, which are no text in an SVG.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    private PlaneChart() {}

    static XYPlot of(Panel.Plane plane) {
        XYSeriesCollection points = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        renderer.setDrawSeriesLineAsPath(true);
        renderer.setUseFillPaint(true);
        renderer.setUseOutlinePaint(true);
        renderer.setLegendLine(FigureStyle.legendLine(plane.series()));
        for (int i = 0; i < plane.series().size(); i++) {
            points.addSeries(points(plane.series().get(i), i));
            style(renderer, i, plane.series().get(i));
        }
        XYPlot plot = new XYPlot(points, axis(plane.x()), axis(plane.y()), renderer);
        // Otherwise the first series lies on top.
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        plot.setBackgroundPaint(Color.WHITE);
        plane.background().ifPresent(landscape -> {
            plot.setBackgroundImage(landscape.image());
            plot.setBackgroundImageAlignment(Align.FIT);
            plot.setBackgroundImageAlpha(1);
        });
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        plot.setOutlinePaint(Color.BLACK);
        plot.setOutlineStroke(FigureStyle.solid(3));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        // Fixed room, so that the panels of a figure are aligned.
        plot.setFixedRangeAxisSpace(space(FigureStyle.LEFT, 0));
        plot.setFixedDomainAxisSpace(space(0, FigureStyle.BOTTOM));
        return plot;
    }

    private static AxisSpace space(double left, double bottom) {
        AxisSpace space = new AxisSpace();
        space.setLeft(left);
        space.setBottom(bottom);
        return space;
    }

    private static XYSeries points(Series series, int index) {
        // Unsorted, duplicates allowed: the order of the points is that of the line.
        XYSeries points = new XYSeries(series.name().isEmpty() ? "#" + index : series.name(), false, true);
        for (int k = 0; k < series.x().length; k++) {
            double y = series.y()[k];
            points.add(series.x()[k], Double.isFinite(y) ? y : Double.NaN, false);
        }
        return points;
    }

    private static void style(XYLineAndShapeRenderer renderer, int i, Series series) {
        Look look = series.look();
        renderer.setSeriesPaint(i, look.ink().color());
        renderer.setSeriesLinesVisible(i, look.line() != Look.Line.NONE);
        renderer.setSeriesStroke(i, FigureStyle.stroke(look.line()));
        renderer.setSeriesShapesVisible(i, look.marker() != Look.Marker.NONE);
        renderer.setSeriesShape(i, FigureStyle.shape(look.marker()));
        renderer.setSeriesShapesFilled(i, true);
        // Filled markers have a light edge, so that those that overlap can be counted.
        boolean filled = FigureStyle.isFilled(look.marker());
        renderer.setSeriesFillPaint(i, filled ? look.ink().color() : Color.WHITE);
        renderer.setSeriesOutlinePaint(i, filled ? Color.WHITE : look.ink().color());
        renderer.setSeriesOutlineStroke(i, FigureStyle.solid(filled ? 2 : 5));
        renderer.setSeriesVisibleInLegend(i, !series.name().isEmpty());
    }

    private static ValueAxis axis(Axis axis) {
        ValueAxis made = axis.logarithmic() ? logarithmic(axis) : linear(axis);
        made.setLabelFont(FigureStyle.LABEL);
        made.setTickLabelFont(FigureStyle.TICK);
        made.setLabelInsets(new RectangleInsets(8, 8, 8, 8));
        made.setTickLabelInsets(new RectangleInsets(10, 6, 4, 12));
        made.setAxisLinePaint(Color.BLACK);
        made.setAxisLineStroke(FigureStyle.solid(3));
        made.setTickMarkPaint(Color.BLACK);
        made.setTickMarkStroke(FigureStyle.solid(3));
        made.setTickMarkInsideLength(14);
        made.setTickMarkOutsideLength(0);
        made.setMinorTickMarkInsideLength(7);
        made.setMinorTickMarkOutsideLength(0);
        return made;
    }

    private static ValueAxis linear(Axis axis) {
        NumberAxis made = new NumberAxis(axis.label());
        made.setRange(axis.low(), axis.high());
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(axis.tick()) + 1e-9));
        boolean half = Math.abs(axis.tick() * Math.pow(10, decimals) % 1) > 1e-9;
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setMinusSign('−');
        DecimalFormat format = new DecimalFormat("0", symbols);
        format.setMinimumFractionDigits(decimals + (half ? 1 : 0));
        format.setMaximumFractionDigits(decimals + (half ? 1 : 0));
        made.setTickUnit(new NumberTickUnit(axis.tick(), format));
        return made;
    }

    private static ValueAxis logarithmic(Axis axis) {
        DecadeAxis made = new DecadeAxis(axis.label());
        made.show(axis.low(), axis.high());
        made.setMinorTickMarksVisible(true);
        return made;
    }
}
