package dev.noether.study.console;

import java.util.List;
import java.util.regex.Pattern;

/** A table of right-aligned columns under a header, two blanks apart. */
public final class TextTable {

    private static final Pattern NUMBER = Pattern.compile("|-|NaN|-?Infinity|[-+]?[0-9.]+([eE][-+]?[0-9]+)?");

    private TextTable() {}

    /** The table, each line ended; columns of text that is no number are aligned to the left. */
    public static String format(List<String> header, List<List<String>> lines) {
        int[] widths = new int[header.size()];
        boolean[] left = new boolean[header.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = header.get(c).length();
            for (List<String> line : lines) {
                widths[c] = Math.max(widths[c], line.get(c).length());
                left[c] |= !NUMBER.matcher(line.get(c)).matches();
            }
        }
        StringBuilder text = new StringBuilder();
        append(text, header, widths, left);
        for (List<String> line : lines) {
            append(text, line, widths, left);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> line, int[] widths, boolean[] left) {
        StringBuilder built = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String padding = " ".repeat(widths[c] - line.get(c).length());
            built.append(c == 0 ? "" : "  ");
            built.append(left[c] ? line.get(c) + padding : padding + line.get(c));
        }
        text.append(built.toString().stripTrailing()).append('\n');
    }
}
