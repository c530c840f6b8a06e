package dev.noether.study.figure;

import dev.noether.study.console.InputException;
import dev.noether.study.console.Json;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.figure.plot.FigureImage;
import dev.noether.study.figure.plot.FigurePage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The four files of a figure. Each carries a mark by which an earlier one of ours is known; anything else in the way is
 * not touched unless the caller insists. They are written beside their places and moved there together.
 */
final class FigureFiles {

    /** A mark is looked for in so many bytes from the start. */
    private static final int HEAD = 4096;

    private final Figure figure;
    private final OutputFolder folder;

    FigureFiles(Figure figure, OutputFolder folder) {
        this.figure = figure;
        this.folder = folder;
    }

    /** Contents of one file. */
    private record Part(String extension, OutputFolder.Content content) {}

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
            case ".csv" -> LongTable.HEADER + "\n";
            case ".json" ->
                "\"figure\":" + Json.text(Map.of("", number())).replaceAll("^\\{\"\":|}$", "") + ",\"title\":";
            default -> mark();
        };
    }

    private Object number() {
        return figure.id().startsWith(Figures.EXTRA) ? figure.id() : Integer.valueOf(figure.id());
    }

    /**
     * Checks, before anything is computed, that nothing is in the way.
     *
     * @param force whether other files may be replaced
     * @throws InputException if something is
     */
    void requireFree(boolean force) {
        for (String extension : List.of(".png", ".svg", ".csv", ".json")) {
            Path path = path(extension);
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new InputException(path + " is a folder, a file of figure " + figure.id()
                        + " goes there; move it away, or name another --out");
            }
            if (!force && Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isOwn(path, mark(extension))) {
                throw new InputException(path + " is in the way and was not written by noether figure " + figure.id()
                        + "; move it away, name another --out, or replace it with --force");
            }
        }
    }

    private static boolean isOwn(Path path, String mark) {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1).contains(mark);
        } catch (IOException e) {
            throw new InputException(path + " cannot be read (" + e.getMessage() + "); move it away", e);
        }
    }

    /** The object of the JSON file. */
    Map<String, Object> json(FigureData data, Map<String, ?> origin) {
        Map<String, Object> members = new java.util.LinkedHashMap<>();
        members.put("figure", number());
        members.put("title", figure.title());
        members.put("settings", data.settings());
        members.put("claims", data.claims().stream().map(Claim::json).toList());
        members.putAll(origin);
        return members;
    }

    /**
     * Writes all four.
     *
     * @param json text of the JSON file
     * @return where they are
     */
    List<Path> write(FigureData data, String json) {
        FigurePage page = new FigurePage(data.panels(), data.caption());
        List<Part> parts = List.of(
                new Part(".png", out -> FigureImage.writePng(page, mark(), out)),
                new Part(".svg", out -> FigureImage.writeSvg(page, mark(), out)),
                new Part(".csv", data.table()::writeTo),
                new Part(".json", out -> out.write((json + "\n").getBytes(StandardCharsets.UTF_8))));
        List<Path> temporary = new ArrayList<>();
        try {
            for (Part part : parts) {
                Path path = Files.createTempFile(folder.path(), "." + stem(), part.extension() + ".part");
                temporary.add(path);
                try (var out = Files.newOutputStream(path)) {
                    part.content().writeTo(out);
                }
                Files.setPosixFilePermissions(
                        path, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            }
            List<Path> written = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                Path target = path(parts.get(i).extension());
                Files.move(
                        temporary.get(i), target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                written.add(target);
            }
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            temporary.forEach(FigureFiles::discard);
        }
    }

    private static void discard(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // A part that stays behind hides nothing: its name ends in .part, and the write that failed is reported.
            path.toFile().deleteOnExit();
        }
    }
}
