package dev.noether.study.report;

import dev.noether.study.figure.Claim;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the JSON file of a figure says.
 *
 * @param file where it was read
 * @param id "2", or "extra-flow"
 * @param title one line
 * @param settings in the order of the file, members of objects under a path with full stops
 * @param claims what was checked
 * @param rows how many the CSV file was written with, if the file says so
 * @param seconds how long it took
 * @param seed key of the random stream
 * @param backend what computed it
 * @param version of the program
 */
record FigureRecord(
        Path file,
        String id,
        String title,
        List<Setting> settings,
        List<Claim> claims,
        OptionalLong rows,
        double seconds,
        long seed,
        String backend,
        String version) {

    /** The setting that says how long the figure ran. */
    private static final String SIZE = "size";

    /** The setting of a figure on the user's own files, which are somewhere on the user's disk. */
    private static final String MNIST = "mnist";

    private static final String EXTENSION = ".json";

    /** One line of the settings. */
    record Setting(String name, String value) {}

    FigureRecord {
        settings = List.copyOf(settings);
        claims = List.copyOf(claims);
    }

    /** How many claims hold. */
    int held() {
        return (int) claims.stream().filter(Claim::holds).count();
    }

    /** Another file of the figure, beside this one. */
    Path beside(String extension) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - EXTENSION.length()) + extension);
    }

    /** "quick", "default" or "paper"; empty if the file does not say. */
    String size() {
        return setting(SIZE);
    }

    /** The command line that makes this figure again; where it had files of the user, DIR stands for their folder. */
    String command() {
        String size =
                switch (size()) {
                    case "quick" -> " --quick";
                    case "paper" -> " --paper";
                    default -> "";
                };
        String files = setting(MNIST).equals("true") ? " --mnist DIR" : "";
        return "./noether figure " + id + size + files + " --seed " + seed + " --backend " + backend;
    }

    /** A setting as text; empty if it is not among them. */
    private String setting(String name) {
        return settings.stream()
                .filter(setting -> setting.name().equals(name))
                .map(Setting::value)
                .findFirst()
                .orElse("");
    }
}
