package dev.noether.study.report;

import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.FileMark;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Json;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.console.TextTable;
import dev.noether.study.figure.Claim;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code noether report}: the figures of a folder as one page. */
@Command(
        name = "report",
        description = {
            "Make one HTML page of the figures in a folder: claims, pictures, interactive curves, settings.",
            "The page holds everything and asks for nothing from the network."
        },
        footer = {
            "",
            "Exit status 1: the page is written, but a claim on it does not hold.",
            "",
            "Example:",
            "  noether report out"
        })
public final class ReportCommand implements Callable<Integer> {

    private static final String NAME = "report.html";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "folder into which 'noether figure' has written")
    private Path folder;

    @Option(names = "--out", paramLabel = "DIR", description = "folder for " + NAME + " (default: that of the figures)")
    private Path out;

    @Option(names = "--json", description = "print one JSON object and nothing else on standard output")
    private boolean json;

    @Option(names = "--force", description = "replace a " + NAME + " that was not written by this command")
    private boolean force;

    @Override
    public Integer call() {
        // Nothing is made or replaced unless everything can be read.
        List<ReportFigure> figures = FigureFolder.read(folder);
        OutputFolder to = OutputFolder.prepare(out == null ? folder : out, out == null ? "the folder" : "--out");
        requireFree(to.file(NAME));
        ReportPage page = new ReportPage(figures, "./noether report " + quoted(folder));
        to.write(NAME, page::writeTo);
        figures.stream()
                .filter(figure -> figure.picture().isEmpty())
                .forEach(figure -> spec.commandLine()
                        .getErr()
                        .println("noether: there is no picture beside "
                                + figure.record().file() + ", the page is without it"));
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            Json.print(print, summary(page, to.file(NAME)));
        } else {
            print(page, to.file(NAME), print);
        }
        return page.held() == page.claims() ? ExitStatus.DONE : ExitStatus.CLAIM_FAILS;
    }

    private void requireFree(Path file) {
        OutputFolder.requireReplaceable(file, file.toString());
        if (!force
                && Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && !FileMark.of(ReportPage.MARK).isIn(file)) {
            throw new InputException(file + " is in the way and was not written by noether report"
                    + "; move it away, name another --out, or replace it with --force");
        }
    }

    private static Map<String, Object> summary(ReportPage page, Path file) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("report", file.toString());
        summary.put("bytes", bytes(file));
        summary.put("claims", page.claims());
        summary.put("held", page.held());
        summary.put(
                "figures", page.figures().stream().map(ReportCommand::summary).toList());
        return summary;
    }

    private static Map<String, Object> summary(ReportFigure figure) {
        FigureRecord record = figure.record();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("figure", record.id());
        summary.put("title", record.title());
        summary.put("claims", record.claims().size());
        summary.put("held", record.held());
        summary.put(
                "failing",
                record.claims().stream()
                        .filter(claim -> !claim.holds())
                        .map(Claim::claim)
                        .toList());
        summary.put("charts", figure.charts().size());
        return summary;
    }

    private static void print(ReportPage page, Path file, PrintWriter print) {
        print.print(TextTable.format(
                List.of("figure", "claims", "hold", "title"),
                page.figures().stream()
                        .map(ReportFigure::record)
                        .map(record -> List.of(
                                record.id(),
                                Integer.toString(record.claims().size()),
                                Integer.toString(record.held()),
                                record.title()))
                        .toList()));
        print.println();
        for (ReportFigure figure : page.figures()) {
            for (Claim claim : figure.record().claims()) {
                if (!claim.holds()) {
                    List<String> cells = claim.cells();
                    print.println("does not hold in figure " + figure.record().id() + ": " + cells.get(0) + ": "
                            + cells.get(1) + ", bound " + cells.get(2));
                }
            }
        }
        print.printf(
                Locale.ROOT,
                "%d of %d claims hold; wrote %s, %.1f MB%n",
                page.held(),
                page.claims(),
                file,
                bytes(file) * 1e-6);
        print.flush();
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a shell takes it. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
