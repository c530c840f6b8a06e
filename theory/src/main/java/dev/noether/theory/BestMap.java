package dev.noether.theory;

import dev.noether.model.Matrix;
import dev.noether.task.GaussianTask;
import org.ojalgo.matrix.store.MatrixStore;

/**
 * The map of rank at most d that minimises the data loss of a task: the target where its rank allows, else the truncated
 * singular value decomposition of {@code V* Sx^(1/2)}.
 *
 * @param product V, dy x dx
 * @param excessLoss {@code Tr((V - V*) Sx (V - V*)^T)}
 */
record BestMap(MatrixStore<Double> product, double excessLoss) {

    static BestMap of(GaussianTask task, int hidden) {
        if (hidden < 1) {
            throw new IllegalArgumentException("hidden width " + hidden + ", it must be at least 1");
        }
        MatrixStore<Double> target = Dense.of(task.target());
        Dense.Eigen inputs = Dense.Eigen.of(Dense.of(task.inputCovariance().toMatrix()));
        double negligible = inputs.negligible();
        MatrixStore<Double> root = inputs.apply(value -> value > negligible ? Math.sqrt(value) : 0);
        Dense.Svd seen = Dense.Svd.of(target.multiply(root));
        int rank = seen.rank();
        if (rank <= hidden && inputs.smallest() > negligible) {
            return new BestMap(target, 0);
        }
        // Directions that no input has are not learned; weight decay, if any, clears them.
        int kept = Math.min(rank, hidden);
        MatrixStore<Double> inverse = inputs.apply(value -> value > negligible ? 1 / Math.sqrt(value) : 0);
        double excess = 0;
        for (int k = kept; k < rank; k++) {
            excess += seen.values()[k] * seen.values()[k];
        }
        return new BestMap(
                kept == 0 ? target.multiply(0) : seen.first(kept).product().multiply(inverse), excess);
    }

    /**
     * Any map.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    static BestMap given(GaussianTask task, Matrix product) {
        MatrixStore<Double> v = Dense.of(product);
        if (!Dense.isFinite(v)) {
            throw new IllegalArgumentException("the product of the layers has elements that are not finite");
        }
        MatrixStore<Double> error = v.subtract(Dense.of(task.target()));
        MatrixStore<Double> inputs = Dense.of(task.inputCovariance().toMatrix());
        return new BestMap(v, Dense.inner(error.multiply(inputs), error));
    }
}
