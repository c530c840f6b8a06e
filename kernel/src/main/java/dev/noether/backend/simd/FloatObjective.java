package dev.noether.backend.simd;

import dev.noether.simd.FloatMatrix;
import java.util.function.Supplier;

/**
 * The data loss {@code L = E c |r|^2} of one model on one kind of batch, without weight decay: r = f(x) - y is the
 * residual, E the average over the batch, c the scale of the loss. An implementation holds the batch and all scratch,
 * which grows with its size; computing allocates nothing.
 *
 * <p>{@link #forward} is called first, with the point that all later calls up to the next one pass as {@code theta}. What
 * several quantities share beyond it, an implementation computes when it is first needed.
 *
 * <p>To add a model: one implementation a kind of batch, its layout in {@link FloatPoint} and a case in
 * {@link FloatObjectives}.
 */
interface FloatObjective {

    /** Forward pass: what all methods below share. */
    void forward(FloatPoint theta);

    /**
     * As {@link #forward(FloatPoint)}, of a point whose Hessian will be asked for: what that can share with the forward pass
     * is made at once.
     */
    default void forwardTwice(FloatPoint theta) {
        forward(theta);
    }

    /** {@code L}. */
    double loss();

    /** Overwrites {@code out} with {@code c |r_i|^2} of each sample; on samples only. */
    void lossPerSample(double[] out);

    /** Overwrites {@code gradient} with that of L. */
    void gradient(FloatPoint theta, FloatPoint gradient);

    /** Overwrites {@code byBlock} with the traces of the diagonal blocks of the Hessian of L. */
    void hessianTrace(FloatPoint theta, double[] byBlock);

    /** Overwrites {@code out} with the diagonal of the Hessian of L. */
    void hessianDiagonal(FloatPoint theta, FloatPoint out);

    /** Overwrites {@code out} with {@code H v}, H the Hessian of L. */
    void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out);

    /**
     * Overwrites {@code byBlock} with the traces of the diagonal blocks of {@code Sigma = E g_i g_i^T - g g^T}.
     *
     * @param gradient g, as {@link #gradient} gives it, made if it is asked for
     */
    void noiseTrace(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byBlock);

    /**
     * Overwrites {@code byUnit} with {@code Tr[Sigma A_j]} for the rescaling of each hidden unit j; for models that have
     * that symmetry.
     *
     * @param gradient g, as {@link #gradient} gives it, made if it is asked for
     */
    default void noiseOfRescaling(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byUnit) {
        throw new IllegalStateException("this model has no rescaling symmetry");
    }

    /** Overwrites {@code out} with {@code Sigma v}. */
    void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out);

    /** Overwrites {@code Gamma_U = E[|x|^2 r r^T]} and {@code Gamma_W = E[|r|^2 x x^T]}, which take their shapes. */
    void gammas(FloatMatrix gammaU, FloatMatrix gammaW);

    /**
     * What belongs to the double rotations of a linear net, by their index in the model's list of them; matrices are
     * d x d, by rows.
     */
    interface OfLinearNet extends FloatObjective {

        /** Overwrites {@code out} with {@code Q = L^T L - R R^T}. */
        void chargeMatrix(FloatPoint theta, int rotation, double[] out);

        /** Overwrites {@code out} with the balance matrix of the batch. */
        void balance(FloatPoint theta, int rotation, double[] out);

        /** Overwrites {@code out} with the balance matrix of the task's own noise; on a population only. */
        void taskBalance(FloatPoint theta, int rotation, double[] out);

        /** Overwrites {@code out} with the norms of that matrix and of its two terms; on a population only. */
        void taskBalanceNorms(FloatPoint theta, int rotation, double[] out);
    }

    /** An objective on second moments. */
    interface OnMoments extends FloatObjective {

        /** Takes the moments that all later calls refer to. */
        void use(FloatSecondMoments moments);
    }

    /** An objective on samples: its batch may be filled in place. */
    interface OnSamples extends FloatObjective {

        /** Makes room for {@code size} samples, which are undefined afterwards. */
        void resize(int size);

        /** Inputs X, S x dx, to be filled by the owner before {@link #forward}. */
        FloatMatrix x();

        /** Labels Y, S x dy, to be filled by the owner before {@link #forward}. */
        FloatMatrix y();

        /**
         * Residuals r, S x dy, after {@link #forward}. Multiplied by weights, one a row, before anything else is asked,
         * they make {@link #gradient} that of the weighted average of the losses; nothing else is defined then.
         */
        FloatMatrix residuals();
    }
}
