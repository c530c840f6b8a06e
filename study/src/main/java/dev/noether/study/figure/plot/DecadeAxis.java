package dev.noether.study.figure.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.LogTick;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;

/** A logarithmic axis with a label at each decade, "10⁻²", and a small mark at 2 to 9 times each. */
final class DecadeAxis extends LogAxis {

    private static final long serialVersionUID = 1;

    private static final int MARKS_IN_DECADE = 9;

    private static final double ROUNDING = 1e-9;

    DecadeAxis(String label) {
        super(label);
        // Decades, whatever room there is: the automatic units of a log axis are no decades.
        setAutoTickUnitSelection(false);
        setTickUnit(new NumberTickUnit(1, new DecadeFormat(), MARKS_IN_DECADE));
        setNumberFormatOverride(new DecadeFormat());
    }

    /** Shows these decades and their labels, which rounding might otherwise put an ulp outside. */
    void show(double low, double high) {
        setRange(low * (1 - ROUNDING), high * (1 + ROUNDING));
    }

    /**
     * The labels as plain text: JFreeChart gives those of its log axis no distance from the axis, draws them as outlines,
     * and passes over the mark of a tick that has no label at all, so that a small mark gets a blank.
     */
    @Override
    public List<?> refreshTicks(Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
        List<?> ticks = super.refreshTicks(g, state, area, edge);
        return ticks.stream().map(tick -> plain((LogTick) tick)).toList();
    }

    private static NumberTick plain(LogTick tick) {
        boolean small = tick.getTickType().equals(TickType.MINOR);
        String label = small ? " " : new DecadeFormat().format(tick.getValue());
        return new NumberTick(
                tick.getTickType(),
                tick.getValue(),
                label,
                tick.getTextAnchor(),
                tick.getRotationAnchor(),
                tick.getAngle());
    }

    /** 0.01 as "10⁻²". */
    private static final class DecadeFormat extends NumberFormat {

        private static final long serialVersionUID = 1;

        @Override
        public StringBuffer format(double number, StringBuffer to, FieldPosition position) {
            to.append(PowerOfTen.text(Math.round(Math.log10(number))));
            return to;
        }

        @Override
        public StringBuffer format(long number, StringBuffer to, FieldPosition position) {
            return format((double) number, to, position);
        }

        @Override
        public Number parse(String source, ParsePosition position) {
            throw new UnsupportedOperationException("labels are written only");
        }
    }
}
