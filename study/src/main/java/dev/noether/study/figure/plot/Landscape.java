package dev.noether.study.figure.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * A function over the plane as bands of grey behind curves, white where it is least: light, so that every curve is seen.
 *
 * @param values on a grid, the row of the largest y first; not modified afterwards
 */
@SuppressWarnings("ArrayRecordComponent")
public record Landscape(double[][] values) {

    private static final int CELLS = 240;

    /** Bands of grey: their edges are contours. */
    private static final int BANDS = 12;

    /** The darkest grey. */
    private static final int DARK = 150;

    private static final int WHITE = 255;

    /** A function at the middle of each cell of a grid over two linear axes. */
    public static Landscape of(DoubleBinaryOperator function, Axis x, Axis y) {
        double[][] values = new double[CELLS][CELLS];
        for (int i = 0; i < CELLS; i++) {
            double atY = y.high() - (y.high() - y.low()) * (i + 0.5) / CELLS;
            for (int j = 0; j < CELLS; j++) {
                double atX = x.low() + (x.high() - x.low()) * (j + 0.5) / CELLS;
                values[i][j] = function.applyAsDouble(atX, atY);
            }
        }
        return new Landscape(values);
    }

    /** One pixel a value. */
    BufferedImage image() {
        double least =
                Arrays.stream(values).flatMapToDouble(Arrays::stream).min().orElseThrow();
        double most =
                Arrays.stream(values).flatMapToDouble(Arrays::stream).max().orElseThrow();
        BufferedImage image = new BufferedImage(values[0].length, values.length, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                double share = most > least ? (values[i][j] - least) / (most - least) : 0;
                int band = Math.min(BANDS - 1, (int) (BANDS * share));
                int grey = WHITE - (WHITE - DARK) * band / (BANDS - 1);
                image.setRGB(j, i, new Color(grey, grey, grey).getRGB());
            }
        }
        return image;
    }
}
