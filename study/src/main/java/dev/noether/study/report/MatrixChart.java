package dev.noether.study.report;

import dev.noether.study.report.Chart.Switch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A matrix as a map of colours. */
final class MatrixChart {

    /** The name of an element. */
    static final Pattern ELEMENT = Pattern.compile("(.+)\\[(\\d{1,5}),(\\d{1,5})]");

    /** More rows or columns than this are averaged in blocks: a window does not show them. */
    private static final int MOST = 200;

    private static final int DIGITS = 4;

    private MatrixChart() {}

    static Chart of(String panel, String series, String name, List<Curve> elements) {
        int[] rows = new int[elements.size()];
        int[] columns = new int[elements.size()];
        for (int k = 0; k < rows.length; k++) {
            Matcher element = ELEMENT.matcher(elements.get(k).quantity());
            if (!element.matches()) {
                throw new IllegalArgumentException(elements.get(k).quantity() + " is no element of a matrix");
            }
            rows[k] = Integer.parseInt(element.group(2));
            columns[k] = Integer.parseInt(element.group(3));
        }
        int firstRow = IntStream.of(rows).min().orElse(0);
        int firstColumn = IntStream.of(columns).min().orElse(0);
        int height = IntStream.of(rows).max().orElse(0) - firstRow + 1;
        int width = IntStream.of(columns).max().orElse(0) - firstColumn + 1;
        boolean symmetric = isUpperTriangle(rows, columns, firstRow, firstColumn, width);
        int block = Math.max(1, Math.ceilDiv(Math.max(height, width), MOST));
        int shownHeight = Math.ceilDiv(height, block);
        int shownWidth = Math.ceilDiv(width, block);
        double[] sums = new double[shownHeight * shownWidth];
        int[] counts = new int[sums.length];
        for (int k = 0; k < rows.length; k++) {
            int row = (rows[k] - firstRow) / block;
            int column = (columns[k] - firstColumn) / block;
            // In a block on the diagonal of a symmetric matrix an element stands for its mirror image, too.
            int times = symmetric && row == column && rows[k] != columns[k] ? 2 : 1;
            sums[row * shownWidth + column] += times * elements.get(k).values()[0];
            counts[row * shownWidth + column] += times;
        }
        double[] values = IntStream.range(0, sums.length)
                .mapToDouble(cell -> sums[cell] / counts[cell])
                .toArray();
        boolean positive = IntStream.range(0, values.length).anyMatch(cell -> values[cell] > 0);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", "map");
        data.put("name", name);
        data.put("columns", shownWidth);
        data.put("block", block);
        data.put("symmetric", symmetric);
        data.put("firstRow", firstRow);
        data.put("firstColumn", firstColumn);
        data.put(
                "values",
                IntStream.range(0, values.length)
                        .mapToObj(cell -> Digits.compact(values[cell], DIGITS))
                        .toList());
        String note = (block == 1 ? "" : "Each cell is the mean of " + block + " × " + block + " elements. ")
                + (symmetric ? "Symmetric: the CSV has the elements on and above the diagonal." : "");
        return new Chart(
                "(" + panel + ") " + series + ": " + name + ", " + height + " × " + width,
                positive ? List.of(new Switch("colour", false)) : List.of(),
                false,
                List.of(),
                note.strip(),
                data);
    }

    /** Whether there are all elements on and above the diagonal, and no others: so a symmetric matrix is written. */
    private static boolean isUpperTriangle(int[] rows, int[] columns, int firstRow, int firstColumn, int size) {
        return firstRow == firstColumn
                && rows.length == size * (size + 1L) / 2
                && IntStream.range(0, rows.length).allMatch(k -> rows[k] <= columns[k]);
    }
}
