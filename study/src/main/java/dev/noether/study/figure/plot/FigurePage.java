package dev.noether.study.figure.plot;

import dev.noether.study.console.InputException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/**
 * Panels in rows, with letters and legends, and the caption under them: drawn alike into every Graphics2D. Up to four are
 * beside each other.
 */
public final class FigurePage {

    private static final int IN_A_ROW = 4;

    /** Signs of captions and labels that a font must have. */
    private static final String SIGNS = "‖DᵀΓΣℓε‖²⁻η×−";

    /** Labels at the ends of the axes reach beyond them by about half their size. */
    private static final double OVER = 0.7 * FigureStyle.TICK.getSize2D();

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
        int ofPlanes = FigureStyle.PANEL_HEIGHT - FigureStyle.LEGEND_HEIGHT + legendHeight(first);
        return row(first).stream()
                .mapToInt(panel -> switch (panel) {
                    case Panel.Plane plane -> ofPlanes;
                    case Panel.Map map -> MapDrawing.height(panelWidth());
                })
                .max()
                .orElse(0);
    }

    /** Above all planes of a row: that of the style, or what the largest legend needs. */
    private int legendHeight(int first) {
        int height = FigureStyle.LEGEND_HEIGHT;
        for (Panel panel : row(first)) {
            if (panel instanceof Panel.Plane plane) {
                double legend = new PanelLegend(PlaneChart.of(plane), panelWidth()).height();
                height = Math.max(height, (int) Math.ceil(legend + OVER));
            }
        }
        return height;
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
            int legend = legendHeight(first);
            for (int p = first; p < first + row(first).size(); p++) {
                draw(g, p, FigureStyle.MARGIN + (p - first) * panelWidth(), y, legend);
            }
            y += rowHeight(first);
        }
        float baseline = (float) (y + FigureStyle.CAPTION.getSize2D());
        for (int line = 0; line < caption.lines().size(); line++) {
            caption.draw(g, line, FigureStyle.MARGIN, baseline + line * lineHeight());
        }
    }

    private void draw(Graphics2D g, int p, double x, double y, double legend) {
        switch (panels.get(p)) {
            case Panel.Plane plane -> drawPlane(g, plane, x, y, panelWidth(), legend);
            case Panel.Map map -> MapDrawing.draw(g, map, x, y, panelWidth());
        }
        g.setPaint(Color.BLACK);
        g.setFont(FigureStyle.LETTER);
        g.drawString("(" + (char) ('a' + p) + ")", (float) x, (float) (y + FigureStyle.LETTER.getSize2D()));
    }

    private static void drawPlane(Graphics2D g, Panel.Plane plane, double x, double y, double width, double legend) {
        XYPlot plot = PlaneChart.of(plane);
        JFreeChart chart = new JFreeChart(null, FigureStyle.LABEL, plot, false);
        chart.setBackgroundPaint(null);
        // Nothing is drawn outside the chart, and the last label of an axis may reach farther: into the margin,
        // or under the left axis of the next panel, where nothing else is.
        double beyond = FigureStyle.MARGIN;
        chart.setPadding(new RectangleInsets(OVER, 0, 0, OVER + beyond));
        double top = y + legend;
        double height = FigureStyle.PANEL_HEIGHT - FigureStyle.LEGEND_HEIGHT;
        chart.draw(g, new Rectangle2D.Double(x, top - OVER, width + beyond, height + OVER));
        // As close to its panel as it can be.
        new PanelLegend(plot, width).draw(g, x, top - OVER);
    }
}
