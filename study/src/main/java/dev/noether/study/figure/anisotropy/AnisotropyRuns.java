package dev.noether.study.figure.anisotropy;

import dev.noether.backend.Replica;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.anisotropy.AnisotropySetting.Where;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * The trajectories of figure 3.
 *
 * @param setting their sizes
 * @param recordings GD, then SGD, one a phi
 */
record AnisotropyRuns(AnisotropySetting setting, List<Experiment.Recording> recordings) {

    private static final int OBSERVATIONS = 200;

    static final Measure OF_U = Measure.squaredNorm(TwoLayerNet.U, "U");

    static final Measure OF_W = Measure.squaredNorm(TwoLayerNet.W, "W");

    static final List<Measure> MEASURES = List.of(OF_U, OF_W, Measure.HESSIAN_TRACE);

    /** What is run for each phi. */
    enum Way {
        SGD("SGD", Where.INPUTS, 0),
        SMALL_DECAY("SGD, weight decay 1e-6", Where.INPUTS, AnisotropySetting.SMALL_DECAY),
        DECAY("SGD, weight decay 1e-4", Where.INPUTS, AnisotropySetting.DECAY),
        NOISE("SGD", Where.NOISE, 0),
        GD("GD, weight decay 1e-4", Where.INPUTS, AnisotropySetting.DECAY);

        final String label;
        final Where where;
        final double weightDecay;

        Way(String label, Where where, double weightDecay) {
            this.label = label;
            this.where = where;
            this.weightDecay = weightDecay;
        }

        String name(double phi) {
            return String.format(Locale.ROOT, "%s, %s phi %s", label, where.label, phi);
        }
    }

    static long work(AnisotropySetting setting) {
        int members = Way.values().length - 1;
        long steps = setting.phis().stream().mapToLong(setting::steps).sum();
        return members * steps * Experiment.cost(setting.model(), setting.batch())
                + setting.phis().size() * setting.stepsOfGd() * Experiment.cost(setting.model(), 0);
    }

    static List<Experiment> experiments(AnisotropySetting setting, long seed) {
        Parameters start = new Initialization.Kaiming().draw(setting.model(), Precision.DOUBLE, seed);
        List<Experiment> experiments = new ArrayList<>();
        experiments.add(experiment(
                setting.phis().stream()
                        .map(phi -> member(setting, Way.GD, phi, seed, start))
                        .toList(),
                setting.stepsOfGd()));
        for (double phi : setting.phis()) {
            List<Experiment.Member> members = new ArrayList<>();
            for (Way way : List.of(Way.SGD, Way.SMALL_DECAY, Way.DECAY, Way.NOISE)) {
                members.add(member(setting, way, phi, seed, start));
            }
            experiments.add(experiment(members, setting.steps(phi)));
        }
        return experiments;
    }

    private static Experiment experiment(List<Experiment.Member> members, long steps) {
        return new Experiment(members, steps, Math.max(1, steps / OBSERVATIONS), MEASURES);
    }

    private static Experiment.Member member(
            AnisotropySetting setting, Way way, double phi, long seed, Parameters start) {
        GaussianTask task = setting.task(phi, way.where);
        Batch population = new Batch.Population(task);
        BatchSource source =
                way == Way.GD ? new BatchSource.Fixed(population) : new BatchSource.Fresh(task, setting.batch());
        return new Experiment.Member(
                way.name(phi), new Replica(seed, setting.learningRate(), way.weightDecay, source, population, start));
    }

    static AnisotropyRuns of(
            AnisotropySetting setting, FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        return new AnisotropyRuns(
                setting, Recordings.of(experiments(setting, request.seed()), request, done, cancelled));
    }

    History history(Way way, double phi) {
        return recordings.stream()
                .flatMap(recording -> recording.histories().stream())
                .filter(history -> history.name().equals(way.name(phi)))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(way.name(phi)));
    }

    /** {@code |U|^2 / |W|^2} of averages over the last fifth. */
    double ratio(Way way, double phi) {
        History history = history(way, phi);
        return history.late(OF_U) / history.late(OF_W);
    }

    /** Hessian trace of the data loss without weight decay, in units of the {@code sum} loss, over the last fifth. */
    double trace(Way way, double phi) {
        double ofDecay = 2 * way.weightDecay * setting.model().parameterCount();
        return (history(way, phi).late(Measure.HESSIAN_TRACE) - ofDecay) * setting.size();
    }
}
