package dev.noether.study.figure.hidden;

import dev.noether.backend.Replica;
import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.study.console.Names;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.Arrays;
import java.util.List;

/**
 * What one of the figures runs.
 *
 * @param size dx = dy
 * @param hidden d
 * @param sgd minibatches
 * @param gd minibatches so large that their noise does not matter in the time of the run
 * @param quickGd the same at the quick size
 */
record HiddenSetting(int size, int hidden, Pace sgd, Pace gd, Pace quickGd) {

    private static final double NOISIEST = 5;

    private static final int EVALUATED = 1000;

    private static final int OBSERVATIONS = 50;

    /**
     * An algorithm: eta times steps is the same for all of a figure, the noise goes with eta / S.
     *
     * @param name in tables
     * @param learningRate eta
     * @param batchSize S
     * @param steps how many
     */
    record Pace(String name, double learningRate, int batchSize, long steps) {

        /** {@code eta / S}: noise per unit of time. */
        double noise() {
            return learningRate / batchSize;
        }
    }

    Pace gd(FigureSize figure) {
        return figure == FigureSize.QUICK ? quickGd : gd;
    }

    List<Pace> paces(FigureSize figure) {
        return List.of(sgd, gd(figure));
    }

    TwoLayerNet model(Activation activation) {
        return new TwoLayerNet(size, hidden, size, activation, Loss.SUM);
    }

    /** y = x + e, the first output with five times the label noise of the others. */
    GaussianTask task() {
        return new GaussianTask(
                Covariance.isotropic(size, 1), Covariance.diagonal(noiseVariances()), Matrix.identity(size));
    }

    double[] noiseVariances() {
        double[] noise = new double[size];
        Arrays.fill(noise, 1);
        noise[0] = NOISIEST;
        return noise;
    }

    Experiment experiment(Activation activation, Pace pace, FigureRequest request) {
        TwoLayerNet model = model(activation);
        Replica replica = new Replica(
                request.seed(),
                pace.learningRate(),
                0,
                new BatchSource.Fresh(task(), pace.batchSize()),
                GaussianSampler.evaluationBatch(task(), Precision.DOUBLE, request.seed(), EVALUATED),
                new Initialization.Kaiming().draw(model, Precision.DOUBLE, request.seed()));
        return new Experiment(
                List.of(new Experiment.Member(name(activation, pace), replica)),
                pace.steps(),
                Math.max(1, pace.steps() / OBSERVATIONS),
                List.of(
                        Measure.LOSS,
                        Measure.squaredNorm(TwoLayerNet.U, "U"),
                        Measure.squaredNorm(TwoLayerNet.W, "W")));
    }

    static String name(Activation activation, Pace pace) {
        return pace.name() + ", " + Names.of(activation);
    }
}
