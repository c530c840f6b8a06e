package dev.noether.study.figure;

import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.Interruption;
import dev.noether.study.console.Json;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.console.Progress;
import dev.noether.study.console.TextTable;
import dev.noether.study.console.Version;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/** Figures, one after the other: each is written and its claims are printed as soon as it is done. */
final class FigureSession {

    private final List<Figure> figures;
    private final FigureRequest request;
    private final OutputFolder folder;
    private final CommandLine command;
    private final boolean json;

    /** Work of all figures, and of those that are done. */
    private final long total;

    private final long begin = System.nanoTime();
    private long before;

    /**
     * Nothing done yet.
     *
     * @param figures in the order in which they run
     * @param folder where nothing is in their way
     * @param command whose writers are printed to
     * @param json whether to print JSON, one object a figure, and no tables
     */
    FigureSession(List<Figure> figures, FigureRequest request, OutputFolder folder, CommandLine command, boolean json) {
        this.figures = List.copyOf(figures);
        this.request = request;
        this.folder = folder;
        this.command = command;
        this.json = json;
        this.total = figures.stream().mapToLong(figure -> figure.work(request)).sum();
    }

    /** Runs all of them; returns the exit status. */
    int run() {
        boolean holds = true;
        // One for all: what was done before an interrupt is kept whenever it comes.
        try (Interruption interruption = Interruption.listen()) {
            for (int i = 0; i < figures.size(); i++) {
                if (interruption.requested()) {
                    command.getErr().println("noether: interrupted; " + kept(i) + ", the others were not begun");
                    return ExitStatus.INTERRUPTED;
                }
                try {
                    holds &= run(i, interruption);
                } catch (FigureCancelledException e) {
                    reportInterrupted(i, e.recorded());
                    return ExitStatus.INTERRUPTED;
                }
            }
        }
        if (!json && figures.size() > 1) {
            command.getOut().println();
            command.getOut()
                    .println("All " + figures.size() + " are in " + folder.path() + "; as one page: noether report "
                            + folder.path());
        }
        return holds ? ExitStatus.DONE : ExitStatus.CLAIM_FAILS;
    }

    /** Runs one figure, writes its files and prints its claims; returns whether all of them hold. */
    private boolean run(int i, Interruption interruption) {
        Figure figure = figures.get(i);
        long beginOfThis = System.nanoTime();
        FigureData data;
        try (Progress progress = Progress.resume(name(i), total, before, Duration.ofNanos(System.nanoTime() - begin))) {
            data = figure.run(request, done -> progress.to(before + done), interruption::requested);
        }
        before += figure.work(request);
        double seconds = (System.nanoTime() - beginOfThis) * 1e-9;
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("seconds", seconds);
        origin.put("seed", request.seed());
        origin.put("backend", request.backend().name());
        origin.put("version", Version.current());
        FigureFiles files = new FigureFiles(figure, folder);
        String text = Json.text(files.json(data, origin));
        List<Path> written = files.write(data, text);
        PrintWriter to = command.getOut();
        if (json) {
            to.println(text);
        } else {
            print(to, i, data, seconds, written);
        }
        to.flush();
        return data.claims().stream().allMatch(Claim::holds);
    }

    private String name(int i) {
        String id = "figure " + figures.get(i).id();
        return figures.size() == 1 ? id : String.format(Locale.ROOT, "%s (%d of %d)", id, i + 1, figures.size());
    }

    private void print(PrintWriter to, int i, FigureData data, double seconds, List<Path> written) {
        if (i > 0) {
            to.println();
        }
        Figure figure = figures.get(i);
        to.println("Figure " + figure.id() + ": " + figure.title());
        to.println();
        to.print(TextTable.format(
                List.of("claim", "measured", "bound", ""),
                data.claims().stream().map(Claim::cells).toList()));
        to.println();
        to.printf(
                Locale.ROOT,
                "%.1f s on %s, seed %d; wrote ",
                seconds,
                request.backend().name(),
                request.seed());
        to.println(String.join(", ", written.stream().map(Path::toString).toList()));
    }

    /** Written here, while the interrupted process still waits. */
    private void reportInterrupted(int i, LongTable recorded) {
        Figure figure = figures.get(i);
        Path path = new FigureFiles(figure, folder).writeInterrupted(recorded);
        command.getErr()
                .println("noether: interrupted; what figure " + figure.id() + " had recorded is in " + path
                        + ", earlier files of the figure are as they were" + (i == 0 ? "" : "; " + kept(i)));
    }

    /** What was done before figure i. */
    private String kept(int i) {
        if (i == 0) {
            return "no figure was done";
        }
        List<String> done = figures.subList(0, i).stream().map(Figure::id).toList();
        return "figure " + String.join(", ", done) + (i == 1 ? " is" : " are") + " done, in " + folder.path();
    }
}
