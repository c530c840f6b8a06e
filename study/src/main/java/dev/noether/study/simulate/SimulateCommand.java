package dev.noether.study.simulate;

import dev.noether.backend.Backend;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.sgd.ObservationTimes;
import dev.noether.sgd.Trajectory;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.Interruption;
import dev.noether.study.console.Json;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.console.Progress;
import dev.noether.study.file.Npz;
import dev.noether.study.problem.ProblemOptions;
import dev.noether.study.problem.RateOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code noether simulate}. */
@Command(
        name = "simulate",
        description = "Simulate one trajectory of SGD or GD, or several replicas of it.",
        footer = {
            "",
            "Example:",
            "  noether simulate --noise-variances 0.8*10,0.1*20 --steps 20000 --observe loss,balance --out out"
        })
public final class SimulateCommand implements Callable<Integer> {

    /** The engine that steps parameters; the only one, which auto chooses. */
    static final String ENGINE = "parameters";

    static final String OBSERVATIONS = "observations.csv";
    static final String FINAL = "final.npz";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ProblemOptions problemOptions;

    @Mixin
    private RateOptions rateOptions;

    @Mixin
    private TrajectoryOptions trajectoryOptions;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder for " + OBSERVATIONS + " (every observation) and " + FINAL + " (the last parameters)")
    private Path out;

    @Override
    public Integer call() {
        common.check();
        SimulationPlan plan = trajectoryOptions.resolve(problemOptions, rateOptions, common);
        plan.requireMemory(common.backendName());
        Backend backend = common.backend();
        OutputFolder folder = out == null ? null : OutputFolder.prepare(out, "--out");
        Run run = plan.run();
        ObservationTable table = new ObservationTable(plan.steps(), plan.observables());
        try (Interruption interruption = Interruption.listen();
                Stepper stepper = backend.stepper(run)) {
            Trajectory.Ending ending = advance(plan, stepper, table, folder, interruption);
            Outcome outcome = Outcome.read(ending, stepper, run.model(), run.precision());
            if (folder != null) {
                folder.write(FINAL, stream -> Npz.write(stream, outcome.parameters()));
            }
            print(plan, outcome, table);
            return status(outcome, plan);
        }
    }

    private Trajectory.Ending advance(
            SimulationPlan plan,
            Stepper stepper,
            ObservationTable table,
            OutputFolder folder,
            Interruption interruption) {
        Trajectory trajectory = new Trajectory(
                plan.steps(), ObservationTimes.every(plan.every()), Observable.quantities(plan.observables()));
        try (Progress progress = Progress.start("simulate", plan.steps(), " steps");
                ObservationFile file = folder == null
                        ? null
                        : new ObservationFile(folder.file(OBSERVATIONS), plan.seed(), plan.observables())) {
            Trajectory.Observer observer = (replica, step, result) -> {
                progress.to(step);
                table.observed(replica, step, result);
                if (file != null) {
                    file.observed(replica, step, result);
                }
            };
            return trajectory.run(stepper, plan.problem().model(), observer, interruption::requested);
        }
    }

    private void print(SimulationPlan plan, Outcome outcome, ObservationTable table) {
        PrintWriter to = spec.commandLine().getOut();
        Map<String, Object> settings = plan.settings();
        settings.put("engine", trajectoryOptions.engine());
        settings.put("backend", common.backendName());
        settings.put("device", common.device());
        settings.put("out", out == null ? null : out.toString());
        SimulationReport report = new SimulationReport(plan, outcome, common.backendName(), settings);
        if (common.json()) {
            Json.print(to, report.json());
            return;
        }
        to.println("Problem    " + plan.problem().sentence());
        to.println("Algorithm  " + plan.sentence());
        to.println("Engine     " + ENGINE + " on " + common.backendName() + " (" + Names.of(plan.precision())
                + ", threads: " + plan.threads() + ")");
        to.println();
        to.println(table.text());
        to.println("Population values at the end"
                + (plan.replicas() == 1 ? ":" : " (the lines above are those of seed " + plan.seed() + "):"));
        to.print(report.text());
        to.flush();
    }

    private int status(Outcome outcome, SimulationPlan plan) {
        PrintWriter err = spec.commandLine().getErr();
        if (outcome.interrupted()) {
            err.println("noether: interrupted at step "
                    + outcome.replicas().getFirst().steps() + " of " + plan.steps()
                    + (out == null ? "" : "; what was recorded is in " + out));
            return ExitStatus.INTERRUPTED;
        }
        if (outcome.diverged()) {
            err.println(
                    "noether: diverged at step " + outcome.replicas().getFirst().steps()
                            + (plan.replicas() == 1 ? "" : " (all " + plan.replicas() + " replicas did)")
                            + "; take a learning rate below " + NumberText.plain(plan.learningRate()));
            return ExitStatus.DIVERGED;
        }
        return ExitStatus.DONE;
    }
}
