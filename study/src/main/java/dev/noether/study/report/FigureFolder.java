package dev.noether.study.report;

import dev.noether.study.console.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The figures of a folder. */
final class FigureFolder {

    private static final String JSON = "figure*.json";

    private static final String REMEDY = "; name a folder into which noether figure has written";

    private FigureFolder() {}

    /**
     * All figures of a folder: those of the paper by number, then the others by name.
     *
     * @throws InputException if there is no such folder, no figure in it, or one that cannot be read
     */
    static List<ReportFigure> read(Path folder) {
        if (!Files.exists(folder)) {
            throw new InputException("there is no folder " + folder + REMEDY);
        }
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + " is a file, it must be a folder of figures" + REMEDY);
        }
        List<FigureRecord> records =
                files(folder).stream().map(FigureRecordReader::read).toList();
        if (records.isEmpty()) {
            throw new InputException("there is no figure in " + folder + ", its files are named " + JSON + REMEDY);
        }
        return records.stream()
                .sorted(Comparator.comparingInt(FigureFolder::number).thenComparing(FigureRecord::id))
                .map(ReportFigure::of)
                .toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.filter(path -> path.getFileName().toString().matches("figure.*\\.json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InputException(folder + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static int number(FigureRecord figure) {
        return figure.id().matches("\\d{1,9}") ? Integer.parseInt(figure.id()) : Integer.MAX_VALUE;
    }
}
