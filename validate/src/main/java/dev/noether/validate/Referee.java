package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.validate.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Measures backends against the reference: every quantity of every model at random points, whole trajectories, and the exact
 * Noether identity at each of their steps. The reference is measured against the running error analysis, which is computed in
 * another way. Everything is a pure function of the seed.
 */
public final class Referee {

    /** Points at which a model is compared, in each precision, if nothing else is asked for. */
    public static final int DEFAULT_CASES = 40;

    /** Points at which a model is compared by a thorough referee: enough to tell whether a bound is far above its error. */
    public static final int THOROUGH_CASES = 10_000;

    /**
     * Trajectories of a model: on fresh minibatches, and on minibatches of a data set or a fixed batch with weight decay,
     * which models and precisions take in turns. A compiler of a device takes seconds for the program of each, and a device
     * that is asked after every step longer for one than for all points.
     */
    private static final int[][] TRAJECTORIES = {{1, 3}, {1, 4}};

    /**
     * Those of a thorough referee: four times all their shapes, and all kinds of batches that they are on. Few that follow
     * the reference closely say little about their bound.
     */
    private static final int[] THOROUGH_TRAJECTORIES = IntStream.range(0, 24).toArray();

    private static final int STEPS = 1000;

    private final int cases;
    private final long seed;
    private final Progress progress;
    private long done;
    private long total;

    /** Told of every measurement, by one thread at a time. */
    @FunctionalInterface
    public interface Progress {

        /** {@code done} of {@code total} measurements are made. */
        void update(long done, long total);
    }

    /** The backends that have a family of models in a precision. */
    private record Match(ModelFamily family, Precision precision, List<Backend> backends) {}

    /** The case of least headroom of every quantity, by their names. */
    private record WorstCases(Backend backend, Match match, Map<String, AgreementRow> rows) {

        void add(String quantity, Deviation deviation, String where) {
            String label = match.family().label();
            AgreementRow row = new AgreementRow(backend.name(), label, match.precision(), quantity, deviation, where);
            rows.merge(quantity, row, AgreementRow::worse);
        }
    }

    private Referee(int cases, long seed, Progress progress) {
        this.cases = cases;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Measures each backend in every precision and for every model that it has. A backend that cannot be used, and a
     * precision that it refuses, are left out with the reason.
     *
     * @param backends any backends
     * @param cases random points for each model and precision, at least 1
     * @param seed of the points and trajectories
     * @param threads that measure at once, each a model in a precision; the table does not depend on their number
     * @param progress told of every measurement
     */
    public static AgreementTable run(List<Backend> backends, int cases, long seed, int threads, Progress progress) {
        if (cases < 1) {
            throw new IllegalArgumentException("cases " + cases + ", there must be at least 1");
        }
        return new Referee(cases, seed, progress).run(backends, threads);
    }

    private AgreementTable run(List<Backend> backends, int threads) {
        List<AgreementTable.Left> left = new ArrayList<>();
        List<Match> matches = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            List<Backend> ready = new ArrayList<>();
            for (Backend backend : backends) {
                Optional<String> reason = backend.unusable().or(() -> backend.refuses(precision));
                if (reason.isEmpty()) {
                    ready.add(backend);
                } else {
                    left.add(new AgreementTable.Left(backend.name(), reason.get()));
                }
            }
            for (ModelFamily family : ModelFamily.values()) {
                List<Backend> having =
                        ready.stream().filter(backend -> has(backend, family)).toList();
                if (!having.isEmpty()) {
                    matches.add(new Match(family, precision, having));
                }
            }
        }
        total = matches.stream()
                .mapToLong(match -> match.backends().size() * (cases + 2L * trajectories(match).length))
                .sum();
        List<AgreementRow> rows = measure(matches, threads);
        List<String> names = backends.stream().map(Backend::name).toList();
        rows.sort(Comparator.comparingInt((AgreementRow row) -> names.indexOf(row.backend()))
                .thenComparing(AgreementRow::precision));
        return new AgreementTable(rows, left.stream().distinct().toList());
    }

    /** The rows of all matches, in their order. */
    private List<AgreementRow> measure(List<Match> matches, int threads) {
        List<AgreementRow> rows = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            List<Future<List<AgreementRow>>> pending = matches.stream()
                    .map(match -> workers.submit(() -> measure(match)))
                    .toList();
            try {
                for (Future<List<AgreementRow>> ofMatch : pending) {
                    rows.addAll(ofMatch.get());
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            } finally {
                workers.shutdownNow();
            }
        }
        return rows;
    }

    /** Whether a backend has the models of a family. */
    static boolean has(Backend backend, ModelFamily family) {
        Model any = family.model(new Shape(1, 1, 1, 1), Loss.SUM, 0);
        return !backend.quantities(any).isEmpty();
    }

    private List<AgreementRow> measure(Match match) {
        ModelCases points = new ModelCases(match.family(), match.precision(), seed);
        Map<Backend, WorstCases> worst = new LinkedHashMap<>();
        match.backends().forEach(backend -> worst.put(backend, new WorstCases(backend, match, new LinkedHashMap<>())));
        for (int n = 0; n < cases; n++) {
            AgreementCase point = points.draw(n);
            String where = "case " + n + " of seed " + seed + ", " + point;
            // The reference answers once for all of them.
            Agreement agreement = new Agreement(point, points.direction(point.model(), n), match.precision());
            for (Backend backend : match.backends()) {
                agreement
                        .measure(backend)
                        .forEach((name, deviation) -> worst.get(backend).add(name, deviation, where));
                step();
            }
        }
        List<AgreementRow> rows = new ArrayList<>();
        for (WorstCases ofBackend : worst.values()) {
            measureTrajectories(ofBackend, points);
            rows.addAll(ofBackend.rows().values());
        }
        return rows;
    }

    private int[] trajectories(Match match) {
        int turn = match.family().ordinal() + match.precision().ordinal();
        return cases >= THOROUGH_CASES ? THOROUGH_TRAJECTORIES : TRAJECTORIES[turn % TRAJECTORIES.length];
    }

    private void measureTrajectories(WorstCases worst, ModelCases points) {
        Backend backend = worst.backend();
        Precision precision = worst.match().precision();
        for (int n : trajectories(worst.match())) {
            String where = "trajectory " + n + " of seed " + seed;
            // Nothing is learnt from the reference following itself.
            if (!(backend instanceof ReferenceBackend)) {
                Replica start = points.trajectory(n, 0.125);
                worst.add("trajectory", TrajectoryAgreement.measure(backend, precision, start, STEPS), where);
            }
            step();
            // The identity holds at any rate; a larger one shows more of the gradient.
            Replica start = points.trajectory(n, 0.25);
            if (!start.start().model().symmetries().isEmpty()) {
                worst.add("noetherIdentity", NoetherIdentity.measure(backend, precision, start, STEPS), where);
            }
            step();
        }
    }

    private void step() {
        synchronized (progress) {
            progress.update(++done, total);
        }
    }
}
