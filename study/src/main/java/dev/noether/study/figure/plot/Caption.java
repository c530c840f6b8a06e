package dev.noether.study.figure.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text in lines of a given width. A letter after an underscore is a subscript: "Γ_U"; lines do not break beside the
 * signs of a formula.
 */
final class Caption {

    private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);

    private static final char NO_BREAK = '\u00a0';

    /** A blank before or after a sign that joins two parts of a formula. */
    private static final Pattern BESIDE_SIGN = Pattern.compile(" (?=[=~+−×] )|(?<= [=~+−×]) ");

    /** What stands on the line, or what follows an underscore. */
    private static final Pattern PIECE = Pattern.compile("_(.)|([^_]+)");

    private static final float SUBSCRIPT_SIZE = 0.7f;

    /** How far a subscript is lowered, in sizes of the font. */
    private static final float SUBSCRIPT_DROP = 0.18f;

    private final Font font;
    private final Font subscript;
    private final List<String> lines = new ArrayList<>();

    Caption(String text, Font font, double width) {
        this.font = font;
        this.subscript = font.deriveFont(SUBSCRIPT_SIZE * font.getSize2D());
        String line = "";
        for (String word : BESIDE_SIGN.matcher(text).replaceAll(NO_BREAK + "").split(" ")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && width(longer) > width) {
                lines.add(line);
                line = word;
            } else {
                line = longer;
            }
        }
        lines.add(line);
    }

    /** The lines, subscripts still marked. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Draws a line, from {@code x} to the right. */
    void draw(Graphics2D g, int line, float x, float baseline) {
        double at = x;
        Matcher pieces = PIECE.matcher(lines.get(line));
        while (pieces.find()) {
            g.setFont(font(pieces));
            float drop = pieces.group(1) == null ? 0 : SUBSCRIPT_DROP * font.getSize2D();
            g.drawString(text(pieces), (float) at, baseline + drop);
            at += width(pieces);
        }
    }

    private double width(String marked) {
        return PIECE.matcher(marked)
                .results()
                .mapToDouble(piece -> width(piece.group(1), piece.group(2)))
                .sum();
    }

    private double width(Matcher piece) {
        return width(piece.group(1), piece.group(2));
    }

    private double width(String lowered, String plain) {
        return lowered == null
                ? font.getStringBounds(plain, METRICS).getWidth()
                : subscript.getStringBounds(lowered, METRICS).getWidth();
    }

    private Font font(Matcher piece) {
        return piece.group(1) == null ? font : subscript;
    }

    private static String text(Matcher piece) {
        return piece.group(1) == null ? piece.group(2) : piece.group(1);
    }
}
