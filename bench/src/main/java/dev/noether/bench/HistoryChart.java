package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** How each ratio of the table of targets went from run to run on this machine, relative to what must be reached. */
final class HistoryChart {

    /** More runs than these are not told apart. */
    private static final int RUNS = 30;

    private static final int COMMIT_LETTERS = 7;

    private HistoryChart() {}

    /** @param lines of the history, the oldest first */
    static JFreeChart of(List<Map<String, Object>> lines) {
        Map<String, Object> here = Machine.describe();
        List<Map<String, Object>> own =
                lines.stream().filter(line -> Machine.same(line, here)).toList();
        own = own.subList(Math.max(0, own.size() - RUNS), own.size());
        Map<String, XYSeries> series = new LinkedHashMap<>();
        List<String> commits = new ArrayList<>();
        double least = 1;
        double most = 1;
        for (int run = 0; run < own.size(); run++) {
            String commit = String.valueOf(own.get(run).get("commit"));
            commits.add(commit.substring(0, Math.min(COMMIT_LETTERS, commit.length())));
            Map<String, Double> ratios = History.ratios(own.get(run));
            for (Target target : Target.ALL) {
                String name = PeerReport.name(target, Precision.FLOAT);
                double must = target.slower() ? 1 / target.must() : target.must();
                if (ratios.containsKey(name)) {
                    double value = ratios.get(name) / must;
                    series.computeIfAbsent(name, XYSeries::new).add(run, value);
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
            }
        }
        XYSeriesCollection all = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        for (XYSeries one : series.values()) {
            int index = all.getSeriesCount();
            all.addSeries(one);
            renderer.setSeriesStroke(index, ChartStyle.LINE);
            renderer.setSeriesPaint(index, ChartStyle.INKS[index % ChartStyle.INKS.length]);
        }
        SymbolAxis runs = new SymbolAxis("commit", commits.toArray(String[]::new));
        ChartStyle.style(runs);
        runs.setRange(-0.5, Math.max(1, commits.size()) - 0.5);
        runs.setGridBandsVisible(false);
        XYPlot plot = new XYPlot(
                all, runs, ChartStyle.decades("ratio over what must be reached", least, Math.max(most, 1.1)), renderer);
        return ChartStyle.chart("Ratios to other libraries on this machine: above 1 is reached (float)", plot);
    }
}
