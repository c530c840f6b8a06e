package dev.noether.study.figure.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** A heat map: title beside its letter, a square of coloured cells, and under it the bar of its scale with labels at both ends and zero. */
final class MapDrawing {

    /** Between a map and its neighbours. */
    private static final int GAP = 32;

    private static final int TITLE_HEIGHT = 66;

    private static final int BAR_HEIGHT = 24;

    private static final int BAR_DISTANCE = 16;

    private MapDrawing() {}

    /** Height of a panel of this width. */
    static int height(double width) {
        return (int) Math.ceil(TITLE_HEIGHT
                + (width - GAP)
                + BAR_DISTANCE
                + BAR_HEIGHT
                + 1.2 * (FigureStyle.TICK.getSize2D() + FigureStyle.LABEL.getSize2D())
                + GAP);
    }

    static void draw(Graphics2D g, Panel.Map map, double x, double y, double width) {
        double room = width - GAP;
        int n = map.values().length;
        // Whole units a cell, so that all cells are equally large in the PNG.
        double side = n <= room ? n * Math.floor(room / n) : room;
        double left = Math.rint(x + (width - side) / 2);
        double top = Math.rint(y + TITLE_HEIGHT + room - side);
        float letter = FigureStyle.LETTER.getSize2D();
        g.setPaint(Color.BLACK);
        g.setFont(FigureStyle.LEGEND);
        g.drawString(map.title(), (float) x + 1.95f * letter, (float) y + letter);
        picture(g, cells(map), left, top, side, side);
        frame(g, new Rectangle2D.Double(left, top, side, side));
        bar(g, map.scale(), left, top + side + BAR_DISTANCE, side);
    }

    private static BufferedImage cells(Panel.Map map) {
        int n = map.values().length;
        BufferedImage cells = new BufferedImage(n, n, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                cells.setRGB(j, i, map.scale().color(map.values()[i][j]).getRGB());
            }
        }
        return cells;
    }

    private static void bar(Graphics2D g, HeatScale scale, double x, double y, double width) {
        int shades = 2 * HeatScale.SHADES + 1;
        BufferedImage colors = new BufferedImage(shades, 1, BufferedImage.TYPE_INT_RGB);
        for (int k = 0; k < shades; k++) {
            double value = scale.limit() * (k - HeatScale.SHADES) / HeatScale.SHADES;
            colors.setRGB(k, 0, scale.color(value).getRGB());
        }
        picture(g, colors, x, y, width, BAR_HEIGHT);
        frame(g, new Rectangle2D.Double(x, y, width, BAR_HEIGHT));
        double baseline = y + BAR_HEIGHT + 1.1 * FigureStyle.TICK.getSize2D();
        String limit = new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(scale.limit());
        g.setFont(FigureStyle.TICK);
        g.drawString("−" + limit, (float) x, (float) baseline);
        centred(g, FigureStyle.TICK, "0", x + width / 2, baseline);
        g.drawString(limit, (float) (x + width - width(g, FigureStyle.TICK, limit)), (float) baseline);
        centred(g, FigureStyle.TICK, scale.label(), x + width / 2, baseline + 1.2 * FigureStyle.LABEL.getSize2D());
    }

    private static void picture(Graphics2D g, BufferedImage image, double x, double y, double width, double height) {
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        g.drawImage(image, (int) x, (int) y, (int) width, (int) height, null);
    }

    private static void frame(Graphics2D g, Rectangle2D square) {
        g.setPaint(Color.BLACK);
        g.setStroke(FigureStyle.solid(3));
        g.draw(square);
    }

    private static void centred(Graphics2D g, Font font, String text, double x, double baseline) {
        g.setPaint(Color.BLACK);
        g.setFont(font);
        g.drawString(text, (float) (x - width(g, font, text) / 2), (float) baseline);
    }

    private static double width(Graphics2D g, Font font, String text) {
        return font.getStringBounds(text, g.getFontRenderContext()).getWidth();
    }
}
