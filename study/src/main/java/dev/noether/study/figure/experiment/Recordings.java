package dev.noether.study.figure.experiment;

import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureCancelledException;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.LongTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** The experiments of a figure, one after the other. */
public final class Recordings {

    private Recordings() {}

    /** What all steps of all experiments cost. */
    public static long work(List<Experiment> experiments) {
        return experiments.stream().mapToLong(Experiment::work).sum();
    }

    /**
     * Runs experiments.
     *
     * @param done told how much of {@link #work} is done
     * @throws FigureCancelledException if one was cancelled, with all rows so far
     */
    public static List<Experiment.Recording> of(
            List<Experiment> experiments, FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        List<Experiment.Recording> recordings = new ArrayList<>();
        long before = 0;
        for (Experiment experiment : experiments) {
            long begin = before;
            Experiment.Recording recording = experiment.run(request, steps -> done.accept(begin + steps), cancelled);
            recordings.add(recording);
            if (!recording.complete()) {
                throw cancelled(recordings);
            }
            before += experiment.work();
        }
        return recordings;
    }

    /** The claim that every checked step of every recording keeps the exact identity. */
    public static Claim chargeClaim(List<Experiment.Recording> recordings) {
        return new Claim(
                "C' = (1 - 2 eta gamma)^2 C + eta^2 g^T A g at checked steps of every run, error over the larger |theta|^2",
                "chargeIdentityError",
                recordings.stream()
                        .mapToDouble(Experiment.Recording::chargeError)
                        .max()
                        .orElse(Double.NaN),
                new Claim.Below(ChargeCheck.BOUND),
                "exact but for rounding, whose size in double this is; g from the minibatch that the step was to take");
    }

    /** With all rows so far, of runs some of which are not complete. */
    public static FigureCancelledException cancelled(List<Experiment.Recording> recordings) {
        LongTable table = new LongTable();
        for (Experiment.Recording recording : recordings) {
            if (!recording.complete()) {
                History history = recording.histories().getFirst();
                double[] steps = history.steps();
                table.add(
                        LongTable.SUMMARY,
                        "incomplete: " + history.name(),
                        history.seed(),
                        steps.length == 0 ? 0 : (long) steps[steps.length - 1],
                        "steps of the whole run",
                        history.lastStep());
            }
        }
        for (Experiment.Recording recording : recordings) {
            for (History history : recording.histories()) {
                history.measures().forEach(measure -> add(table, LongTable.SUMMARY, history, measure));
            }
        }
        return new FigureCancelledException(table);
    }

    /** Adds all values of a measure as rows. */
    public static void add(LongTable table, String panel, History history, Measure measure) {
        add(table, panel, history, measure, step -> true);
    }

    /** Adds the values of a measure in the last fifth as rows that are not plotted. */
    public static void addLate(LongTable table, History history, Measure measure) {
        addEnd(table, history, measure, 1);
    }

    /** Adds the values of a measure in so many of the last fifths as rows that are not plotted. */
    public static void addEnd(LongTable table, History history, Measure measure, int fifths) {
        add(table, LongTable.SUMMARY, history, measure, step -> history.isAtEnd(step, fifths));
    }

    /** Adds the values of a measure at some steps. */
    public static void add(LongTable table, String panel, History history, Measure measure, LongPredicate included) {
        double[] steps = history.steps();
        double[] values = history.values(measure);
        for (int k = 0; k < steps.length; k++) {
            if (included.test((long) steps[k])) {
                table.add(panel, history.name(), history.seed(), (long) steps[k], measure.name(), values[k]);
            }
        }
    }

    /** Adds the checked steps of a recording: what both sides of the identity are made of. */
    public static void addCharges(LongTable table, Experiment.Recording recording) {
        for (int r = 0; r < recording.histories().size(); r++) {
            History history = recording.histories().get(r);
            for (ChargeCheck.Step step : recording.charges().get(r)) {
                add(table, history, step.step(), "C", step.charge());
                add(table, history, step.step(), "gAg", step.gradientCharge());
                add(table, history, step.step(), "C next", step.next());
                add(table, history, step.step(), "|theta|^2 before", step.normBefore());
                add(table, history, step.step(), "|theta|^2 next", step.normAfter());
            }
        }
    }

    private static void add(LongTable table, History history, long step, String quantity, double value) {
        table.add(LongTable.SUMMARY, history.name(), history.seed(), step, quantity, value);
    }
}
