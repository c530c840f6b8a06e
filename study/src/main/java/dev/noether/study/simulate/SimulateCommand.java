package dev.noether.study.simulate;

import dev.noether.backend.Backend;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.sgd.Trajectory;
import dev.noether.simd.Lanes;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Interruption;
import dev.noether.study.console.Json;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.file.ParameterChecksum;
import dev.noether.study.problem.ModelText;
import dev.noether.study.problem.ProblemOptions;
import dev.noether.study.problem.RateOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
            "A study file: flags without their dashes; a list may be one of YAML.",
            "  noise-variances: 0.8*10,0.1*20",
            "  steps: 20000",
            "  observe: [loss, balance]",
            "",
            "Examples:",
            "  noether simulate --noise-variances 0.8*10,0.1*20 --steps 20000 --observe loss,balance --out out",
            "  noether simulate --model deep-linear --inputs 12 --hidden 12,8 --observe loss,charges",
            "  noether simulate --model two-layer --activation leaky-relu --slope 0.1 --batch 20",
            "  noether simulate --study study.yaml --seed 2 --out out --checkpoint-every 1000",
            "  noether simulate --resume out"
        })
public final class SimulateCommand implements Callable<Integer> {

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

    @Option(
            names = "--checkpoint-every",
            paramLabel = "K",
            description = "write the state of the run into the folder of --out every K steps, for --resume")
    private Long checkpointEvery;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "go on with the run whose --out DIR was, with the same bits; a finished run prints its result"
                    + " again")
    private Path resume;

    @Option(
            names = "--study",
            paramLabel = "FILE.yaml",
            description = "flags from a file, as keys without their dashes; those of the command line win")
    private Path study;

    @Override
    public Integer call() {
        Map<String, String> given = Flags.given(spec.commandLine());
        if (study != null) {
            if (resume != null) {
                throw new InputException("--study does not go with --resume, which goes on with a run; leave one out");
            }
            StudyFile file = StudyFile.read(study);
            SimulateCommand command = StudyCheck.command(file, given, spec.commandLine());
            Map<String, String> flags = file.flags();
            flags.putAll(given);
            return command.simulate(flags, null);
        }
        if (resume == null) {
            return simulate(given, null);
        }
        common.checkEach();
        CheckpointFile from = CheckpointFile.read(resume);
        Map<String, String> flags = from.flags();
        if (out != null
                && !out.toAbsolutePath()
                        .normalize()
                        .equals(resume.toAbsolutePath().normalize())) {
            throw new InputException("--out " + out + " is not the folder of --resume " + resume + "; leave --out out");
        }
        flags.putAll(given);
        flags.put("--out", resume.toString());
        return Flags.command(flags, spec.commandLine()).simulate(flags, from);
    }

    /**
     * What the flags ask for.
     *
     * @throws InputException for the first that is wrong
     */
    SimulationPlan plan() {
        common.check();
        if (checkpointEvery != null) {
            NumberText.positive(checkpointEvery, "--checkpoint-every");
            if (out == null) {
                throw new InputException("--checkpoint-every needs a folder for the checkpoint; add --out DIR");
            }
        }
        return trajectoryOptions.resolve(problemOptions, rateOptions, common);
    }

    /** @param from checkpoint to go on from, or null to begin */
    private int simulate(Map<String, String> flags, CheckpointFile from) {
        SimulationPlan plan = plan();
        long interval = checkpointEvery == null ? 0 : checkpointEvery;
        plan.requireMemory(common.backendName());
        Backend backend = common.backend();
        plan.requireOffered(backend);
        OutputFolder folder = out == null ? null : OutputFolder.prepare(out, "--out");
        requireFree(folder);
        sayEngine(plan);
        EngineRun simulation = plan.run();
        Run run = simulation.run();
        Checkpoint.Identity identity = identity(flags, plan, run);
        if (from != null) {
            from.requireSame(identity);
        }
        try (Interruption interruption = Interruption.listen();
                Stepper stepper = simulation.stepper(backend);
                RunRecord record = new RunRecord(plan, run.model(), folder, identity, from)) {
            record.restore(stepper);
            Trajectory.Ending ending = record.advance(stepper, interval, interruption::requested);
            Outcome outcome = Outcome.read(ending, stepper, plan.problem().model());
            if (folder != null) {
                folder.write(FINAL, stream -> simulation.writeFinal(stream, outcome));
            }
            print(plan, outcome, record.table());
            return status(outcome, plan);
        }
    }

    /** A choice that was left to the program is said where it is not the obvious one. */
    private void sayEngine(SimulationPlan plan) {
        if (trajectoryOptions.choosesEngine() && plan.engine() == Engine.WIDTH_FREE) {
            spec.commandLine()
                    .getErr()
                    .println("noether: engine width-free: "
                            + ModelText.sizes(plan.problem().model())
                            + ", stepped as the same net turned into "
                            + ModelText.hiddenWidths(plan.state()).getFirst()
                            + " hidden units (--engine parameters steps them all)");
        }
    }

    /**
     * An earlier run's files are replaced, anybody else's are kept: a run's files are known by its observations.
     *
     * @throws InputException if a file in the way is not a run's
     */
    private static void requireFree(OutputFolder folder) {
        if (folder == null) {
            return;
        }
        for (String name : List.of(OBSERVATIONS, FINAL, Checkpoint.FILE)) {
            OutputFolder.requireReplaceable(folder.file(name), folder.file(name).toString());
        }
        if (ObservationFile.is(folder.file(OBSERVATIONS))) {
            return;
        }
        for (String name : List.of(OBSERVATIONS, FINAL)) {
            if (Files.exists(folder.file(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new InputException(folder.file(name)
                        + " is in the way and was not written by simulate; move it, or name another folder with --out");
            }
        }
    }

    private Checkpoint.Identity identity(Map<String, String> flags, SimulationPlan plan, Run run) {
        Map<String, String> kept = new LinkedHashMap<>(flags);
        kept.remove("--json");
        return new Checkpoint.Identity(
                kept,
                settings(plan),
                ParameterChecksum.of(run.replicas().stream().map(Replica::start).toList()),
                ParameterChecksum.ofMatrix(plan.problem().task(plan.seed()).target()),
                common.backendName().equals("simd") ? Lanes.BITS : null);
    }

    private Map<String, Object> settings(SimulationPlan plan) {
        Map<String, Object> settings = plan.settings();
        settings.put("backend", common.backendName());
        settings.put("device", common.device());
        settings.put("out", out == null ? null : out.toString());
        settings.put("checkpointEvery", checkpointEvery);
        return settings;
    }

    private void print(SimulationPlan plan, Outcome outcome, ObservationTable table) {
        PrintWriter to = spec.commandLine().getOut();
        SimulationReport report = new SimulationReport(plan, outcome, common.backendName(), settings(plan));
        if (common.json()) {
            Json.print(to, report.json());
            return;
        }
        to.println("Problem    " + plan.problem().sentence());
        to.println("Algorithm  " + plan.sentence());
        to.println("Engine     " + Names.of(plan.engine()) + " on " + common.backendName() + " ("
                + Names.of(plan.precision())
                + (common.backendName().equals("opencl") ? "" : ", threads: " + outcome.threads()) + ")");
        to.println();
        to.println(table.text());
        to.println(plan.observedOver() + " at the end"
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
                            + "; take a learning rate below "
                            + NumberText.plain(plan.learningRate().peak()));
            return ExitStatus.DIVERGED;
        }
        return ExitStatus.DONE;
    }
}
