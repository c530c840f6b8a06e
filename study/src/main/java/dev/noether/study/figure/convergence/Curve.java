package dev.noether.study.figure.convergence;

import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.reduction.HiddenUnits;
import dev.noether.reduction.ReducedStart;
import dev.noether.reduction.WidthReduction;
import dev.noether.sgd.Initialization;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import dev.noether.theory.SgdSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One trajectory of figure 8. A net of more than 2 n hidden units is stepped as one of 2 n, exactly.
 *
 * @param init Kaiming or Xavier
 * @param size n = dx = dy
 * @param hidden d
 * @param batchSize S
 * @param learningRate eta of the {@code mean} loss
 * @param steps number of the last step
 */
record Curve(Init init, int size, int hidden, int batchSize, double learningRate, long steps) {

    /** Variance of one half of the inputs; the other half has 2 - phi. */
    static final double PHI = 0.5;

    /** Observations of a trajectory. */
    private static final int OBSERVATIONS = 300;

    /** Nominal nanoseconds of the start, for a hidden unit and a pair of its 2 n weights. */
    private static final double ROTATED = 3;

    /** {@code Tr(U W)}: n at the minimum. */
    static final Measure PRODUCT_TRACE = Measure.ofParameters("Tr UW", Curve::productTrace);

    /** Laws of the start. */
    enum Init {
        KAIMING("Kaiming", new Initialization.Kaiming()),
        XAVIER("Xavier", new Initialization.Xavier());

        private final String label;
        private final Initialization law;

        Init(String label, Initialization law) {
            this.label = label;
            this.law = law;
        }
    }

    /** From Kaiming until tau. */
    static Curve until(double tau, int size, int hidden, int batchSize, double learningRate) {
        double steps = tau * batchSize * size / (4 * learningRate * learningRate);
        // Whole observations, so that the last one is at the end.
        long rounded = Math.max(1, Math.round(steps / OBSERVATIONS)) * OBSERVATIONS;
        return new Curve(Init.KAIMING, size, hidden, batchSize, learningRate, rounded);
    }

    /** The natural clock, {@code 4 eta^2 t / (S n)}, at a step. */
    double tau(double step) {
        return 4 * learningRate * learningRate * step / ((double) batchSize * size);
    }

    String name() {
        return String.format(
                Locale.ROOT, "%s, n %d, d %d, S %d, eta %s", init.label, size, hidden, batchSize, learningRate);
    }

    /** As written to JSON. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("init", init);
        members.put("inputs", size);
        members.put("hidden", hidden);
        members.put("outputs", size);
        members.put("batchSize", batchSize);
        members.put("learningRate", learningRate);
        members.put("steps", steps);
        return members;
    }

    static GaussianTask task(int size) {
        double[] inputs = IntStream.range(0, size)
                .mapToDouble(i -> i < size / 2 ? PHI : 2 - PHI)
                .toArray();
        return new GaussianTask(Covariance.diagonal(inputs), Covariance.isotropic(size, 1), Matrix.identity(size));
    }

    SgdSettings settings() {
        return new SgdSettings(learningRate, 0, batchSize, Loss.MEAN);
    }

    /** What is stepped. */
    TwoLayerNet model() {
        TwoLayerNet net = TwoLayerNet.linear(size, hidden, size, Loss.MEAN);
        return WidthReduction.reduces(net) ? new WidthReduction(net).narrow() : net;
    }

    /** What is stepped, at step 0. */
    Parameters start(FigureRequest request) {
        TwoLayerNet net = TwoLayerNet.linear(size, hidden, size, Loss.MEAN);
        return WidthReduction.reduces(net)
                ? ReducedStart.of(
                                new HiddenUnits.Drawn(init.law, net, Precision.DOUBLE, request.seed()),
                                request.threads())
                        .narrow(Precision.DOUBLE)
                : init.law.draw(net, Precision.DOUBLE, request.seed());
    }

    /** In nominal nanoseconds. */
    long work() {
        return startWork() + steps * Experiment.cost(model(), batchSize);
    }

    /** The part of it that is the start. */
    long startWork() {
        return Math.round(ROTATED * hidden * 4 * size * size);
    }

    Experiment experiment(FigureRequest request) {
        GaussianTask task = task(size);
        Replica replica = new Replica(
                request.seed(),
                learningRate,
                0,
                new BatchSource.Fresh(task, batchSize),
                new Batch.Population(task),
                start(request));
        return new Experiment(
                List.of(new Experiment.Member(name(), replica)),
                steps,
                Math.max(1, steps / OBSERVATIONS),
                List.of(
                        LinearNetMeasures.RELATIVE,
                        LinearNetMeasures.SQUARED_U,
                        LinearNetMeasures.SQUARED_W,
                        PRODUCT_TRACE),
                List.of(LinearNetMeasures.GRAM_U, LinearNetMeasures.GRAM_W));
    }

    private static double productTrace(Parameters theta) {
        Matrix u = theta.block(TwoLayerNet.U);
        Matrix w = theta.block(TwoLayerNet.W);
        double sum = 0;
        for (int i = 0; i < u.rows(); i++) {
            for (int k = 0; k < w.rows(); k++) {
                sum += u.get(i, k) * w.get(k, i);
            }
        }
        return sum;
    }
}
