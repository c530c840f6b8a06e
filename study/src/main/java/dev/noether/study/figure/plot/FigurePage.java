package dev.noether.study.figure.plot;

import dev.noether.study.console.InputException;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;

/** Panels beside each other with letters and legends, and the caption under them: drawn alike into every Graphics2D. */
public final class FigurePage {

    /** Signs of captions and labels that a font must have. */
    private static final String SIGNS = "‖DᵀΓ‖²⁻η×−";

    private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);

    private final List<Panel> panels;
    private final List<String> caption;

    /** A page; its height follows from the caption. */
    public FigurePage(List<Panel> panels, String caption) {
        this.panels = List.copyOf(panels);
        this.caption = wrapped(caption, FigureStyle.CAPTION, FigureStyle.WIDTH - 2 * FigureStyle.MARGIN);
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
        return FigureStyle.PANEL_HEIGHT + 2 * FigureStyle.MARGIN + caption.size() * lineHeight();
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
        double panelWidth = (double) (width() - 2 * FigureStyle.MARGIN) / panels.size();
        for (int p = 0; p < panels.size(); p++) {
            double x = FigureStyle.MARGIN + p * panelWidth;
            switch (panels.get(p)) {
                case Panel.Plane plane -> drawPlane(g, plane, x, panelWidth);
            }
            g.setPaint(Color.BLACK);
            g.setFont(FigureStyle.LETTER);
            g.drawString("(" + (char) ('a' + p) + ")", (float) x, FigureStyle.MARGIN + FigureStyle.LETTER.getSize2D());
        }
        g.setFont(FigureStyle.CAPTION);
        float baseline = FigureStyle.MARGIN + FigureStyle.PANEL_HEIGHT + FigureStyle.CAPTION.getSize2D();
        for (String line : caption) {
            g.drawString(line, FigureStyle.MARGIN, baseline);
            baseline += lineHeight();
        }
    }

    private static void drawPlane(Graphics2D g, Panel.Plane plane, double x, double width) {
        XYPlot plot = PlaneChart.of(plane);
        JFreeChart chart = new JFreeChart(null, FigureStyle.LABEL, plot, false);
        chart.setBackgroundPaint(null);
        // Labels at the ends of the axes reach beyond them by about half their size.
        double over = 0.7 * FigureStyle.TICK.getSize2D();
        chart.setPadding(new RectangleInsets(over, 0, 0, over));
        double top = FigureStyle.MARGIN + FigureStyle.LEGEND_HEIGHT;
        double height = FigureStyle.PANEL_HEIGHT - FigureStyle.LEGEND_HEIGHT;
        chart.draw(g, new Rectangle2D.Double(x, top - over, width, height + over));
        drawLegend(g, plot, x, width, top - over);
    }

    /** The legend, as close to its panel as it can be. */
    private static void drawLegend(Graphics2D g, XYPlot plot, double x, double width, double bottom) {
        LegendTitle legend = new LegendTitle(plot);
        legend.setItemFont(FigureStyle.LEGEND);
        legend.setItemLabelPadding(new RectangleInsets(3, 7, 3, 7));
        legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
        legend.setPadding(0, 0, 0, 0);
        legend.setMargin(0, 0, 0, 0);
        double left = x + 2 * FigureStyle.LETTER.getSize2D();
        double room = x + width - left;
        Range heights = new Range(0, FigureStyle.LEGEND_HEIGHT);
        double used = legend.arrange(g, new RectangleConstraint(new Range(0, room), heights))
                .getHeight();
        legend.draw(g, new Rectangle2D.Double(left, bottom - used, room, used));
    }

    /** Lines no wider than a width, broken at blanks. */
    private static List<String> wrapped(String text, Font font, double width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && font.getStringBounds(longer, METRICS).getWidth() > width) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(word);
            } else {
                line.setLength(0);
                line.append(longer);
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
