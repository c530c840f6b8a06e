package dev.noether.bench.peers;

import dev.noether.backend.Stepper;
import dev.noether.bench.Contest;
import dev.noether.bench.Duel;
import dev.noether.bench.Nets;
import dev.noether.bench.Size;
import dev.noether.bench.Way;
import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import java.util.ArrayList;
import java.util.List;

/** Steps of a net, random numbers included, by everybody who can make them. */
final class StepDuel implements AutoCloseable {

    /** Sides of a product that a kernel compiled for its shape is tried for. */
    private static final int SMALL = 128;

    private static final int TRIALS = 5;
    private static final long TRIAL_NANOSECONDS = 2_000_000;

    /** After this, a second look at a layout of memory is enough. */
    private static final long LONG_TRIAL_NANOSECONDS = 50_000_000;

    private final List<Entry> entries = new ArrayList<>();
    private final List<Stepper> steppers = new ArrayList<>();

    /**
     * Who takes part.
     *
     * @param duel that the time belongs to
     * @param way how it is done
     * @param contender who does it
     */
    record Entry(Duel duel, Way way, Contest.Contender contender) {}

    StepDuel(Duel duel, Precision precision, Libraries libraries) {
        Size size = duel.size;
        TwoLayerNet net = size.net(duel.activation);
        addNoether(duel, duel, net, precision);
        for (Duel narrow : Duel.values()) {
            if (narrow.isWidthFree() && narrow.wide() == duel) {
                // Exact: a linear net wider than dx + dy moves as its equivalent of that width does.
                TwoLayerNet equivalent = TwoLayerNet.linear(size.inputs, 2 * size.inputs, size.inputs, Loss.SUM);
                addNoether(duel, narrow, equivalent, precision);
            }
        }
        PeerCheck check = new PeerCheck(size, net, precision);
        if (duel.activation == Activation.IDENTITY) {
            addBlas(duel, precision, libraries, check);
        }
        // Large products are the same call in every library: libtorch adds nothing to what its BLAS shows.
        if (size != Size.LARGE) {
            addPeer(duel, Way.AUTOGRAD, "libtorch", new TorchAutograd(size, net, precision), check);
            addPeer(duel, Way.BY_HAND, "libtorch", new TorchByHand(size, net, precision), check);
        }
    }

    /** Everybody, ours first. */
    List<Entry> entries() {
        return entries;
    }

    private void addNoether(Duel duel, Duel counted, TwoLayerNet net, Precision precision) {
        Stepper stepper = Nets.stepper("simd", duel.size, net, precision, duel.threads);
        steppers.add(stepper);
        entries.add(new Entry(
                counted,
                Way.NOETHER,
                new Contest.Contender(
                        "Noether", steps -> stepper.advance(stepper.step(0) + steps, () -> false), true)));
    }

    private void addPeer(Duel duel, Way way, String name, PeerTrajectory peer, PeerCheck check) {
        check.require(name + ", " + way.label(), peer);
        entries.add(new Entry(duel, way, new Contest.Contender(name, peer::advance)));
    }

    private void addBlas(Duel duel, Precision precision, Libraries libraries, PeerCheck check) {
        Size size = duel.size;
        Gaussians gaussians =
                Gaussians.fastest(libraries.mkl, precision, MinibatchBuffer.numbersAtOnce(size));
        for (Libraries.Multiplier multiplier :
                libraries.multipliers(precision, Math.max(size.hidden, size.inputs) <= SMALL)) {
            addFastestLayout(duel, multiplier, LinearNetOnBlas.Order.FIVE_PRODUCTS, gaussians, check);
            // Reassociating the products of the large net would more than double the operations.
            if (size != Size.LARGE) {
                addFastestLayout(duel, multiplier, LinearNetOnBlas.Order.REASSOCIATED, gaussians, check);
            }
        }
        if (size.batchSize == 1 && size.inputs == 1) {
            for (Libraries.Multiplier multiplier : libraries.multipliers(precision, false)) {
                RankOneOnBlas vectors = new RankOneOnBlas(size, multiplier.blas(), gaussians);
                addPeer(duel, Way.VECTORS, multiplier.name(), vectors, check);
            }
        }
    }

    /** Every layout of memory is checked and tried, the fastest is timed. */
    private void addFastestLayout(
            Duel duel,
            Libraries.Multiplier multiplier,
            LinearNetOnBlas.Order order,
            Gaussians gaussians,
            PeerCheck check) {
        LinearNetOnBlas best = null;
        String name = null;
        double shortest = Double.POSITIVE_INFINITY;
        for (LinearNetOnBlas.Layout layout : LinearNetOnBlas.Layout.all()) {
            LinearNetOnBlas candidate = new LinearNetOnBlas(
                    duel.size, multiplier.blas(), multiplier.maker(), gaussians, order, layout);
            check.require(multiplier.name() + ", " + order.label() + ", " + layout.label(), candidate);
            double time = trial(candidate);
            if (time < shortest) {
                shortest = time;
                best = candidate;
                name = multiplier.name() + " (" + layout.label() + ")";
            }
        }
        Way way = order == LinearNetOnBlas.Order.FIVE_PRODUCTS ? Way.FIVE_PRODUCTS : Way.REASSOCIATED;
        LinearNetOnBlas fastest = best;
        entries.add(new Entry(duel, way, new Contest.Contender(name, fastest::advance)));
    }

    private static double trial(PeerTrajectory peer) {
        double best = Double.POSITIVE_INFINITY;
        int steps = 1;
        int trials = 0;
        while (trials < TRIALS) {
            long start = System.nanoTime();
            peer.advance(steps);
            long took = System.nanoTime() - start;
            if (took < TRIAL_NANOSECONDS) {
                steps *= 2;
                continue;
            }
            best = Math.min(best, (double) took / steps);
            trials += took > LONG_TRIAL_NANOSECONDS ? TRIALS / 2 : 1;
        }
        return best;
    }

    @Override
    public void close() {
        steppers.forEach(Stepper::close);
    }
}
