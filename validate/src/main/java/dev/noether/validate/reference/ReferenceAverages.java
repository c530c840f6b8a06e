package dev.noether.validate.reference;

/**
 * Averages E over a batch of what belongs to the data loss {@code c |r|^2}, {@code r = f(x) - y}, at fixed parameters;
 * weight decay is not a part of it. Blocks are those of the model, one matrix each.
 */
interface ReferenceAverages {

    /** {@code c E|r|^2}. */
    double loss();

    /** {@code g = E[grad c |r|^2]}. */
    double[][][] gradient();

    /** The diagonal of {@code H = E[Hessian of c |r|^2]}. */
    double[][][] hessianDiagonal();

    /** {@code H v}. */
    double[][][] hessianProduct(double[][][] v);

    /** The diagonal of Sigma, the covariance of the gradient of one sample. */
    double[][][] noiseVariances();

    /** {@code Sigma v}. */
    double[][][] noiseProduct(double[][][] v);

    /** {@code E[|A x|^2 (B^T r)(B^T r)^T]} for any A with dx columns and B with dy rows: Gamma_U for identities. */
    double[][] residualSquares(double[][] a, double[][] b);

    /** {@code E[|B^T r|^2 (A x)(A x)^T]} for any A with dx columns and B with dy rows: Gamma_W for identities. */
    double[][] inputSquares(double[][] a, double[][] b);
}
