package dev.noether.validate.traced;

import dev.noether.model.Precision;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;

/** What a model {@code f(x) = P x} needs of a batch: averages of products of {@code b = B r}, {@code a = A x}. */
sealed interface LinearAverages permits SampleAverages, GaussianAverages {

    /** The averages over a batch. */
    static LinearAverages of(Batch batch, Precision precision) {
        return switch (batch) {
            case Batch.Samples samples ->
                new SampleAverages(Traced.of(samples.x(), precision), Traced.of(samples.y(), precision));
            case Batch.Moments moments ->
                GaussianAverages.ofMoments(
                        Traced.of(moments.cx(), precision),
                        Traced.of(moments.cyx(), precision),
                        Traced.of(moments.cyy(), precision));
            case Batch.Population population -> {
                GaussianTask task = population.task();
                yield GaussianAverages.ofTask(
                        traced(task.inputCovariance(), precision),
                        Traced.of(task.target(), precision),
                        traced(task.noiseCovariance(), precision));
            }
        };
    }

    private static Traced traced(Covariance covariance, Precision precision) {
        return Traced.of(covariance.toMatrix(), precision);
    }

    /** Binds P. */
    LinearAverages at(Traced map);

    /** {@code E|r|^2}. */
    Traced squaredResidual();

    /** {@code |r_i|^2}, a column; of samples only. */
    Traced squaredResiduals();

    /** {@code M = E[r x^T]}. */
    Traced residualByInput();

    /** {@code E[x x^T]}. */
    Traced inputs();

    /** Variance of each element of {@code b a^T}. */
    Traced variance(Traced b, Traced a);

    /** The sum of these variances in a block. */
    Traced totalVariance(LinearMap map, int b);

    /** {@code E[|A x|^2 (B r)(B r)^T]}. */
    Traced weighedResiduals(Traced b, Traced a);

    /** {@code E[|B r|^2 (A x)(A x)^T]}. */
    Traced weighedInputs(Traced b, Traced a);

    /** {@code E[r (r^T V x) x^T] - M tr(M^T V)}: what the covariance of {@code r x^T} makes of V. */
    Traced covarianceProduct(Traced v);

    /** Label noise of the task; of populations only. */
    Traced labelNoise();
}
