package dev.noether.study.figure;

import dev.noether.backend.Backend;
import dev.noether.model.Precision;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.InputException;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.figure.layers.LayersFigure;
import dev.noether.study.figure.plot.FigurePage;
import dev.noether.study.file.Mnist;
import dev.noether.task.Batch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    private static final String LAYERS = new LayersFigure().id();

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "N",
            arity = "1..*",
            description = "number in the paper, extra-NAME for one of ours; all, extra: every one of these")
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

    @Option(
            names = "--mnist",
            paramLabel = "DIR",
            description = "folder with your train-images-idx3-ubyte and train-labels-idx1-ubyte, gzipped or not:"
                    + " figure 5 runs on them")
    private Path mnist;

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
        Optional<Batch.Samples> samples = mnist(figures);
        OutputFolder folder = OutputFolder.prepare(out, "--out");
        figures.forEach(figure -> new FigureFiles(figure, folder).requireFree(force));
        FigureRequest request = new FigureRequest(backend, threads, common.seed(), size, samples);
        if (paper) {
            nameThoseWithoutPaperSize(figures);
        }
        return new FigureSession(figures, request, folder, spec.commandLine(), common.json()).run();
    }

    private Optional<Batch.Samples> mnist(List<Figure> figures) {
        if (mnist == null) {
            return Optional.empty();
        }
        if (figures.stream().noneMatch(figure -> figure.id().equals(LAYERS))) {
            throw new InputException("--mnist belongs to figure " + LAYERS + ", which is not among the figures");
        }
        return Optional.of(Mnist.read(mnist, LayersFigure.TRACE));
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

    private void nameThoseWithoutPaperSize(List<Figure> figures) {
        List<String> without = figures.stream()
                .filter(figure -> !figure.hasPaperSize())
                .map(Figure::id)
                .toList();
        if (!without.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("noether: the default of figure " + String.join(", ", without)
                            + " is the paper's setting, --paper changes nothing");
        }
    }
}
