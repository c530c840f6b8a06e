package dev.noether.study.figure;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers in long form, one a row. Panel {@code summary} holds what is not plotted. Numbers have the fewest digits that
 * read back as the same bits.
 */
public final class LongTable {

    /** Names of the columns. */
    public static final String HEADER = "panel,series,seed,step,quantity,value";

    /** Panel of what is not plotted. */
    public static final String SUMMARY = "summary";

    private final List<Row> rows = new ArrayList<>();

    /**
     * One number.
     *
     * @param panel letter of the panel, or {@link #SUMMARY}
     * @param series name of the curve or run
     * @param seed of the run
     * @param step of the trajectory
     * @param quantity what it is
     * @param value its value
     */
    public record Row(String panel, String series, long seed, long step, String quantity, double value) {}

    /** Adds a row. */
    public void add(String panel, String series, long seed, long step, String quantity, double value) {
        rows.add(new Row(panel, series, seed, step, quantity, value));
    }

    /** The rows, in the order in which they were added. */
    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /** Writes the header and all rows as CSV (RFC 4180, lines end with a line feed). */
    public void writeTo(OutputStream stream) throws IOException {
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        out.write(HEADER);
        out.write('\n');
        for (Row row : rows) {
            out.write(quoted(row.panel())
                    + ','
                    + quoted(row.series())
                    + ','
                    + row.seed()
                    + ','
                    + row.step()
                    + ','
                    + quoted(row.quantity())
                    + ','
                    + row.value());
            out.write('\n');
        }
        out.flush();
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
