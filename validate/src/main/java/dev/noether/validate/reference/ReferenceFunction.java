package dev.noether.validate.reference;

/**
 * A model at fixed parameters theta, as the function {@code f(x)} of one input and its derivatives in theta. With J the
 * Jacobian {@code df/dtheta}, and for an output weight w that is held fixed, everything about the loss
 * {@code l = c |f(x) - y|^2}, {@code r = f(x) - y}, follows by the chain rule:
 *
 * <pre>
 * grad l = 2c J^T r        H_l = 2c (J^T J + H_{w.f}) at w = r,        H_{w.f} = sum_k w_k d^2 f_k / dtheta^2
 * </pre>
 *
 * One file a model implements it. Arguments are not modified.
 */
interface ReferenceFunction {

    /** {@code f(x)}, dy. */
    double[] output(double[] x);

    /** {@code J^T w}, the gradient of {@code w.f(x)}: one matrix a block. */
    double[][][] gradient(double[] x, double[] w);

    /** {@code J v}, the derivative of {@code f(x)} along v: dy. */
    double[] derivative(double[] x, double[][][] v);

    /** {@code H_{w.f} v}, the derivative of {@link #gradient} along v. */
    double[][][] gradientDerivative(double[] x, double[] w, double[][][] v);

    /** The diagonal of {@code J^T J}: {@code sum_k (df_k/dp)^2} for every parameter p. */
    double[][][] squaredDerivatives(double[] x);

    /** The diagonal of {@code H_{w.f}}: {@code d^2 (w.f) / dp^2} for every parameter p. */
    double[][][] secondDerivatives(double[] x, double[] w);
}
