package dev.noether.study.figure.plot;

import java.awt.Color;

/**
 * What the colours of a heat map mean: blue below zero, white at zero, vermillion above; the darkest of each at
 * {@code limit} and beyond. Both are of {@link Ink}'s colours, which most kinds of colour vision tell apart.
 *
 * @param label under the bar of colours, with unit
 * @param limit above 0
 */
public record HeatScale(String label, double limit) {

    /** Steps from white to the darkest colour: more would not be seen, and make the picture's file larger. */
    static final int SHADES = 10;

    /** @throws IllegalArgumentException unless the limit is finite and above 0 */
    public HeatScale {
        if (!(limit > 0) || Double.isInfinite(limit)) {
            throw new IllegalArgumentException("limit of a heat scale " + limit + ", it must be finite and above 0");
        }
    }

    /** The colour of a value; grey where it is no number. */
    Color color(double value) {
        if (Double.isNaN(value)) {
            return Ink.GREY.color();
        }
        Color dark = (value < 0 ? Ink.BLUE : Ink.VERMILLION).color();
        double share = Math.rint(SHADES * Math.min(1, Math.abs(value) / limit)) / SHADES;
        return new Color(mixed(dark.getRed(), share), mixed(dark.getGreen(), share), mixed(dark.getBlue(), share));
    }

    private static int mixed(int dark, double share) {
        return (int) Math.round(255 + share * (dark - 255));
    }
}
