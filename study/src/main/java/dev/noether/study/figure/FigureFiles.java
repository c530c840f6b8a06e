package dev.noether.study.figure;

import dev.noether.study.console.FileMark;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Json;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.figure.plot.FigureImage;
import dev.noether.study.figure.plot.FigurePage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The four files of a figure. Each carries a mark by which an earlier one of ours is known; anything else in the way is
 * not touched unless the caller insists. They are replaced as one. What an interrupted run had recorded is a fifth file,
 * until the next complete run.
 */
final class FigureFiles {

    private static final String CSV = ".csv";

    private static final String INTERRUPTED = "-interrupted.csv";

    private static final List<String> EXTENSIONS = List.of(".png", ".svg", CSV, ".json");

    private final Figure figure;
    private final OutputFolder folder;

    FigureFiles(Figure figure, OutputFolder folder) {
        this.figure = figure;
        this.folder = folder;
    }

    private String stem() {
        return figure.id().startsWith(Figures.EXTRA) ? "figure-" + figure.id() : "figure" + figure.id();
    }

    private Path path(String extension) {
        return folder.file(stem() + extension);
    }

    private String mark() {
        return "Noether, figure " + figure.id();
    }

    /** What the head of one of our own files holds. */
    private String mark(String extension) {
        return switch (extension) {
            case CSV, INTERRUPTED -> LongTable.HEADER + "\n";
            case ".json" ->
                "\"figure\":" + Json.text(Map.of("", number())).replaceAll("^\\{\"\":|}$", "") + ",\"title\":";
            default -> mark();
        };
    }

    private Object number() {
        return figure.id().startsWith(Figures.EXTRA) ? figure.id() : Integer.valueOf(figure.id());
    }

    /**
     * Checks, before anything is computed, that nothing is in the way; first tidies up after a run that crashed.
     *
     * @param force whether other files may be replaced
     * @throws InputException if something is
     */
    void requireFree(boolean force) {
        try {
            exchange().recover();
        } catch (IOException e) {
            throw new InputException(
                    "what an earlier run left in " + folder.path() + " cannot be put back (" + e.getMessage()
                            + "); name another --out",
                    e);
        }
        for (String extension :
                Stream.concat(EXTENSIONS.stream(), Stream.of(INTERRUPTED)).toList()) {
            Path path = path(extension);
            OutputFolder.requireReplaceable(path, path.toString());
            if (!force && Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isOwn(path, mark(extension))) {
                throw new InputException(path + " is in the way and was not written by noether figure " + figure.id()
                        + "; move it away, name another --out, or replace it with --force");
            }
        }
    }

    private static boolean isOwn(Path path, String mark) {
        return FileMark.of(mark).isIn(path);
    }

    /** The object of the JSON file. */
    Map<String, Object> json(FigureData data, Map<String, ?> origin) {
        Map<String, Object> members = new java.util.LinkedHashMap<>();
        members.put("figure", number());
        members.put("title", figure.title());
        members.put("settings", data.settings());
        members.put("claims", data.claims().stream().map(Claim::json).toList());
        members.put("rows", data.table().rows().size());
        members.putAll(origin);
        return members;
    }

    /**
     * Writes all four, and removes what an interrupted run had left.
     *
     * @param json text of the JSON file
     * @return where they are
     */
    List<Path> write(FigureData data, String json) {
        FigurePage page = new FigurePage(data.panels(), data.caption());
        List<OutputFolder.Content> contents = List.of(
                out -> FigureImage.writePng(page, mark(), out),
                out -> FigureImage.writeSvg(page, mark(), out),
                data.table()::writeTo,
                out -> out.write((json + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            exchange().replace(contents);
            Path interrupted = path(INTERRUPTED);
            if (isOwn(interrupted, mark(CSV))) {
                Files.delete(interrupted);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return EXTENSIONS.stream().map(this::path).toList();
    }

    /**
     * Writes what a run had recorded when it was interrupted; the four files stay as they are.
     *
     * @return where it is
     */
    Path writeInterrupted(LongTable table) {
        folder.write(stem() + INTERRUPTED, table::writeTo);
        return path(INTERRUPTED);
    }

    private FileExchange exchange() {
        return new FileExchange(
                folder, EXTENSIONS.stream().map(extension -> stem() + extension).toList());
    }
}
