package dev.noether.study.equilibrium;

import dev.noether.backend.Backend;
import dev.noether.model.Loss;
import dev.noether.model.Symmetry;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Json;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.console.Suggestion;
import dev.noether.study.file.CaseFile;
import dev.noether.study.file.CaseReader;
import dev.noether.study.file.CaseWriter;
import dev.noether.study.problem.Problem;
import dev.noether.study.problem.ProblemOptions;
import dev.noether.study.problem.RateOptions;
import dev.noether.theory.SgdSettings;
import java.io.PrintWriter;
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
            "Closed forms: where SGD leaves a net on a task (Theorem 5.2), or, for a case file, the flow of the charge of a"
                    + " symmetry and the distance lambda* to the noise equilibrium along it (Theorem 4.3)."
        },
        footer = {
            "",
            "Examples:",
            "  noether equilibrium --inputs 10 --input-variances 0.5*5,1.5*5 --batch 20 --weight-decay 1e-4",
            "  noether equilibrium case.json --symmetry double-rotation(U,W) --project moved.json"
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
            "--weight-decay");

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "CASE.json", description = "a case instead of a task; - is standard input")
    private String file;

    @Option(names = "--symmetry", paramLabel = "NAME", description = "of the case's model: double-rotation(U,W)")
    private String symmetry;

    @Option(
            names = "--project",
            paramLabel = "OUT.json",
            description = "write the case with its parameters moved to the noise equilibrium along the symmetry")
    private Path project;

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
        if (symmetry != null || project != null) {
            throw new InputException((symmetry != null ? "--symmetry" : "--project")
                    + " belongs to a case file; name one, as in 'noether equilibrium case.json'");
        }
        Problem problem = problemOptions.resolve();
        SgdSettings settings = settings(rates.weightDecay(), problem.model().loss());
        TaskEquilibrium equilibrium = TaskEquilibrium.of(problem, common.seed(), settings);
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
        point.warnings().forEach(warning -> spec.commandLine().getErr().println("noether: warning: " + warning));
        Symmetry along = symmetry(point);
        SgdSettings settings = settings(point.weightDecay(), point.model().loss());
        Backend backend = common.backend();
        OutputFolder folder = project == null ? null : OutputFolder.ofFile(project, "--project");
        CaseEquilibrium equilibrium = CaseEquilibrium.of(point, along, settings, backend, common.precision());
        if (folder != null) {
            String text = CaseWriter.text(point, equilibrium.projected());
            folder.write(project.getFileName().toString(), CaseWriter.content(text));
        }
        print(equilibrium.json(), "Flow along " + along.name() + " at " + file, equilibrium.text());
    }

    private Symmetry symmetry(CaseFile point) {
        List<Symmetry> all = point.model().symmetries();
        List<String> names = all.stream().map(Symmetry::name).toList();
        if (symmetry == null) {
            throw new InputException("a case file needs --symmetry, one of " + String.join(", ", names));
        }
        if (!names.contains(symmetry)) {
            throw new InputException("--symmetry is '" + symmetry + "', it must be one of " + String.join(", ", names)
                    + " in this version" + Suggestion.suffix(symmetry, names));
        }
        return all.get(names.indexOf(symmetry));
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
