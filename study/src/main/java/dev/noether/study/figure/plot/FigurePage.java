package dev.noether.study.figure.plot;

import dev.noether.study.console.InputException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
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

/**
 * Panels in rows, with letters and legends, and the caption under them: drawn alike into every Graphics2D. Up to four are
 * beside each other.
 */
public final class FigurePage {

    private static final int IN_A_ROW = 4;

    /** Signs of captions and labels that a font must have. */
    private static final String SIGNS = "‖DᵀΓΣℓε‖²⁻η×−";

    private final List<Panel> panels;
    private final Caption caption;

    /** A page; its height follows from the caption. */
    public FigurePage(List<Panel> panels, String caption) {
        this.panels = List.copyOf(panels);
        this.caption = new Caption(caption, FigureStyle.CAPTION, FigureStyle.WIDTH - 2 * FigureStyle.MARGIN);
    }

    /**
     * Checks, before anything is computed, that letters can be drawn here.
     *
     * @throws InputException if there is no font
     */
    public static void requireFonts() {
        String remedy = "; install one, on Debian with: apt-get install fontconfig fonts-dejavu-core";
        try {
            if (FigureStyle.LABEL.canDisplayUpTo(SIGNS) >= 0) {
                throw new InputException("figures need a font with mathematical signs, such as DejaVu Sans" + remedy);
            }
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new InputException("figures need fonts, and Java finds none here" + remedy, e);
        }
    }

    /** Width in units of the style. */
    public int width() {
        return FigureStyle.WIDTH;
    }

    /** Height in the same units. */
    public int height() {
        return panelsHeight() + 2 * FigureStyle.MARGIN + caption.lines().size() * lineHeight();
    }

    private int panelsHeight() {
        int height = 0;
        for (int first = 0; first < panels.size(); first += IN_A_ROW) {
            height += rowHeight(first);
        }
        return height;
    }

    private int rowHeight(int first) {
        return row(first).stream()
                .mapToInt(panel -> switch (panel) {
                    case Panel.Plane plane -> FigureStyle.PANEL_HEIGHT;
                    case Panel.Map map -> MapDrawing.height(panelWidth());
                })
                .max()
                .orElse(0);
    }

    private List<Panel> row(int first) {
        return panels.subList(first, Math.min(first + IN_A_ROW, panels.size()));
    }

    private double panelWidth() {
        return (double) (width() - 2 * FigureStyle.MARGIN) / Math.clamp(panels.size(), 1, IN_A_ROW);
    }

    private static int lineHeight() {
        return (int) Math.ceil(1.2 * FigureStyle.CAPTION.getSize2D());
    }

    /** Draws the page with its upper left corner at the origin. */
    public void draw(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setPaint(Color.WHITE);
        g.fillRect(0, 0, width(), height());
        double y = FigureStyle.MARGIN;
        for (int first = 0; first < panels.size(); first += IN_A_ROW) {
            for (int p = first; p < first + row(first).size(); p++) {
                draw(g, p, FigureStyle.MARGIN + (p - first) * panelWidth(), y);
            }
            y += rowHeight(first);
        }
        float baseline = (float) (y + FigureStyle.CAPTION.getSize2D());
        for (int line = 0; line < caption.lines().size(); line++) {
            caption.draw(g, line, FigureStyle.MARGIN, baseline + line * lineHeight());
        }
    }

    private void draw(Graphics2D g, int p, double x, double y) {
        switch (panels.get(p)) {
            case Panel.Plane plane -> drawPlane(g, plane, x, y, panelWidth());
            case Panel.Map map -> MapDrawing.draw(g, map, x, y, panelWidth());
        }
        g.setPaint(Color.BLACK);
        g.setFont(FigureStyle.LETTER);
        g.drawString("(" + (char) ('a' + p) + ")", (float) x, (float) (y + FigureStyle.LETTER.getSize2D()));
    }

    private static void drawPlane(Graphics2D g, Panel.Plane plane, double x, double y, double width) {
        XYPlot plot = PlaneChart.of(plane);
        JFreeChart chart = new JFreeChart(null, FigureStyle.LABEL, plot, false);
        chart.setBackgroundPaint(null);
        // Labels at the ends of the axes reach beyond them by about half their size.
        double over = 0.7 * FigureStyle.TICK.getSize2D();
        chart.setPadding(new RectangleInsets(over, 0, 0, over));
        double top = y + FigureStyle.LEGEND_HEIGHT;
        double height = FigureStyle.PANEL_HEIGHT - FigureStyle.LEGEND_HEIGHT;
        chart.draw(g, new Rectangle2D.Double(x, top - over, width, height + over));
        drawLegend(g, plot, x, width, top - over);
    }

    /** The legend, as close to its panel as it can be. */
    private static void drawLegend(Graphics2D g, XYPlot plot, double x, double width, double bottom) {
        double left = x + 2 * FigureStyle.LETTER.getSize2D();
        double room = x + width - left;
        // Two columns, or one after the other where a name is too long for that.
        Size2D size = null;
        LegendTitle legend = null;
        for (Arrangement arrangement : List.of(
                new GridArrangement((plot.getLegendItems().getItemCount() + 1) / 2, 2),
                new FlowArrangement(HorizontalAlignment.LEFT, VerticalAlignment.CENTER, 0, 0))) {
            if (size == null || size.getWidth() > room) {
                legend = legend(plot, arrangement);
                size = legend.arrange(g, constraint(arrangement, room));
            }
        }
        legend.draw(g, new Rectangle2D.Double(left, bottom - size.getHeight(), room, size.getHeight()));
    }

    private static RectangleConstraint constraint(Arrangement arrangement, double room) {
        return arrangement instanceof GridArrangement
                ? RectangleConstraint.NONE
                : new RectangleConstraint(new Range(0, room), new Range(0, FigureStyle.LEGEND_HEIGHT));
    }

    private static LegendTitle legend(XYPlot plot, Arrangement arrangement) {
        LegendTitle legend = new LegendTitle(plot, arrangement, arrangement);
        legend.setItemFont(FigureStyle.LEGEND);
        legend.setItemLabelPadding(new RectangleInsets(3, 7, 3, 14));
        legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
        legend.setPadding(0, 0, 0, 0);
        legend.setMargin(0, 0, 0, 0);
        return legend;
    }
}
