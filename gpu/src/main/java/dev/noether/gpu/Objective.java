package dev.noether.gpu;

/**
 * The data loss {@code L = E c |r|^2} of one model on one kind of batch on the device, without weight decay: r = f(x) - y
 * is the residual, E the average over the batch, c the scale of the loss. An implementation holds all scratch, which grows
 * with the batch.
 *
 * <p>{@link #forward} is called first, with the point that all later calls up to the next one pass as {@code theta}. What
 * several quantities share beyond it is computed when it is first needed. {@link #forward} and {@link #gradient} fetch
 * nothing from the device, so that thousands of steps can be enqueued ahead; the others may wait for a few numbers.
 */
interface Objective {

    /** Forward pass: what all methods below share. */
    void forward(DevicePoint theta);

    /** {@code L}. */
    double loss();

    /** Overwrites {@code out} with {@code c |r_i|^2} of each sample; on samples only. */
    void lossPerSample(double[] out);

    /** Overwrites {@code gradient} with that of L. */
    void gradient(DevicePoint theta, DevicePoint gradient);

    /** Overwrites {@code byBlock} with the traces of the diagonal blocks of the Hessian of L. */
    void hessianTrace(DevicePoint theta, double[] byBlock);

    /** Overwrites {@code out} with the diagonal of the Hessian of L. */
    void hessianDiagonal(DevicePoint theta, DevicePoint out);

    /** Overwrites {@code out} with {@code H v}, H the Hessian of L. */
    void hessianVectorProduct(DevicePoint theta, DevicePoint v, DevicePoint out);

    /**
     * Overwrites {@code byBlock} with the traces of the diagonal blocks of {@code Sigma = E g_i g_i^T - g g^T}.
     *
     * @param gradient g, as {@link #gradient} gives it
     */
    void noiseTrace(DevicePoint theta, DevicePoint gradient, double[] byBlock);

    /**
     * Overwrites {@code byUnit} with {@code Tr[Sigma A_j]} for the rescaling of each hidden unit j; for models that have
     * that symmetry.
     *
     * @param gradient g, as {@link #gradient} gives it
     */
    default void noiseOfRescaling(DevicePoint theta, DevicePoint gradient, double[] byUnit) {
        throw new IllegalStateException("this model has no rescaling symmetry");
    }

    /** Overwrites {@code out} with {@code Sigma v}. */
    void noiseCovarianceVectorProduct(DevicePoint theta, DevicePoint v, DevicePoint out);

    /** Overwrites {@code Gamma_U = E[|x|^2 r r^T]} and {@code Gamma_W = E[|r|^2 x x^T]}. */
    void gammas(View gammaU, View gammaW);

    /** An objective on samples. */
    interface OnSamples extends Objective {

        /** Takes the samples that all later calls refer to. */
        void use(DeviceBatch.Samples batch);

        /**
         * Residuals r, S x dy, after {@link #forward}. Multiplied by weights, one a row, before anything else is asked,
         * they make {@link #gradient} that of the weighted average of the losses; nothing else is defined then.
         */
        View residuals();
    }

    /** An objective on second moments. */
    interface OnMoments extends Objective {

        /** Takes the moments that all later calls refer to. */
        void use(DeviceBatch.Moments batch);
    }

    /** What belongs to the double rotations of a linear net, by their index in the model's list; matrices are d x d. */
    interface OfLinearNet extends Objective {

        /** Overwrites {@code out} with {@code Q = L^T L - R R^T}. */
        void chargeMatrix(DevicePoint theta, int rotation, double[] out);

        /** Overwrites {@code out} with the balance matrix of the batch. */
        void balance(DevicePoint theta, int rotation, double[] out);

        /** Overwrites {@code out} with the balance matrix of the task's own noise; on a population only. */
        void taskBalance(DevicePoint theta, int rotation, double[] out);

        /** Overwrites {@code out} with the norms of that matrix and of its two terms; on a population only. */
        void taskBalanceNorms(DevicePoint theta, int rotation, double[] out);
    }
}
