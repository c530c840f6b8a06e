package dev.noether.task;

import dev.noether.model.Matrix;
import dev.noether.model.Model;
import java.util.Objects;

/** What a loss is averaged over: samples, second moments, or the whole population of a task. */
public sealed interface Batch {

    /** dx. */
    int inputs();

    /** dy. */
    int outputs();

    /**
     * @throws IllegalArgumentException naming both shapes, unless this batch has the model's inputs and outputs; or if it
     *     holds moments or a population, and the model is not linear in its inputs
     */
    default void requireFits(Model model) {
        if (inputs() != model.inputs() || outputs() != model.outputs()) {
            throw new IllegalArgumentException("the batch has " + inputs() + " inputs and " + outputs()
                    + " outputs, the model has " + model.inputs() + " and " + model.outputs());
        }
        if (!(this instanceof Samples) && !model.linearInInputs()) {
            throw new IllegalArgumentException("second moments do not determine the loss of a " + model.kind()
                    + " model that is not linear in its inputs; give samples");
        }
    }

    /**
     * Samples; averages are sums over them divided by their number S.
     *
     * @param x inputs, S x dx
     * @param y labels, S x dy
     */
    record Samples(Matrix x, Matrix y) implements Batch {

        /** @throws IllegalArgumentException if the numbers of rows differ */
        public Samples {
            if (x.rows() != y.rows()) {
                throw new IllegalArgumentException("x has " + x.rows() + " samples, y has " + y.rows());
            }
        }

        /** S. */
        public int size() {
            return x.rows();
        }

        @Override
        public int inputs() {
            return x.columns();
        }

        @Override
        public int outputs() {
            return y.columns();
        }
    }

    /**
     * Second moments {@code E[x x^T]}, {@code E[y x^T]}, {@code E[y y^T]}: all that a linear net's loss, gradient and
     * Hessian depend on. Fourth moments, which the gammas are made of, are those of Gaussian data with these second
     * moments.
     *
     * @param cx dx x dx, symmetric
     * @param cyx dy x dx
     * @param cyy dy x dy, symmetric
     */
    record Moments(Matrix cx, Matrix cyx, Matrix cyy) implements Batch {

        /** @throws IllegalArgumentException if the shapes do not fit */
        public Moments {
            cx.requireShape("Cx", cyx.columns(), cyx.columns());
            cyy.requireShape("Cyy", cyx.rows(), cyx.rows());
        }

        @Override
        public int inputs() {
            return cyx.columns();
        }

        @Override
        public int outputs() {
            return cyx.rows();
        }
    }

    /** The exact population of a Gaussian task. */
    record Population(GaussianTask task) implements Batch {

        public Population {
            Objects.requireNonNull(task);
        }

        @Override
        public int inputs() {
            return task.inputs();
        }

        @Override
        public int outputs() {
            return task.outputs();
        }
    }
}
