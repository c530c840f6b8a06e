package dev.noether.study.report;

import dev.noether.study.console.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A figure as the page shows it.
 *
 * @param record what its JSON file says
 * @param picture the picture as an address that holds it whole; empty where the folder has none
 * @param charts interactive versions of its panels
 * @param rows of the CSV file
 */
record ReportFigure(FigureRecord record, Optional<String> picture, List<Chart> charts, long rows) {

    private static final String CSV = ".csv";

    /** In the order in which they are taken: letters look alike everywhere in a PNG. */
    private enum Picture {
        PNG(".png", "image/png"),
        SVG(".svg", "image/svg+xml");

        private final String extension;
        private final String type;

        Picture(String extension, String type) {
            this.extension = extension;
            this.type = type;
        }
    }

    ReportFigure {
        charts = List.copyOf(charts);
    }

    /**
     * Reads what stands beside the JSON file of a figure.
     *
     * @throws InputException if there is no CSV file or it cannot be read
     */
    static ReportFigure of(FigureRecord record) {
        Path csv = record.beside(CSV);
        if (!Files.exists(csv)) {
            throw new InputException(csv + " is missing, it belongs to " + record.file() + "; run noether figure "
                    + record.id() + " again");
        }
        FigureTable table = FigureTable.read(csv);
        if (record.rows().isPresent() && record.rows().getAsLong() != table.rows()) {
            throw new InputException(csv + " has " + table.rows() + " rows, " + record.file() + " says "
                    + record.rows().getAsLong() + "; run noether figure " + record.id() + " again");
        }
        List<Chart> charts = table.panels().entrySet().stream()
                .flatMap(panel -> PanelCharts.of(panel.getKey(), panel.getValue()).stream())
                .toList();
        return new ReportFigure(record, picture(record), charts, table.rows());
    }

    private static Optional<String> picture(FigureRecord record) {
        return Stream.of(Picture.values())
                .filter(kind -> Files.exists(record.beside(kind.extension)))
                .findFirst()
                .map(kind -> "data:" + kind.type + ";base64," + base64(record.beside(kind.extension)));
    }

    private static String base64(Path file) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InputException(file + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Name of its section in addresses. */
    String anchor() {
        return "figure-" + record.id();
    }

    /** "Figure 2", or "Figure extra-flow". */
    String name() {
        return "Figure " + record.id();
    }
}
