package dev.noether.study.figure.plot;

import java.awt.Color;

/** Colours that most kinds of colour vision tell apart: M. Okabe, K. Ito, "Color universal design" (2008), and grey. */
public enum Ink {
    BLACK(0x000000),
    ORANGE(0xE69F00),
    SKY_BLUE(0x56B4E9),
    GREEN(0x009E73),
    YELLOW(0xF0E442),
    BLUE(0x0072B2),
    VERMILLION(0xD55E00),
    PURPLE(0xCC79A7),
    GREY(0x999999);

    private final Color color;

    Ink(int rgb) {
        color = new Color(rgb);
    }

    Color color() {
        return color;
    }
}
