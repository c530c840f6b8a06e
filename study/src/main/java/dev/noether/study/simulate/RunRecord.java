package dev.noether.study.simulate;

import dev.noether.backend.Result;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.sgd.Trajectory;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.console.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a run leaves while it goes: the table for a reader, the file of observations and the checkpoints. */
final class RunRecord implements AutoCloseable {

    /** A line of the first replica: step, quantity, value. */
    private static final Pattern LINE = Pattern.compile("0,-?\\d+,(\\d+),\"?([^\"]+)\"?,([^,]+)");

    private final SimulationPlan plan;
    private final OutputFolder folder;
    private final Model state;
    private final Checkpoint.Identity identity;
    private final CheckpointFile from;
    private final ObservationTable table;
    private final ObservationFile file;

    /**
     * @param state the model that the engine steps
     * @param folder of the run, or null to leave nothing
     * @param from checkpoint to go on from, or null to begin: an earlier run's in the folder is deleted
     */
    RunRecord(
            SimulationPlan plan, Model state, OutputFolder folder, Checkpoint.Identity identity, CheckpointFile from) {
        this.plan = plan;
        this.state = state;
        this.folder = folder;
        this.identity = identity;
        this.from = from;
        table = new ObservationTable(plan.steps(), plan.observables());
        file = folder == null ? null : observations();
    }

    private ObservationFile observations() {
        if (from != null) {
            ObservationFile resumed = ObservationFile.resume(
                    folder.file(SimulateCommand.OBSERVATIONS),
                    from.position().observations(),
                    plan.seed(),
                    plan.observables());
            replay();
            return resumed;
        }
        // First the file, which is refused where another run has it: then that run's checkpoint stays.
        ObservationFile created =
                ObservationFile.create(folder.file(SimulateCommand.OBSERVATIONS), plan.seed(), plan.observables());
        try {
            Files.deleteIfExists(folder.file(Checkpoint.FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return created;
    }

    /** Gives the table what the first replica's lines of the file say. */
    private void replay() {
        List<String> names = new ArrayList<>();
        List<String> line = new ArrayList<>();
        try (Stream<String> lines = Files.lines(folder.file(SimulateCommand.OBSERVATIONS))) {
            lines.map(LINE::matcher).filter(Matcher::matches).forEach(found -> {
                String step = found.group(1);
                if (!line.isEmpty() && !line.getFirst().equals(step)) {
                    table.add(Long.parseLong(line.getFirst()), List.copyOf(names), List.copyOf(line));
                    names.clear();
                    line.clear();
                }
                if (line.isEmpty()) {
                    names.add("step");
                    line.add(step);
                }
                if (line.size() < ObservationTable.COLUMNS) {
                    names.add(found.group(2));
                    line.add(NumberText.rounded(Double.parseDouble(found.group(3))));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!line.isEmpty()) {
            table.add(Long.parseLong(line.getFirst()), names, line);
        }
    }

    /** Puts a stepper where the checkpoint is, if there is one. */
    void restore(Stepper stepper) {
        if (from == null) {
            return;
        }
        List<Stepper.State> states = from.states(state, plan.precision(), plan.replicas());
        for (int r = 0; r < states.size(); r++) {
            stepper.restore(r, states.get(r));
        }
    }

    /** @param interval steps between two checkpoints, 0 for none */
    Trajectory.Ending advance(Stepper stepper, long interval, BooleanSupplier cancelled) {
        double seconds = from == null ? 0 : from.position().seconds();
        long recorded = from == null ? -1 : from.position().recorded();
        Advance.Stop stop = interval == 0 ? (_, _) -> {} : (spent, last) -> save(stepper, spent, last);
        if (from == null) {
            stop.at(seconds, recorded);
        }
        try (Progress progress = Progress.start("simulate", plan.steps(), " steps")) {
            Trajectory.Observer observer = (replica, step, result) -> {
                progress.to(step);
                record(replica, step, result);
            };
            return new Advance(plan, stepper, observer, seconds, recorded).run(interval, cancelled, stop);
        }
    }

    private void record(int replica, long step, Result result) {
        table.observed(replica, step, result);
        if (file != null) {
            file.observed(replica, step, result);
        }
    }

    private void save(Stepper stepper, double seconds, long recorded) {
        List<Stepper.State> states = new ArrayList<>();
        for (int r = 0; r < stepper.replicas(); r++) {
            states.add(stepper.save(r));
        }
        Checkpoint.Position position = new Checkpoint.Position(seconds, recorded, file.mark());
        folder.write(Checkpoint.FILE, new Checkpoint(identity, position, states)::write);
    }

    /** The table of what was observed. */
    ObservationTable table() {
        return table;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
