package dev.noether.theory;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Matrix;
import dev.noether.task.GaussianTask;
import java.util.Objects;

/**
 * Where the noise of SGD leaves a deep linear net {@code f(x) = W_D ... W_1 x} (Theorems 5.4 and E.1): among all layers
 * of one product V, those that balance every pair of neighbours. With {@code A_i = W_i ... W_1} and
 * {@code B_i = (W_D ... W_{i+1})^T},
 *
 * <pre>
 * Tr(B_{i+1} Sr B_{i+1}^T) A_i Sx A_i^T = Tr(A_{i-1} Sx A_{i-1}^T) B_i Sr B_i^T,     i = 1 ... D-1
 * </pre>
 *
 * Sr the covariance of the residual at V, which is the label noise Se where V is the target. The closed form is for SGD
 * without weight decay.
 */
public sealed interface DeepEquilibrium permits BalancedDeepNet, DeepEquilibrium.Degenerate {

    /**
     * There is no single equilibrium, or no closed form of it.
     *
     * @param reason why, and what would give one, in one sentence
     */
    record Degenerate(String reason) implements DeepEquilibrium {
        public Degenerate {
            Objects.requireNonNull(reason);
        }
    }

    /**
     * SGD on a task, at the best map that the widths allow: the target, or where a width is below its rank, the best map
     * of that rank in the metric of the loss.
     */
    static DeepEquilibrium of(DeepLinearNet model, GaussianTask task, SgdSettings settings) {
        return ofRank(model, task, Integer.MAX_VALUE, settings);
    }

    /**
     * SGD that has ended with fewer modes than the widths allow: a small one was never learnt, or has collapsed.
     *
     * @param rank number of modes that were reached, at least 1
     */
    static DeepEquilibrium ofRank(DeepLinearNet model, GaussianTask task, int rank, SgdSettings settings) {
        requireFits(model, task);
        if (rank < 1) {
            throw new IllegalArgumentException("rank " + rank + ", it must be at least 1");
        }
        int narrowest =
                model.widths().stream().mapToInt(Integer::intValue).min().orElseThrow();
        return BalancedDeepNet.solve(model, task, BestMap.of(task, Math.min(rank, narrowest)), settings);
    }

    /**
     * At a product that was measured, which fluctuation has moved away from the best map.
     *
     * @param product V, dy x dx, of a rank that the widths allow; not modified
     * @throws IllegalArgumentException if a shape differs, or V is not finite or its rank too large
     */
    static DeepEquilibrium ofProduct(DeepLinearNet model, GaussianTask task, Matrix product, SgdSettings settings) {
        requireFits(model, task);
        product.requireShape("the product of the layers", model.outputs(), model.inputs());
        return BalancedDeepNet.solve(model, task, BestMap.given(task, product), settings);
    }

    private static void requireFits(DeepLinearNet model, GaussianTask task) {
        if (task.inputs() != model.inputs() || task.outputs() != model.outputs()) {
            throw new IllegalArgumentException("the task has " + task.inputs() + " inputs and " + task.outputs()
                    + " outputs, the model has " + model.inputs() + " and " + model.outputs());
        }
    }
}
