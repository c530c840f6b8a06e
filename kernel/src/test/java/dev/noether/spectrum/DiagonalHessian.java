package dev.noether.spectrum;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import java.util.Set;

/** A diagonal matrix as Hessian, for sizes at which a dense one would take too long. */
final class DiagonalHessian implements Evaluation {

    private final double[] diagonal;

    DiagonalHessian(double[] diagonal) {
        this.diagonal = diagonal;
    }

    @Override
    public void hessianVectorProduct(Parameters direction, Parameters out) {
        double[] v = direction.block(0).toRows()[0];
        for (int i = 0; i < v.length; i++) {
            v[i] *= diagonal[i];
        }
        out.block(0).setRow(0, v, 0);
    }

    @Override
    public void compute(Set<Quantity> quantities, Result result) {
        throw new UnsupportedOperationException("only products");
    }

    @Override
    public void noiseCovarianceVectorProduct(Parameters direction, Parameters out) {
        throw new UnsupportedOperationException("only products with the Hessian");
    }
}
