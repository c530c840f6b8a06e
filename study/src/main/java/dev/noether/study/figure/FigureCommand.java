package dev.noether.study.figure;

import dev.noether.backend.Backend;
import dev.noether.model.Precision;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Interruption;
import dev.noether.study.console.Json;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.console.Progress;
import dev.noether.study.console.TextTable;
import dev.noether.study.console.Version;
import dev.noether.study.figure.plot.FigurePage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code noether figure}. */
@Command(
        name = "figure",
        description = "Run an experiment of the paper: draw it, and check what it claims.",
        footer = {"", "Example:", "  noether figure 2 --quick --out out"})
public final class FigureCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "N", arity = "1..*", description = "2, 4, 6, 9, or all")
    private List<String> words;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out",
            description = "folder for figureN.png, .svg, .csv and .json (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--quick", description = "under a minute: the same claims with wider bounds, or fewer of them")
    private boolean quick;

    @Option(names = "--paper", description = "the paper's stated setting to the end, where it is not the default")
    private boolean paper;

    @Option(names = "--force", description = "replace files that are in the way and were not written by this command")
    private boolean force;

    @Override
    public Integer call() {
        System.setProperty("java.awt.headless", "true");
        common.check();
        List<Figure> figures = Figures.named(words);
        if (common.precision() != Precision.DOUBLE) {
            throw new InputException("--precision float: figures are computed in double, leave the flag out");
        }
        FigureSize size = size();
        int threads = common.threads();
        Backend backend = common.backend();
        FigurePage.requireFonts();
        OutputFolder folder = OutputFolder.prepare(out, "--out");
        figures.forEach(figure -> new FigureFiles(figure, folder).requireFree(force));
        FigureRequest request = new FigureRequest(backend, threads, common.seed(), size);
        boolean holds = true;
        for (Figure figure : figures) {
            if (paper && !figure.hasPaperSize()) {
                spec.commandLine()
                        .getErr()
                        .println("noether: the default of figure " + figure.id()
                                + " is the paper's setting, --paper changes nothing");
            }
            try (Interruption interruption = Interruption.listen()) {
                holds &= run(figure, request, folder, interruption);
            } catch (FigureCancelledException e) {
                return ExitStatus.INTERRUPTED;
            }
        }
        return holds ? ExitStatus.DONE : ExitStatus.CLAIM_FAILS;
    }

    private FigureSize size() {
        if (quick && paper) {
            throw new InputException("--quick and --paper are two sizes, give one of them");
        }
        if (quick) {
            return FigureSize.QUICK;
        }
        return paper ? FigureSize.PAPER : FigureSize.DEFAULT;
    }

    /** Runs one figure, writes its files and prints its claims; returns whether all of them hold. */
    private boolean run(Figure figure, FigureRequest request, OutputFolder folder, Interruption interruption) {
        long begin = System.nanoTime();
        FigureData data;
        try (Progress progress = Progress.start("figure " + figure.id(), figure.work(request), " steps")) {
            data = figure.run(request, progress::to, interruption::requested);
        } catch (FigureCancelledException e) {
            // Here, while the interrupted process still waits.
            Path kept = new FigureFiles(figure, folder).writeInterrupted(e.recorded());
            spec.commandLine()
                    .getErr()
                    .println("noether: interrupted; what figure " + figure.id() + " had recorded is in " + kept
                            + ", earlier files of the figure are as they were");
            throw e;
        }
        double seconds = (System.nanoTime() - begin) * 1e-9;
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("seconds", seconds);
        origin.put("seed", request.seed());
        origin.put("backend", request.backend().name());
        origin.put("version", Version.current());
        FigureFiles files = new FigureFiles(figure, folder);
        String json = Json.text(files.json(data, origin));
        List<Path> written = files.write(data, json);
        PrintWriter to = spec.commandLine().getOut();
        if (common.json()) {
            to.println(json);
        } else {
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
        to.flush();
        return data.claims().stream().allMatch(Claim::holds);
    }
}
