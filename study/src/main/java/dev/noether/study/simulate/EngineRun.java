package dev.noether.study.simulate;

import dev.noether.backend.Backend;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.reduction.HiddenUnits;
import dev.noether.reduction.ReducedStart;
import dev.noether.reduction.WidthFreeStepper;
import dev.noether.study.file.Npz;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.IntStream;

/** The trajectories of a simulation in the form that its engine steps. */
sealed interface EngineRun {

    /** What is stepped: its model and parameters are those of checkpoints and of the checksum. */
    Run run();

    /** A stepper at the start, which observes as the simulation's own model. */
    Stepper stepper(Backend backend);

    /** Writes the last parameters of the simulation's own model. */
    void writeFinal(OutputStream out, Outcome outcome) throws IOException;

    /** The parameters as they are. */
    record Whole(Run run) implements EngineRun {

        @Override
        public Stepper stepper(Backend backend) {
            return backend.stepper(run);
        }

        @Override
        public void writeFinal(OutputStream out, Outcome outcome) throws IOException {
            Npz.write(out, outcome.states());
        }
    }

    /**
     * Wide nets as narrow ones.
     *
     * @param run of the narrow net
     * @param starts one a replica
     */
    record WidthFree(Run run, List<ReducedStart> starts) implements EngineRun {

        @Override
        public Stepper stepper(Backend backend) {
            return new WidthFreeStepper(backend, run, starts);
        }

        @Override
        public void writeFinal(OutputStream out, Outcome outcome) throws IOException {
            List<HiddenUnits> units = IntStream.range(0, starts.size())
                    .mapToObj(r -> starts.get(r).lift(outcome.states().get(r)))
                    .toList();
            WideFile.write(out, units, run.precision(), WideFile.capacity());
        }
    }
}
