package dev.noether.backend;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a backend computes at a point: model parameters theta, a batch, weight decay gamma. Averages are over the batch.
 * {@code r = f(x) - y} is the residual, c the scale of the loss ({@code sum}: 1, {@code mean}: 1/dy), {@code g_i} the
 * gradient of {@code c |r_i|^2} for sample i, and
 *
 * <pre>
 * Sigma = E[g_i g_i^T] - E[g_i] E[g_i]^T        (1/S) sum_i on S samples: not divided by S - 1
 * </pre>
 *
 * the covariance of the gradient noise of one sample. On moments and populations, the fourth moments that Sigma and the
 * gammas are made of are those of Gaussian data.
 */
public enum Quantity {
    /** {@code mean c |r|^2 + gamma |theta|^2}. */
    LOSS,
    /** {@code c |r_i|^2 + gamma |theta|^2} of each sample, whose mean is {@link #LOSS}; on samples only. */
    LOSS_PER_SAMPLE,
    /** Gradient of {@link #LOSS}, one matrix a block. */
    GRADIENT,
    /** Trace of the Hessian of {@link #LOSS}, per block; a block's share of weight decay is {@code 2 gamma size}. */
    HESSIAN_TRACE,
    /** Diagonal of the Hessian of {@link #LOSS}, one matrix a block. */
    HESSIAN_DIAGONAL,
    /** {@code |theta_b|^2} of each block. */
    SQUARED_NORM,
    /** The charges {@code theta^T A theta} of each symmetry, one a generator. */
    CHARGES,
    /** The matrix charge {@code Q = L^T L - R R^T} (d x d) of each double rotation. */
    CHARGE_MATRICES,
    /**
     * {@code Tr Sigma_b}, the trace of the block of Sigma that belongs to each parameter block; needs two samples. A fast
     * backend may take it from {@code E|g_i|^2 - |g|^2}, with an error relative to the first term; on samples it is never below zero.
     */
    NOISE_TRACE,
    /** {@code Tr[Sigma A]} of each symmetry, one a generator; needs two samples. */
    NOISE_CHARGES,
    /** {@code Gamma_W = E[|r|^2 x x^T]} (dx x dx) and {@code Gamma_U = E[|x|^2 r r^T]} (dy x dy), without c. */
    GAMMAS,
    /**
     * {@code E[gR gR^T - gL^T gL] / 4c^2} (d x d) of each double rotation, {@code gL} and {@code gR} the gradients of one
     * sample: what noise and gradient do to its matrix charge. For two layers {@code D = U^T Gamma_U U - W Gamma_W W^T};
     * for the pair (i + 1, i) of a deep net, with {@code A_i = W_i ... W_1} and {@code B_i = (W_D ... W_{i+1})^T},
     * {@code D_i = E[|A_{i-1} x|^2 (B_i r)(B_i r)^T - |B_{i+1} r|^2 (A_i x)(A_i x)^T]} (Theorem E.1).
     */
    BALANCE,
    /** {@link #BALANCE} with the noise of the task: at {@code r = -e}, e the label noise alone; on a population only. */
    TASK_BALANCE,
    /** Frobenius norms of {@link #TASK_BALANCE} and of its first and second term; on a population only. */
    TASK_BALANCE_NORMS,
    /** {@code KU = U U^T} (dy x dy) and {@code KW = W^T W} (dx x dx) of a two-layer linear net. */
    GRAMS;

    /** All of them, in their order: to go through a set without an iterator. */
    private static final Quantity[] ALL = values();

    /** The number of quantities. */
    public static int count() {
        return ALL.length;
    }

    /** The quantity at a place in their order. */
    public static Quantity at(int ordinal) {
        return ALL[ordinal];
    }

    /** The quantities that have a value for this model on this batch. */
    public static Set<Quantity> definedOn(Model model, Batch batch) {
        EnumSet<Quantity> defined = EnumSet.noneOf(Quantity.class);
        for (Quantity quantity : values()) {
            if (quantity.undefined(model, batch).isEmpty()) {
                defined.add(quantity);
            }
        }
        return defined;
    }

    /** Why this quantity has no value for this model on this batch, in one sentence; empty if it has one. */
    public Optional<String> undefined(Model model, Batch batch) {
        return switch (this) {
            case LOSS, GRADIENT, HESSIAN_TRACE, HESSIAN_DIAGONAL, SQUARED_NORM, CHARGES, GAMMAS -> Optional.empty();
            case LOSS_PER_SAMPLE ->
                unless(batch instanceof Batch.Samples, "is defined on samples; moments and populations have none");
            case NOISE_TRACE, NOISE_CHARGES -> {
                Optional<String> reason = noiseUndefined(batch);
                yield reason.isPresent() ? Optional.of(this + " " + reason.get()) : reason;
            }
            case CHARGE_MATRICES, BALANCE -> withoutRotation(model);
            case TASK_BALANCE, TASK_BALANCE_NORMS ->
                hasRotation(model)
                        ? unless(
                                batch instanceof Batch.Population,
                                "refers to the noise of a task, so the batch must be its population")
                        : withoutRotation(model);
            case GRAMS ->
                unless(
                        model instanceof TwoLayerNet net && net.linearInInputs(),
                        "is defined for two-layer linear nets only");
        };
    }

    /** Why the covariance of the gradient noise has no value on this batch; empty if it has one. */
    static Optional<String> noiseUndefined(Batch batch) {
        return batch instanceof Batch.Samples samples && samples.size() < 2
                ? Optional.of("is a covariance, which one sample does not have; give at least 2")
                : Optional.empty();
    }

    private Optional<String> withoutRotation(Model model) {
        return hasRotation(model)
                ? Optional.empty()
                : Optional.of(
                        this + " belongs to a double rotation, which this " + model.kind() + " model does not have");
    }

    /** Whether there are {@link Model#doubleRotations}, without making the list: this is asked at every call. */
    private static boolean hasRotation(Model model) {
        return switch (model) {
            case TwoLayerNet net -> net.linearInInputs();
            case DeepLinearNet net -> net.depth() > 1;
            case NormalizedNet net -> false;
            case ScaleInvariantModel scaled -> false;
        };
    }

    private Optional<String> unless(boolean defined, String reason) {
        return defined ? Optional.empty() : Optional.of(this + " " + reason);
    }
}
