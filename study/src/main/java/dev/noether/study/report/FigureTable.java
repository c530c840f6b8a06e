package dev.noether.study.report;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.noether.study.console.InputException;
import dev.noether.study.figure.LongTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The plotted rows of the CSV file of a figure.
 *
 * @param panels curves of each panel, in the order of the file
 * @param rows how many rows the file has, those that are not plotted included
 */
record FigureTable(Map<String, List<Curve>> panels, long rows) {

    private static final List<String> COLUMNS = List.of(LongTable.HEADER.split(","));

    private record Key(String panel, String series, String quantity, long seed) {}

    /**
     * Reads a file.
     *
     * @throws InputException with the line if it is not the table of a figure
     */
    static FigureTable read(Path file) {
        Map<Key, Points> found = new LinkedHashMap<>();
        long rows = 0;
        long line = 1;
        // The header too: it must be just this one.
        try (CsvReader<CsvRecord> reader = reader(file)) {
            for (CsvRecord row : reader) {
                line = row.getStartingLineNumber();
                if (rows == 0) {
                    requireHeader(file, row);
                } else {
                    add(found, file, row);
                }
                rows++;
            }
        } catch (CsvParseException e) {
            throw new InputException(
                    file + ": not CSV after line " + line
                            + " (a quotation mark that is not closed, or text behind one)",
                    e);
        } catch (UncheckedIOException e) {
            throw unreadable(file, e.getCause());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        if (rows < 2) {
            throw new InputException(
                    file + " has no rows, it must have the header " + LongTable.HEADER + " and one row a number");
        }
        Map<String, List<Curve>> panels = new LinkedHashMap<>();
        found.forEach((key, points) ->
                panels.computeIfAbsent(key.panel(), panel -> new ArrayList<>()).add(points.curve(key)));
        return new FigureTable(panels, rows - 1);
    }

    /** Rows of another length are read, so that they can be named. */
    private static CsvReader<CsvRecord> reader(Path file) throws IOException {
        return CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .skipEmptyLines(false)
                .ofCsvRecord(Files.newBufferedReader(file));
    }

    private static InputException unreadable(Path file, IOException e) {
        String reason = e instanceof CharacterCodingException ? "it is not UTF-8" : e.getMessage();
        return new InputException(file + " cannot be read (" + reason + ")", e);
    }

    private static void requireHeader(Path file, CsvRecord row) {
        if (!row.getFields().equals(COLUMNS)) {
            throw new InputException(file + ", line 1: the header is " + String.join(",", row.getFields())
                    + ", it must be " + LongTable.HEADER);
        }
    }

    private static void add(Map<Key, Points> found, Path file, CsvRecord row) {
        String place = file + ", line " + row.getStartingLineNumber() + ": ";
        if (row.getFieldCount() != COLUMNS.size()) {
            throw new InputException(
                    place + "the row has " + row.getFieldCount() + " fields, it must have " + COLUMNS.size());
        }
        long seed = integer(row.getField(2), place + "seed");
        long step = integer(row.getField(3), place + "step");
        double value = number(row.getField(5), place + "value");
        if (!row.getField(0).equals(LongTable.SUMMARY)) {
            Key key = new Key(row.getField(0), row.getField(1), row.getField(4), seed);
            found.computeIfAbsent(key, unseen -> new Points()).add(step, value);
        }
    }

    private static long integer(String text, String where) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InputException(where + " is '" + text + "', it must be an integer", e);
        }
    }

    /** Also NaN and Infinity, as Java writes them. */
    private static double number(String text, String where) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InputException(where + " is '" + text + "', it must be a number", e);
        }
    }

    /** Points that grow in number. */
    private static final class Points {
        private double[] steps = new double[16];
        private double[] values = new double[16];
        private int count;

        void add(long step, double value) {
            if (count == steps.length) {
                steps = Arrays.copyOf(steps, 2 * count);
                values = Arrays.copyOf(values, 2 * count);
            }
            steps[count] = step;
            values[count++] = value;
        }

        Curve curve(Key key) {
            int[] order = IntStream.range(0, count)
                    .boxed()
                    .sorted((i, j) -> Double.compare(steps[i], steps[j]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            return new Curve(
                    key.series(),
                    key.quantity(),
                    key.seed(),
                    Arrays.stream(order).mapToDouble(k -> steps[k]).toArray(),
                    Arrays.stream(order).mapToDouble(k -> values[k]).toArray());
        }
    }
}
