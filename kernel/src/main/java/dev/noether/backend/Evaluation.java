package dev.noether.backend;

import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.task.Batch;
import java.util.Optional;
import java.util.Set;

/** A point that {@link Evaluator#at} has bound. */
public interface Evaluation {

    /**
     * Overwrites the given quantities in {@code result}; others are left as they are. Overflow is a result: infinities
     * and NaN are stored as they come.
     *
     * @throws IllegalArgumentException if the result has no memory for one of them, or one has no value here (see
     *     {@link Quantity#undefined})
     */
    void compute(Set<Quantity> quantities, Result result);

    /**
     * Overwrites {@code out} with {@code H v}, H the Hessian of {@link Quantity#LOSS}.
     *
     * @param direction v, any strides and precision; not modified
     * @param out other memory
     * @throws IllegalArgumentException if one is not of this evaluator's model
     */
    void hessianVectorProduct(Parameters direction, Parameters out);

    /**
     * Overwrites {@code out} with {@code Sigma v}, Sigma the covariance of the gradient noise (see {@link Quantity}).
     *
     * @param direction v, any strides and precision; not modified
     * @param out other memory
     * @throws IllegalArgumentException if one is not of this evaluator's model, or the batch is a single sample
     */
    void noiseCovarianceVectorProduct(Parameters direction, Parameters out);

    /**
     * For backends: checks a request.
     *
     * @throws IllegalArgumentException as {@link #compute}
     */
    static void requireComputable(Set<Quantity> quantities, Result result, Model model, Batch batch) {
        // This is asked at every point: without iterators and lambdas, nothing is allocated.
        for (int q = 0; q < Quantity.count(); q++) {
            Quantity quantity = Quantity.at(q);
            if (!quantities.contains(quantity)) {
                continue;
            }
            result.require(quantity);
            Optional<String> reason = quantity.undefined(model, batch);
            if (reason.isPresent()) {
                throw new IllegalArgumentException(reason.get());
            }
            if (quantity == Quantity.LOSS_PER_SAMPLE
                    && batch instanceof Batch.Samples samples
                    && result.lossPerSample().length != samples.size()) {
                throw new IllegalArgumentException("the result has memory for the losses of "
                        + result.lossPerSample().length + " samples, the batch has " + samples.size());
            }
        }
    }

    /**
     * For backends: checks that the gradient noise has a covariance.
     *
     * @throws IllegalArgumentException as {@link #noiseCovarianceVectorProduct}
     */
    static void requireNoise(Batch batch) {
        Optional<String> reason = Quantity.noiseUndefined(batch);
        if (reason.isPresent()) {
            throw new IllegalArgumentException("the gradient noise " + reason.get());
        }
    }
}
