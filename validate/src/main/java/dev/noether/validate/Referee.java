package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Quantity;
import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures backends against the reference: every quantity at random points, whole trajectories, and the exact Noether
 * identity at each of their steps. Everything is a pure function of the seed.
 */
public final class Referee {

    /** Points at which a backend is compared, in each precision, if nothing else is asked for. */
    public static final int DEFAULT_CASES = 100;

    private static final int TRAJECTORIES = 6;
    private static final int TRAJECTORY_STEPS = 1000;
    private static final int IDENTITY_STEPS = 400;

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
        List<AgreementTable.Left> left = new ArrayList<>();
        Map<Precision, List<Backend>> ready = new EnumMap<>(Precision.class);
        for (Backend backend : backends) {
            for (Precision precision : Precision.values()) {
                Optional<String> reason = backend.unusable().or(() -> backend.refuses(precision));
                if (reason.isEmpty()) {
                    ready.computeIfAbsent(precision, p -> new ArrayList<>()).add(backend);
                } else {
                    left.add(new AgreementTable.Left(backend.name(), reason.get()));
                }
            }
        }
        total = ready.values().stream().mapToLong(List::size).sum() * (cases + 2L * TRAJECTORIES);
        List<AgreementRow> rows = new ArrayList<>();
        ready.forEach((precision, members) -> measure(members, precision, rows));
        rows.sort(Comparator.comparingInt(row -> names(backends).indexOf(row.backend())));
        return new AgreementTable(rows, left.stream().distinct().toList());
    }

    private static List<String> names(List<Backend> backends) {
        return backends.stream().map(Backend::name).toList();
    }

    private void measure(List<Backend> backends, Precision precision, List<AgreementRow> rows) {
        TwoLayerCases points = new TwoLayerCases(precision, seed);
        Map<Backend, Map<Quantity, Deviation>> worst = new LinkedHashMap<>();
        for (int n = 0; n < cases; n++) {
            // The reference answers once for all of them.
            Agreement agreement = new Agreement(points.draw(n), precision);
            for (Backend backend : backends) {
                Map<Quantity, Deviation> soFar = worst.computeIfAbsent(backend, b -> new EnumMap<>(Quantity.class));
                agreement.measure(backend).forEach((q, deviation) -> soFar.merge(q, deviation, Deviation::worse));
                step();
            }
        }
        worst.forEach((backend, deviations) -> deviations.forEach((quantity, deviation) -> rows.add(new AgreementRow(
                backend.name(), points.model(), precision, QuantityValues.name(quantity), deviation))));
        for (Backend backend : backends) {
            measureTrajectories(backend, precision, points, rows);
        }
    }

    private void measureTrajectories(
            Backend backend, Precision precision, TwoLayerCases points, List<AgreementRow> rows) {
        Deviation trajectory = Deviation.NONE;
        Deviation identity = Deviation.NONE;
        for (int n = 0; n < TRAJECTORIES; n++) {
            trajectory = trajectory.worse(
                    TrajectoryAgreement.measure(backend, precision, points.trajectory(n, 0.125), TRAJECTORY_STEPS));
            step();
            // The identity holds at any rate; a larger one shows more of the gradient.
            identity = identity.worse(
                    NoetherIdentity.measure(backend, precision, points.trajectory(n, 0.25), IDENTITY_STEPS));
            step();
        }
        rows.add(new AgreementRow(backend.name(), points.model(), precision, "trajectory", trajectory));
        rows.add(new AgreementRow(backend.name(), points.model(), precision, "noetherIdentity", identity));
    }

    private void step() {
        progress.update(++done, total);
    }
}
