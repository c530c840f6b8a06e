package dev.noether.backend;

/**
 * What a backend computes at a point: model parameters theta, a batch, weight decay gamma. Averages are over the batch.
 * {@code r = f(x) - y} is the residual, c the scale of the loss ({@code sum}: 1, {@code mean}: 1/dy).
 */
public enum Quantity {
    /** {@code mean c |r|^2 + gamma |theta|^2}. */
    LOSS,
    /** Gradient of {@link #LOSS}, one matrix a block. */
    GRADIENT,
    /** Trace of the Hessian of {@link #LOSS}, per block; a block's share of weight decay is {@code 2 gamma size}. */
    HESSIAN_TRACE,
    /** {@code |theta_b|^2} of each block. */
    SQUARED_NORM,
    /** The charge {@code theta^T A theta} of each symmetry. */
    CHARGES,
    /** The matrix charge of each symmetry that has one: {@code Q = U^T U - W W^T}, d x d. */
    CHARGE_MATRICES,
    /** {@code Gamma_W = E[|r|^2 x x^T]} (dx x dx) and {@code Gamma_U = E[|x|^2 r r^T]} (dy x dy), without c. */
    GAMMAS,
    /** {@code D = U^T Gamma_U U - W Gamma_W W^T} (d x d) with the gammas of the batch. */
    BALANCE,
    /** {@code D} with the gammas of the task, {@code Tr(Sx) Se} and {@code Tr(Se) Sx}; on a population only. */
    TASK_BALANCE,
    /** {@code |D|}, {@code |U^T Gamma_U U|} and {@code |W Gamma_W W^T|} (Frobenius) with the gammas of the task. */
    TASK_BALANCE_NORMS,
    /** {@code KU = U U^T} (dy x dy) and {@code KW = W^T W} (dx x dx): what the double rotation leaves unchanged. */
    GRAMS
}
