package dev.noether.validate.reference;

/**
 * What the two-layer linear net needs of a batch, at fixed U (dy x d) and W (d x dx): averages over the batch, of the
 * data loss alone, in the {@code sum} convention. With {@code h = W x} and {@code r = U h - y}:
 *
 * <pre>
 * l = |r|^2        dl/dU = 2 r h^T        dl/dW = 2 (U^T r) x^T
 * </pre>
 */
interface ReferenceTwoLayerAverages {

    /** {@code E|r|^2}. */
    double loss();

    /** {@code 2 E[r h^T]}, dy x d. */
    double[][] gradientU();

    /** {@code 2 E[(U^T r) x^T]}, d x dx. */
    double[][] gradientW();

    /** {@code E|h|^2}. */
    double hiddenSquare();

    /** {@code E|x|^2}. */
    double inputSquare();

    /** {@code E[|r|^2 x x^T]}, dx x dx. */
    double[][] gammaW();

    /** {@code E[|x|^2 r r^T]}, dy x dy. */
    double[][] gammaU();
}
