package dev.noether.validate.traced;

import java.util.List;

/**
 * The map P(theta) of a model {@code f(x) = P x}, and how it moves with a block {@code T_b}: {@code dP = B_b^T dT_b A_b}.
 * So the gradient of one sample is {@code 2c (B_b r) (A_b x)^T}.
 */
interface LinearMap {

    /** P, dy x dx. */
    Traced map();

    /** {@code B_b}, rows of the block x dy. */
    Traced left(int b);

    /** {@code A_b}, columns of the block x dx. */
    Traced right(int b);

    /** {@code d/dt (B_b M A_b^T)} at fixed M, where theta moves along v: what curves with M in {@code H v}, by block. */
    List<Traced> curvature(Traced m, List<Traced> v);

    /** The diagonal of that map from v to it, or null where every block enters linearly. */
    Traced curvatureDiagonal(Traced m, int b);

    /** The sum of that diagonal. */
    default Traced curvatureTrace(Traced m, int b) {
        Traced diagonal = curvatureDiagonal(m, b);
        return diagonal == null ? null : diagonal.total();
    }

    /** {@code tr(B_b C B_b^T)}, given the trace of C. */
    default Traced traceOnLeft(Traced c, Traced trace, int b) {
        Traced left = left(b);
        return left.times(c).hadamard(left).total();
    }

    /** {@code tr(A_b C A_b^T)}. */
    default Traced traceOnRight(Traced c, int b) {
        Traced a = right(b);
        return a.times(c).hadamard(a).total();
    }

    /** {@code |A_b x|^2} of every row x. */
    default Traced squaresOnRight(Traced x, int b) {
        return x.times(right(b).transpose()).squared().rowSums();
    }
}
