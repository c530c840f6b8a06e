package dev.noether.validate.reference;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.task.Batch;
import java.util.Set;

/** Evaluates a model at a point. Written for reading: it allocates as it goes. */
final class ReferenceEvaluator implements Evaluator {

    private final Model model;
    private final Bound bound = new Bound();

    ReferenceEvaluator(Model model) {
        this.model = model;
    }

    @Override
    public Evaluation at(Parameters theta, Batch batch, double weightDecay) {
        theta.requireModel(model);
        batch.requireFits(model);
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weight decay " + weightDecay + ", it must be finite and at least 0");
        }
        bound.point = new ReferenceEvaluation(theta, batch, weightDecay);
        return bound;
    }

    @Override
    public void close() {
        bound.point = null;
    }

    /** The one evaluation that this evaluator hands out. */
    private static final class Bound implements Evaluation {

        private Evaluation point;

        @Override
        public void compute(Set<Quantity> quantities, Result result) {
            point.compute(quantities, result);
        }

        @Override
        public void hessianVectorProduct(Parameters direction, Parameters out) {
            point.hessianVectorProduct(direction, out);
        }

        @Override
        public void noiseCovarianceVectorProduct(Parameters direction, Parameters out) {
            point.noiseCovarianceVectorProduct(direction, out);
        }
    }
}
