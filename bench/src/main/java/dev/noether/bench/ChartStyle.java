package dev.noether.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.ui.RectangleInsets;

/** What the charts of the benchmarks share. */
final class ChartStyle {

    /** Colours that most kinds of colour vision tell apart (M. Okabe, K. Ito 2008). */
    static final Color[] INKS = {
        new Color(0x0072B2),
        new Color(0xE69F00),
        new Color(0x009E73),
        new Color(0xD55E00),
        new Color(0xCC79A7),
        new Color(0x56B4E9),
        new Color(0x999999),
        new Color(0xF0E442)
    };

    static final BasicStroke LINE = new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private static final String FAMILY = "DejaVu Sans";
    private static final Font TITLE = new Font(FAMILY, Font.BOLD, 22);
    static final Font LABEL = new Font(FAMILY, Font.PLAIN, 18);
    static final Font SMALL = new Font(FAMILY, Font.PLAIN, 15);

    private ChartStyle() {}

    /** A chart with a legend on white. */
    static JFreeChart chart(String title, Plot plot) {
        plot.setBackgroundPaint(Color.WHITE);
        JFreeChart chart = new JFreeChart(title, TITLE, plot, true);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(12, 12, 12, 24));
        chart.getLegend().setItemFont(SMALL);
        return chart;
    }

    static void style(Axis axis) {
        axis.setLabelFont(LABEL);
        axis.setTickLabelFont(SMALL);
    }

    /** A logarithmic axis with a label at each decade, in plain digits. */
    static LogAxis decades(String label, double low, double high) {
        LogAxis axis = new LogAxis(label);
        style(axis);
        NumberFormat digits = new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
        axis.setAutoTickUnitSelection(false);
        axis.setTickUnit(new NumberTickUnit(1, digits, 9));
        axis.setNumberFormatOverride(digits);
        axis.setRange(Math.pow(10, Math.floor(Math.log10(low))), Math.pow(10, Math.ceil(Math.log10(high))));
        return axis;
    }
}
