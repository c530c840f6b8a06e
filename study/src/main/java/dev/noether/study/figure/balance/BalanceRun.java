package dev.noether.study.figure.balance;

import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The trajectories of one learning rate: SGD for all patterns at once, or GD for one.
 *
 * @param schedule how long they run
 * @param recording what came out
 */
record BalanceRun(Schedule schedule, Experiment.Recording recording) {

    static final int HIDDEN = 40;

    static final int BATCH = 10;

    static final TwoLayerNet MODEL = TwoLayerNet.linear(NoisePattern.OUTPUTS, HIDDEN, NoisePattern.OUTPUTS, Loss.SUM);

    /**
     * How long, and how often to look.
     *
     * @param learningRate eta
     * @param steps number of the last step
     * @param interval steps between two observations; divides the number of steps
     */
    record Schedule(double learningRate, long steps, long interval) {

        /** What SGD for all patterns costs. */
        long workOfSgd() {
            return steps * NoisePattern.values().length * Experiment.cost(MODEL, BATCH);
        }

        /** What GD for one pattern costs. */
        long workOfGd() {
            return steps * Experiment.cost(MODEL, 0);
        }

        /** SGD with fresh minibatches for all patterns, from one start. */
        Experiment sgd(long seed) {
            Parameters start = start(seed);
            return experiment(
                    start,
                    Arrays.stream(NoisePattern.values())
                            .map(pattern -> new Experiment.Member(
                                    name("SGD", this, pattern),
                                    new Replica(
                                            seed,
                                            learningRate,
                                            0,
                                            new BatchSource.Fresh(pattern.task(), BATCH),
                                            new Batch.Population(pattern.task()),
                                            start)))
                            .toList());
        }

        /** GD from the same start. The population gradient does not know the label noise: one run is that of all patterns. */
        Experiment gd(long seed) {
            Batch population = new Batch.Population(NoisePattern.EQUAL.task());
            Parameters start = start(seed);
            Replica replica = new Replica(seed, learningRate, 0, new BatchSource.Fixed(population), population, start);
            return experiment(start, List.of(new Experiment.Member(name("GD", this, NoisePattern.EQUAL), replica)));
        }

        private Experiment experiment(Parameters start, List<Experiment.Member> members) {
            List<Measure> measures = new ArrayList<>(BalanceMeasures.SCALARS);
            measures.addAll(BalanceMeasures.elements(start));
            return new Experiment(
                    members, steps, interval, measures, List.of(LinearNetMeasures.GRAM_U, LinearNetMeasures.GRAM_W));
        }
    }

    /** The start of a seed. */
    static Parameters start(long seed) {
        return new Initialization.Kaiming().draw(MODEL, Precision.DOUBLE, seed);
    }

    /** What a trajectory is called in tables. */
    static String name(String algorithm, Schedule schedule, NoisePattern pattern) {
        return String.format(Locale.ROOT, "%s, eta %s, %s", algorithm, schedule.learningRate(), pattern.label());
    }

    /** One a pattern. */
    List<History> histories() {
        return recording.histories();
    }

    /** The trajectory of a pattern. */
    History history(NoisePattern pattern) {
        return histories().get(pattern.ordinal());
    }

    /** What all figures of this net and its tasks have in their settings; may be added to. */
    static Map<String, Object> settings(FigureRequest request) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("size", request.size());
        settings.put("model", MODEL.kind());
        settings.put("inputs", MODEL.inputs());
        settings.put("hidden", MODEL.hidden());
        settings.put("outputs", MODEL.outputs());
        settings.put("loss", MODEL.loss());
        settings.put("init", "kaiming");
        settings.put("target", "identity");
        settings.put("inputVariance", 1.0);
        return settings;
    }
}
