package dev.noether.study.figure.plot;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * The one style of all figures. Lengths are in units of which {@link #WIDTH} are the width of a figure, which stays
 * readable at a column width of 8 cm: the smallest letters are 5 points high there.
 */
final class FigureStyle {

    /** Width of a figure, and pixels of its PNG. */
    static final int WIDTH = 1800;

    /** Width in print, metres. */
    static final double PRINT_METRES = 0.08;

    /** Height of a panel with a legend of two rows. */
    static final int PANEL_HEIGHT = 850;

    /** Height of a legend of two rows, which is above each panel and as high in all of them; one of more rows gets more. */
    static final int LEGEND_HEIGHT = 140;

    /** Room for the labels of the left axis. */
    static final int LEFT = 165;

    /** Room for the labels of the lower axis. */
    static final int BOTTOM = 140;

    /** Around the panels and the caption. */
    static final int MARGIN = 14;

    /** Has all mathematical signs that we use. */
    static final String FAMILY = "DejaVu Sans";

    /** What a reader of an SVG takes; Verdana has the same widths. */
    static final String SVG_FAMILIES = "'DejaVu Sans', Verdana, sans-serif";

    static final Font LABEL = new Font(FAMILY, Font.PLAIN, 42);
    static final Font TICK = new Font(FAMILY, Font.PLAIN, 38);
    static final Font LEGEND = new Font(FAMILY, Font.PLAIN, 38);
    static final Font LETTER = new Font(FAMILY, Font.BOLD, 44);
    static final Font CAPTION = new Font(FAMILY, Font.PLAIN, 38);

    private static final int MARKER = 26;

    private FigureStyle() {}

    static BasicStroke stroke(Look.Line line) {
        return switch (line) {
            case NONE, THIN -> solid(4);
            case PLAIN -> solid(5);
            case BOLD -> solid(9);
            case DASHED -> new BasicStroke(7, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {26, 14}, 0);
        };
    }

    static BasicStroke solid(float width) {
        return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    /** Sample of a line in the legend; no longer than a marker where no line has a name. */
    static Line2D legendLine(List<Series> series) {
        boolean lines = series.stream()
                .anyMatch(one -> !one.name().isEmpty() && one.look().line() != Look.Line.NONE);
        double half = lines ? 36 : MARKER / 2.0;
        return new Line2D.Double(-half, 0, half, 0);
    }

    static boolean isFilled(Look.Marker marker) {
        return switch (marker) {
            case NONE, DISC, SQUARE -> true;
            case RING, OPEN_SQUARE -> false;
        };
    }

    static Shape shape(Look.Marker marker) {
        double half = MARKER / 2.0;
        return switch (marker) {
            case NONE, DISC, RING -> new Ellipse2D.Double(-half, -half, MARKER, MARKER);
            case SQUARE, OPEN_SQUARE -> new Rectangle2D.Double(-half, -half, MARKER, MARKER);
        };
    }
}
