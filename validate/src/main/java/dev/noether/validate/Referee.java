package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures backends against the reference: every quantity at random points, whole trajectories, and the exact Noether
 * identity at each of their steps. Everything is a pure function of the seed.
 */
public final class Referee {

    /** Points at which a backend is compared, in each precision, if nothing else is asked for. */
    public static final int DEFAULT_CASES = 200;

    private static final int TRAJECTORIES = 6;
    private static final int TRAJECTORY_STEPS = 1000;
    private static final int IDENTITY_STEPS = 300;

    private final int cases;
    private final long seed;
    private final Progress progress;
    private long done;
    private long total;

    /** Told of every measurement. */
    @FunctionalInterface
    public interface Progress {

        /** {@code done} of {@code total} measurements are made. */
        void update(long done, long total);
    }

    private Referee(int cases, long seed, Progress progress) {
        this.cases = cases;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Measures each backend in every precision that it has. A backend that cannot be used, and a precision that it
     * refuses, are left out with the reason.
     *
     * @param backends any backends; the reference itself is compared with itself
     * @param cases random points for each backend and precision, at least 1
     * @param seed of the points and trajectories
     * @param progress told of every measurement
     */
    public static AgreementTable run(List<Backend> backends, int cases, long seed, Progress progress) {
        if (cases < 1) {
            throw new IllegalArgumentException("cases " + cases + ", there must be at least 1");
        }
        return new Referee(cases, seed, progress).run(backends);
    }

    private AgreementTable run(List<Backend> backends) {
        List<AgreementRow> rows = new ArrayList<>();
        List<AgreementTable.Left> left = new ArrayList<>();
        record Entry(Backend backend, Precision precision) {}
        List<Entry> entries = new ArrayList<>();
        for (Backend backend : backends) {
            Optional<String> unusable = backend.unusable();
            if (unusable.isPresent()) {
                left.add(new AgreementTable.Left(backend.name(), unusable.get()));
                continue;
            }
            for (Precision precision : Precision.values()) {
                Optional<String> refusal = backend.refuses(precision);
                if (refusal.isPresent()) {
                    left.add(new AgreementTable.Left(backend.name(), refusal.get()));
                } else {
                    entries.add(new Entry(backend, precision));
                }
            }
        }
        total = (long) entries.size() * (cases + 2 * TRAJECTORIES);
        for (Entry entry : entries) {
            measure(entry.backend(), entry.precision(), rows);
        }
        return new AgreementTable(rows, left);
    }

    private void measure(Backend backend, Precision precision, List<AgreementRow> rows) {
        TwoLayerCases points = new TwoLayerCases(precision, seed);
        String model = points.model();
        Map<Quantity, Deviation> worst = new EnumMap<>(Quantity.class);
        for (int n = 0; n < cases; n++) {
            Agreement.measure(backend, precision, points.draw(n))
                    .forEach((quantity, deviation) -> worst.merge(quantity, deviation, Deviation::worse));
            step();
        }
        worst.forEach((quantity, deviation) ->
                rows.add(new AgreementRow(backend.name(), model, precision, QuantityValues.name(quantity), deviation)));
        Deviation trajectory = Deviation.NONE;
        Deviation identity = Deviation.NONE;
        for (int n = 0; n < TRAJECTORIES; n++) {
            Replica replica = points.trajectory(n);
            trajectory = trajectory.worse(TrajectoryAgreement.measure(backend, precision, replica, TRAJECTORY_STEPS));
            step();
            identity = identity.worse(NoetherIdentity.measure(backend, precision, replica, IDENTITY_STEPS));
            step();
        }
        rows.add(new AgreementRow(backend.name(), model, precision, "trajectory", trajectory));
        rows.add(new AgreementRow(backend.name(), model, precision, "noetherIdentity", identity));
    }

    private void step() {
        progress.update(++done, total);
    }
}
