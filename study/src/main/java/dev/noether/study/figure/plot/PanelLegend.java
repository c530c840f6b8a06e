package dev.noether.study.figure.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.jfree.chart.block.Arrangement;
import org.jfree.chart.block.FlowArrangement;
import org.jfree.chart.block.GridArrangement;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.Size2D;
import org.jfree.chart.ui.VerticalAlignment;
import org.jfree.data.Range;

/** The legend of a plane, beside its letter and above it: in two columns, or one after the other where a name is too long for that. */
final class PanelLegend {

    /** Text has the same size in every Graphics2D. */
    private static final BufferedImage SCRATCH = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

    private final LegendTitle title;
    private final double room;
    private final double height;

    /**
     * Arranged.
     *
     * @param plot whose named series it has
     * @param width of the panel
     */
    PanelLegend(XYPlot plot, double width) {
        room = width - indent();
        Graphics2D g = SCRATCH.createGraphics();
        LegendTitle columns =
                title(plot, new GridArrangement((plot.getLegendItems().getItemCount() + 1) / 2, 2));
        Size2D size = columns.arrange(g, RectangleConstraint.NONE);
        if (size.getWidth() > room) {
            title = title(plot, new FlowArrangement(HorizontalAlignment.LEFT, VerticalAlignment.CENTER, 0, 0));
            size = title.arrange(g, new RectangleConstraint(new Range(0, room), new Range(0, Integer.MAX_VALUE)));
        } else {
            title = columns;
        }
        height = size.getHeight();
        g.dispose();
    }

    /** Room for the letter of the panel. */
    private static double indent() {
        return 2 * FigureStyle.LETTER.getSize2D();
    }

    double height() {
        return height;
    }

    /** Draws it over {@code bottom}, in the panel that begins at x. */
    void draw(Graphics2D g, double x, double bottom) {
        title.draw(g, new Rectangle2D.Double(x + indent(), bottom - height, room, height));
    }

    private static LegendTitle title(XYPlot plot, Arrangement arrangement) {
        LegendTitle legend = new LegendTitle(plot, arrangement, arrangement);
        legend.setItemFont(FigureStyle.LEGEND);
        legend.setItemLabelPadding(new RectangleInsets(3, 7, 3, 14));
        legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
        legend.setPadding(0, 0, 0, 0);
        legend.setMargin(0, 0, 0, 0);
        return legend;
    }
}
