package dev.noether.reduction;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Trajectories of wide two-layer linear nets that any backend steps as narrow ones ({@link WidthReduction}). It reads and
 * observes as the wide net; its {@link #save saved} state is the narrow one. Nothing wide is made, unless parameters are read
 * or a quantity is observed that has to be {@linkplain WidthReduction.Carriage#LIFTED lifted}.
 */
public final class WidthFreeStepper implements Stepper {

    private final Backend backend;
    private final WidthReduction reduction;
    private final Run run;
    private final List<ReducedStart> starts;
    private final Stepper narrow;

    /** Of the wide net; null until it is needed. */
    private Evaluator evaluator;

    /**
     * @param run of the narrow net, each replica at {@link ReducedStart#narrow} of its start
     * @param starts one a replica
     * @throws BackendException as {@link Backend#stepper}
     * @throws IllegalArgumentException if run and starts do not fit each other
     */
    public WidthFreeStepper(Backend backend, Run run, List<ReducedStart> starts) {
        if (starts.size() != run.replicas().size()) {
            throw new IllegalArgumentException(
                    starts.size() + " starts for " + run.replicas().size() + " replicas");
        }
        this.backend = backend;
        this.run = run;
        this.starts = List.copyOf(starts);
        reduction = starts.getFirst().reduction();
        for (ReducedStart start : starts) {
            if (!start.reduction().equals(reduction)) {
                throw new IllegalArgumentException("the starts are of different nets");
            }
        }
        if (!run.model().equals(reduction.narrow())) {
            throw new IllegalArgumentException("the run is of " + run.model() + ", expected " + reduction.narrow());
        }
        narrow = backend.stepper(run);
    }

    /**
     * A stepper of a run whose wide parameters are given.
     *
     * @param wide a run of a net that {@linkplain WidthReduction#reduces reduces}
     * @throws BackendException as {@link Backend#stepper}
     */
    public static WidthFreeStepper of(Backend backend, Run wide) {
        List<ReducedStart> starts = new ArrayList<>();
        List<Replica> replicas = new ArrayList<>();
        for (Replica replica : wide.replicas()) {
            ReducedStart start =
                    ReducedStart.of(new HiddenUnits.Given(replica.start().copy(wide.precision())), wide.threads());
            starts.add(start);
            replicas.add(new Replica(
                    replica.seed(),
                    replica.learningRate(),
                    replica.weightDecay(),
                    replica.dynamics(),
                    replica.source(),
                    replica.observed(),
                    start.narrow(wide.precision())));
        }
        TwoLayerNet net = starts.getFirst().reduction().narrow();
        return new WidthFreeStepper(backend, new Run(net, wide.precision(), replicas, wide.threads()), starts);
    }

    /** The hidden units of a replica as they are now, to be read in blocks. */
    public HiddenUnits units(int replica) {
        return starts.get(replica).lift(narrow.save(replica).theta());
    }

    @Override
    public void read(int replica, Parameters theta) {
        units(replica).store(theta);
    }

    @Override
    public void observe(int replica, Set<Quantity> quantities, Result result) {
        Set<Quantity> carried = EnumSet.noneOf(Quantity.class);
        Set<Quantity> lifted = EnumSet.noneOf(Quantity.class);
        for (Quantity quantity : quantities) {
            boolean whole = WidthReduction.carriage(quantity) == WidthReduction.Carriage.LIFTED;
            (whole ? lifted : carried).add(quantity);
        }
        Replica of = run.replicas().get(replica);
        if (!carried.isEmpty()) {
            int samples = of.observed() instanceof Batch.Samples batch ? batch.size() : 0;
            Result values = new Result(run.model(), Precision.DOUBLE, carried, samples);
            narrow.observe(replica, carried, values);
            reduction.carry(carried, values, of.weightDecay(), result);
        }
        if (!lifted.isEmpty()) {
            observeLifted(replica, of, lifted, result);
        }
    }

    private void observeLifted(int replica, Replica of, Set<Quantity> quantities, Result result) {
        if (evaluator == null) {
            evaluator = backend.evaluator(reduction.wide(), run.precision());
        }
        Parameters theta = Parameters.allocate(reduction.wide(), run.precision());
        read(replica, theta);
        evaluator.at(theta, of.observed(), of.weightDecay()).compute(quantities, result);
    }

    @Override
    public int replicas() {
        return narrow.replicas();
    }

    @Override
    public int threads() {
        return narrow.threads();
    }

    @Override
    public Set<Quantity> computedElsewhere() {
        return narrow.computedElsewhere();
    }

    @Override
    public Outcome advance(long target, BooleanSupplier cancelled) {
        return narrow.advance(target, cancelled);
    }

    @Override
    public void step(Batch batch) {
        narrow.step(batch);
    }

    @Override
    public long step(int replica) {
        return narrow.step(replica);
    }

    @Override
    public boolean diverged(int replica) {
        return narrow.diverged(replica);
    }

    /** The narrow state. */
    @Override
    public State save(int replica) {
        return narrow.save(replica);
    }

    /** Puts a replica into a narrow state that was saved from a run of the same start. */
    @Override
    public void restore(int replica, State state) {
        narrow.restore(replica, state);
    }

    @Override
    public void close() {
        narrow.close();
        if (evaluator != null) {
            evaluator.close();
        }
    }
}
