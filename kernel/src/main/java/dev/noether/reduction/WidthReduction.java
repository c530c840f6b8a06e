package dev.noether.reduction;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.TwoLayerNet;
import java.util.List;
import java.util.Set;

/**
 * A two-layer linear net with {@code d > n = dx + dy} as one of width n, by its own double rotation: with the thin
 * factorisation {@code [U^T W] = Q R} (Q: d x n with orthonormal columns), {@code u = (first dy columns of R)^T} and {@code w =
 * (the others)},
 *
 * <pre>
 * U = u Q^T,  W = Q w,  so U W = u w
 * gU = 2 c M W^T = (2 c M w^T) Q^T = g_u Q^T,  gW = 2 c U^T M = Q g_w,   M = mean r x^T
 * </pre>
 *
 * and step, weight decay included, and rotation commute: the wide trajectory is at every step the image of the narrow one
 * under the Q of its start (section 5.2 of the specification). It is exact for any batch.
 *
 * @param wide the net that is reduced
 */
public record WidthReduction(TwoLayerNet wide) {

    /** How the wide net's value of a quantity follows from the narrow net. */
    public enum Carriage {
        /** It is the narrow net's value. */
        SAME,
        /** It is a known function of the narrow net's value. */
        MAPPED,
        /** It belongs to single hidden units, and has to be computed at the wide parameters. */
        LIFTED
    }

    /** @throws IllegalArgumentException unless the net {@linkplain #reduces reduces} */
    public WidthReduction {
        if (!reduces(wide)) {
            throw new IllegalArgumentException("a net is reduced if it is linear and has more hidden units than inputs"
                    + " and outputs together, not " + wide);
        }
    }

    /** Whether a model is a two-layer linear net with more hidden units than inputs and outputs together. */
    public static boolean reduces(Model model) {
        return model instanceof TwoLayerNet net
                && net.linearInInputs()
                && net.hidden() > (long) net.inputs() + net.outputs();
    }

    /** The net that is stepped. */
    public TwoLayerNet narrow() {
        return TwoLayerNet.linear(wide.inputs(), wide.inputs() + wide.outputs(), wide.outputs(), wide.loss());
    }

    /**
     * How a quantity is carried over.
     *
     * <p>The same are functions of {@code U W}, {@code U U^T} and {@code W^T W}: the loss with its decay, norms, Grams, gammas,
     * the noise traces {@code E|g_i|^2 - |E g_i|^2} (the gradients of a sample are rotated like the parameters), and the norms
     * of {@code D = Q D_narrow Q^T}. The Hessian of the data loss has the trace {@code 2 c (dy E|W x|^2 + |U|^2 E|x|^2)}, but
     * weight decay's share {@code 2 gamma} counts the parameters: mapped. Gradient, Hessian diagonal and the d x d matrices
     * have entries of single hidden units, and so have the charges of the rescaling symmetry {@code |u_j|^2 - |w_j|^2}, which
     * is why both quantities of {@linkplain Quantity#CHARGES charges} are lifted although those of the double rotation are the
     * same.
     */
    public static Carriage carriage(Quantity quantity) {
        return switch (quantity) {
            case LOSS, LOSS_PER_SAMPLE, SQUARED_NORM, NOISE_TRACE, GAMMAS, TASK_BALANCE_NORMS, GRAMS -> Carriage.SAME;
            case HESSIAN_TRACE -> Carriage.MAPPED;
            case GRADIENT, HESSIAN_DIAGONAL, CHARGES, CHARGE_MATRICES, NOISE_CHARGES, BALANCE, TASK_BALANCE ->
                Carriage.LIFTED;
        };
    }

    /**
     * Overwrites the wide net's values of quantities that are not lifted.
     *
     * @param weightDecay gamma
     */
    void carry(Set<Quantity> quantities, Result from, double weightDecay, Result to) {
        for (Quantity quantity : quantities) {
            switch (quantity) {
                case LOSS -> to.setLoss(from.loss());
                case LOSS_PER_SAMPLE -> copy(from.lossPerSample(), to.lossPerSample());
                case SQUARED_NORM -> copy(from.squaredNormByBlock(), to.squaredNormByBlock());
                case NOISE_TRACE -> copy(from.noiseTraceByBlock(), to.noiseTraceByBlock());
                case GAMMAS -> {
                    copy(from.gammaW(), to.gammaW());
                    copy(from.gammaU(), to.gammaU());
                }
                case TASK_BALANCE_NORMS -> copy(from.taskBalanceNorms(0), to.taskBalanceNorms(0));
                case GRAMS -> {
                    copy(from.gramU(), to.gramU());
                    copy(from.gramW(), to.gramW());
                }
                case HESSIAN_TRACE -> {
                    copy(from.hessianTraceByBlock(), to.hessianTraceByBlock());
                    addDecay(2 * weightDecay, to.hessianTraceByBlock());
                }
                case GRADIENT, HESSIAN_DIAGONAL, CHARGES, CHARGE_MATRICES, NOISE_CHARGES, BALANCE, TASK_BALANCE ->
                    throw new IllegalArgumentException(quantity + " has to be lifted");
            }
        }
    }

    private void addDecay(double perParameter, double[] byBlock) {
        List<ParameterBlock> all = wide.blocks();
        List<ParameterBlock> kept = narrow().blocks();
        for (int b = 0; b < byBlock.length; b++) {
            byBlock[b] += perParameter * (all.get(b).size() - kept.get(b).size());
        }
    }

    private static void copy(double[] from, double[] to) {
        System.arraycopy(from, 0, to, 0, to.length);
    }
}
