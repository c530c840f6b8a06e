package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/** The time of a step of every way over Noether's, a group of bars a row: beyond 1 it is slower. Float. */
final class BarsChart {

    private BarsChart() {}

    static JFreeChart of(List<PeerTime> times) {
        DefaultCategoryDataset bars = new DefaultCategoryDataset();
        double least = 0.5;
        double most = 2;
        for (Way way : Way.values()) {
            for (Duel duel : Duel.values()) {
                OptionalDouble ours = PeerTime.fastest(times, duel, Precision.FLOAT, EnumSet.of(Way.NOETHER));
                OptionalDouble theirs = PeerTime.fastest(times, duel, Precision.FLOAT, EnumSet.of(way));
                if (way != Way.NOETHER && duel.isStep() && ours.isPresent() && theirs.isPresent()) {
                    double ratio = theirs.getAsDouble() / ours.getAsDouble();
                    bars.addValue(ratio, way.label(), duel.label());
                    least = Math.min(least, ratio);
                    most = Math.max(most, ratio);
                }
            }
        }
        CategoryAxis rows = new CategoryAxis();
        ChartStyle.style(rows);
        rows.setMaximumCategoryLabelWidthRatio(0.3f);
        rows.setMaximumCategoryLabelLines(2);
        rows.setCategoryMargin(0.15);
        LogAxis ratios =
                ChartStyle.decades("time of a step over Noether's (float, random numbers included)", least, most);
        BarRenderer renderer = new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setBase(1);
        renderer.setItemMargin(0.02);
        for (int i = 0; i < bars.getRowCount(); i++) {
            renderer.setSeriesPaint(i, ChartStyle.INKS[i % ChartStyle.INKS.length]);
        }
        CategoryPlot plot = new CategoryPlot(bars, rows, ratios, renderer);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        return ChartStyle.chart(
                "A step of SGD beside other libraries: bars to the right are slower than Noether", plot);
    }
}
