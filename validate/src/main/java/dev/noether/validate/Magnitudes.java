package dev.noether.validate;

import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Matrix;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import dev.noether.validate.reference.Dense;
import dev.noether.validate.reference.ReferenceBackend;
import java.util.stream.Collectors;

/**
 * The sum of the magnitudes of all terms of each quantity, which rounding errors are relative to: the reference's value
 * where parameters, inputs and labels are replaced by their magnitudes and the signs of labels so that nothing cancels.
 */
final class Magnitudes {

    private Magnitudes() {}

    /** Magnitudes of all quantities that are defined at a point, in the form of a result. */
    static Result of(AgreementCase point) {
        Parameters theta = absolute(point.parameters());
        Batch batch = absolute(point.batch());
        Result result = new Result(
                point.model(),
                Precision.DOUBLE,
                Quantity.definedOn(point.model(), batch).stream()
                        .filter(new ReferenceBackend().quantities(point.model())::contains)
                        .collect(Collectors.toSet()),
                batch instanceof Batch.Samples s ? s.size() : 0);
        try (Evaluator evaluator = new ReferenceBackend().evaluator(point.model(), Precision.DOUBLE)) {
            evaluator.at(theta, batch, point.weightDecay()).compute(result.quantities(), result);
        }
        switch (point.model()) {
            case TwoLayerNet net ->
                addDifferences(
                        theta.block(TwoLayerNet.U).toRows(),
                        theta.block(TwoLayerNet.W).toRows(),
                        batch,
                        result);
            case DeepLinearNet net -> throw new IllegalStateException();
            case NormalizedNet net -> throw new IllegalStateException();
            case ScaleInvariantModel net -> throw new IllegalStateException();
        }
        return result;
    }

    /** The quantities that are differences even where all numbers are positive: here with a plus sign. */
    private static void addDifferences(double[][] u, double[][] w, Batch batch, Result result) {
        result.charges(0)[0] = Dense.square(u) + Dense.square(w);
        for (int j = 0; j < w.length; j++) {
            result.charges(1)[j] = Dense.square(Dense.transpose(u)[j]) + Dense.square(w[j]);
        }
        store(
                added(
                        u,
                        Matrix.identity(u.length).toRows(),
                        w,
                        Matrix.identity(w[0].length).toRows()),
                result.chargeMatrix(0));
        double[][] gammaU = Matrix.view(result.gammaU(), u.length, u.length).toRows();
        double[][] gammaW =
                Matrix.view(result.gammaW(), w[0].length, w[0].length).toRows();
        store(added(u, gammaU, w, gammaW), result.balance(0));
        if (batch instanceof Batch.Population population) {
            GaussianTask task = population.task();
            Covariance sx = task.inputCovariance();
            Covariance se = task.noiseCovariance();
            double[][] sum = added(
                    u,
                    Dense.scaled(sx.trace(), se.toMatrix().toRows()),
                    w,
                    Dense.scaled(se.trace(), sx.toMatrix().toRows()));
            store(sum, result.taskBalance(0));
            result.taskBalanceNorms(0)[0] = Math.sqrt(Dense.square(sum));
        }
    }

    /** {@code U^T A U + W B W^T}. */
    private static double[][] added(double[][] u, double[][] a, double[][] w, double[][] b) {
        return Dense.sum(1, Dense.product(Dense.transpose(u), a, u), 1, Dense.product(w, b, Dense.transpose(w)));
    }

    private static void store(double[][] rows, double[] out) {
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, out, i * rows.length, rows.length);
        }
    }

    private static Parameters absolute(Parameters theta) {
        Parameters magnitudes = Parameters.allocate(theta.model(), Precision.DOUBLE);
        for (int b = 0; b < theta.blocks(); b++) {
            magnitudes.block(b).copyFrom(withSign(1, theta.block(b)));
        }
        return magnitudes;
    }

    /** The batch whose inputs are magnitudes and whose labels are negative: {@code r = f - y} is a sum. */
    private static Batch absolute(Batch batch) {
        return switch (batch) {
            case Batch.Samples samples -> new Batch.Samples(withSign(1, samples.x()), withSign(-1, samples.y()));
            case Batch.Moments moments ->
                new Batch.Moments(withSign(1, moments.cx()), withSign(-1, moments.cyx()), withSign(1, moments.cyy()));
            case Batch.Population population -> {
                GaussianTask task = population.task();
                yield new Batch.Population(new GaussianTask(
                        Covariance.full(withSign(1, task.inputCovariance().toMatrix())),
                        Covariance.full(withSign(1, task.noiseCovariance().toMatrix())),
                        withSign(-1, task.target())));
            }
        };
    }

    private static Matrix withSign(int sign, Matrix source) {
        Matrix result = Matrix.allocate(Precision.DOUBLE, source.rows(), source.columns());
        for (int i = 0; i < source.rows(); i++) {
            for (int j = 0; j < source.columns(); j++) {
                result.set(i, j, sign * Math.abs(source.get(i, j)));
            }
        }
        return result;
    }
}
