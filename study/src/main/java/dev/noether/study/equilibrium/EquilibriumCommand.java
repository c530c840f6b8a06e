package dev.noether.study.equilibrium;

import dev.noether.backend.Backend;
import dev.noether.model.Loss;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Json;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.file.CaseFile;
import dev.noether.study.file.CaseReader;
import dev.noether.study.file.CaseWriter;
import dev.noether.study.problem.Problem;
import dev.noether.study.problem.ProblemOptions;
import dev.noether.study.problem.RateOptions;
import dev.noether.theory.CovarianceEstimate;
import dev.noether.theory.SgdSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code noether equilibrium}. */
@Command(
        name = "equilibrium",
        description = {
            "Closed forms: where SGD leaves a linear net on a task (Theorems 5.2 and 5.4), or, for a case file of any model, the"
                    + " flow of the charge of a symmetry and the distance lambda* to the noise equilibrium along it"
                    + " (Theorem 4.3)."
        },
        footer = {
            "",
            "Examples:",
            "  noether equilibrium --inputs 10 --input-variances 0.5*5,1.5*5 --batch 20 --weight-decay 1e-4",
            "  noether equilibrium --model deep-linear --inputs 10 --hidden 20,20 --noise-variances 0.5*5,0.1*5",
            "  noether equilibrium case.json --symmetry 'double-rotation(U,W)' --project moved.json",
            "  noether equilibrium case.json --symmetry 'rescaling(U,W)[3]'",
            "  noether equilibrium case.json --symmetry diagonal:1*12,-1*20"
        })
public final class EquilibriumCommand implements Callable<Integer> {

    /** Flags that a case file has its own word for. */
    private static final List<String> TASK_FLAGS = List.of(
            "--model",
            "--activation",
            "--slope",
            "--inputs",
            "--hidden",
            "--outputs",
            "--input-variances",
            "--noise-variances",
            "--target",
            "--loss",
            "--weight-decay",
            "--rank");

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "CASE.json", description = "a case instead of a task; - is standard input")
    private String file;

    @Option(
            names = "--symmetry",
            paramLabel = "NAME|diagonal:LIST|FILE.npy",
            description =
                    "of the case's model, by name as in 'evaluate' (rescaling(U,W): all hidden units, rescaling(U,W)[J]:"
                            + " unit J from 0); or any generator over the parameters, block by block, rows first: diagonal:A,B*COUNT,..."
                            + " or a .npy file of a symmetric matrix (up to 4096 parameters) or of a vector, its diagonal")
    private String symmetry;

    @Option(
            names = "--unbiased",
            description = "divide the covariance of the case's gradients by their number less 1, not by their number")
    private boolean unbiased;

    @Option(
            names = "--project",
            paramLabel = "OUT.json",
            description = "write the case with its parameters moved to the noise equilibrium along the symmetry")
    private Path project;

    @Option(
            names = "--rank",
            paramLabel = "R",
            description = "modes that a deep linear net has reached (default: all that target and widths allow)")
    private Integer rank;

    @Mixin
    private ProblemOptions problemOptions;

    @Mixin
    private RateOptions rates;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        common.check();
        if (file == null) {
            ofTask();
        } else {
            ofCase();
        }
        return ExitStatus.DONE;
    }

    private void ofTask() {
        if (symmetry != null || project != null || unbiased) {
            throw new InputException((symmetry != null ? "--symmetry" : project != null ? "--project" : "--unbiased")
                    + " belongs to a case file; name one, as in 'noether equilibrium case.json'");
        }
        Problem problem = problemOptions.resolve();
        problem.requireWhole();
        SgdSettings settings = settings(rates.weightDecay(), problem.model().loss());
        TaskEquilibrium equilibrium = TaskEquilibrium.of(problem, common.seed(), rank, settings);
        equilibrium.note().ifPresent(this::warn);
        print(equilibrium.json(), "Noise equilibrium of a " + problem.sentence(), equilibrium.text());
    }

    private void ofCase() {
        for (String flag : TASK_FLAGS) {
            OptionSpec option = spec.findOption(flag);
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new InputException(flag + " does not go with a case file, which says it itself; leave one out");
            }
        }
        CaseFile point = CaseReader.read(file);
        point.warnings().forEach(this::warn);
        CaseSymmetry along = CaseSymmetry.parse(symmetry, point.model());
        SgdSettings settings = settings(point.weightDecay(), point.model().loss());
        CovarianceEstimate estimate = unbiased ? CovarianceEstimate.UNBIASED : CovarianceEstimate.OF_THE_BATCH;
        Backend backend = common.backend();
        requireAnotherFile();
        if (project != null) {
            OutputFolder.requireFile(project, "--project");
        }
        CaseEquilibrium equilibrium =
                new CaseEquilibrium(point, along, settings, estimate, backend, common.precision());
        equilibrium.note().ifPresent(this::warn);
        if (project != null) {
            String text = CaseWriter.text(point, equilibrium.project());
            OutputFolder.replace(project, CaseWriter.content(text));
        }
        String title = "Flow along " + along.name() + " at " + file + ", per unit of time eta step; learning rate eta "
                + NumberText.plain(settings.learningRate()) + ", batch size " + settings.batchSize();
        print(equilibrium.json(), title, equilibrium.text());
    }

    /** The case is the user's; only an earlier result is replaced. */
    private void requireAnotherFile() {
        if (project != null && !file.equals("-") && samePlace(Path.of(file), project)) {
            throw new InputException("--project " + project + " is the case itself; name another file");
        }
    }

    private static boolean samePlace(Path one, Path other) {
        try {
            return Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private void warn(String sentence) {
        spec.commandLine().getErr().println("noether: warning: " + sentence);
    }

    private SgdSettings settings(double weightDecay, Loss loss) {
        double rate = rates.learningRate();
        if (rate == 0 || !(rate * weightDecay < 1)) {
            throw new InputException("--learning-rate is " + NumberText.plain(rate)
                    + ", an equilibrium needs one above 0, and below 1 over the weight decay "
                    + NumberText.plain(weightDecay));
        }
        return new SgdSettings(rate, weightDecay, rates.batch(), loss);
    }

    private void print(Map<String, Object> json, String title, String text) {
        PrintWriter out = spec.commandLine().getOut();
        if (common.json()) {
            Json.print(out, json);
        } else {
            out.println(title);
            out.println();
            out.print(text);
            out.flush();
        }
    }
}
