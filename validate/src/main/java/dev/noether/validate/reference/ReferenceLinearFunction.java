package dev.noether.validate.reference;

/**
 * A model that is linear in its inputs, {@code f(x) = P(theta) x}. In every block b its first derivative passes through
 * the block once, between what comes before it and what comes after:
 *
 * <pre>
 * dP[v] = sum_b B_b v_b A_b        A_b = before(b)        B_b = after(b)
 * </pre>
 *
 * so that the gradient of {@code |r|^2} is {@code 2 (B_b^T r)(A_b x)^T}.
 */
interface ReferenceLinearFunction extends ReferenceFunction {

    /** A_b, columns of block b x dx. */
    double[][] before(int block);

    /** B_b, dy x rows of block b. */
    double[][] after(int block);
}
