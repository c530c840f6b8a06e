package dev.noether.theory;

import dev.noether.model.Matrix;
import dev.noether.task.GaussianTask;
import java.util.Objects;
import org.ojalgo.matrix.store.MatrixStore;

/**
 * Where the noise of SGD leaves a two-layer linear net {@code f(x) = U W x} (Theorem 5.2, with weight decay): among all
 * U and W of one product V, the pair with
 *
 * <pre>
 * U^T (Gamma_U + g I) U = W (Gamma_W + g I) W^T,      g = gamma (1 - eta gamma) S / eta
 * </pre>
 *
 * It is unique up to a rotation of the hidden units where the shifted gammas are invertible; elsewhere there is none,
 * and the answer says why.
 */
public sealed interface TwoLayerEquilibrium permits BalancedNet, TwoLayerEquilibrium.Degenerate {

    /**
     * There is no single equilibrium.
     *
     * @param reason why, and what would give one, in one sentence
     */
    record Degenerate(String reason) implements TwoLayerEquilibrium {
        public Degenerate {
            Objects.requireNonNull(reason);
        }
    }

    /**
     * SGD on a task, at the global minimum of the data loss.
     *
     * <p>V is the target, or where the hidden width is below its rank, the best map of that rank in the metric of the
     * loss (truncated singular values of {@code V* Sx^(1/2)}); the trace of the residual's covariance
     * {@code Tr Sr = Tr Se + Tr((V - V*) Sx (V - V*)^T)} then stands for {@code Tr Se}, exact for Gaussian inputs. That
     * weight decay also shrinks V, of the first order in gamma, is left out: {@link BalancedNet#shrinkage} tells by how much.
     */
    static TwoLayerEquilibrium of(GaussianTask task, int hidden, SgdSettings settings) {
        BestMap map = BestMap.of(task, hidden);
        double residual = task.noiseCovariance().trace() + map.excessLoss();
        // No element of a gamma is larger.
        if (!Double.isFinite(task.inputCovariance().trace() * residual)) {
            return new Degenerate("the equilibrium overflows double: its gammas, of trace Tr Sx Tr Sr, are too large;"
                    + " scale the task");
        }
        return BalancedNet.solve(
                GradientNoise.withResidual(task, residual), secondMoment(task), map.product(), hidden, settings);
    }

    /**
     * Gradient descent on the population of a task: without noise, weight decay alone balances the norms
     * ({@code U^T U = W W^T}); without weight decay too, the end depends on the start.
     */
    static TwoLayerEquilibrium ofGradientDescent(GaussianTask task, int hidden, SgdSettings settings) {
        return BalancedNet.solve(
                GradientNoise.none(task.inputs(), task.outputs()),
                secondMoment(task),
                BestMap.of(task, hidden).product(),
                hidden,
                settings);
    }

    /**
     * For gammas and a product that are given.
     *
     * @param noise the gammas at that product
     * @param inputMoment {@code E[x x^T]}, dx x dx, for the Hessian trace
     * @param product V = U W, dy x dx
     * @param hidden d, at least the rank of V
     * @throws IllegalArgumentException if shapes differ, V is not finite or its rank is above d, or a gamma is not
     *     positive semi-definite
     */
    static TwoLayerEquilibrium of(
            GradientNoise noise, Matrix inputMoment, Matrix product, int hidden, SgdSettings settings) {
        int inputs = noise.gammaW().rows();
        product.requireShape("the product U W", noise.gammaU().rows(), inputs);
        inputMoment.requireShape("E[x x^T]", inputs, inputs);
        if (hidden < 1) {
            throw new IllegalArgumentException("hidden width " + hidden + ", it must be at least 1");
        }
        MatrixStore<Double> v = Dense.of(product);
        if (!Dense.isFinite(v)) {
            throw new IllegalArgumentException("the product U W has elements that are not finite");
        }
        int rank = Dense.Svd.of(v).rank();
        if (rank > hidden) {
            throw new IllegalArgumentException(
                    "the product U W has rank " + rank + ", which a hidden width of " + hidden + " cannot give");
        }
        return BalancedNet.solve(noise, Dense.of(inputMoment), v, hidden, settings);
    }

    private static MatrixStore<Double> secondMoment(GaussianTask task) {
        return Dense.of(task.inputCovariance().toMatrix());
    }
}
