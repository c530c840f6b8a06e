package dev.noether.gpu;

import dev.noether.model.ScaleInvariantModel;

/**
 * The scale-invariant model {@code f(x) = n . x}, {@code n = theta / p}, {@code p = |theta|}, on any batch. With the projection
 * {@code O a = a - (n . a) n}, the derivatives of n along u and then v are
 *
 * <pre>
 * n' = O u / p        n'' = -((n . v) O u + (n . u) O v + (u . O v) n) / p^2
 * </pre>
 *
 * and the loss {@code E c (n . x - y)^2} has the derivatives {@code 2c m} and {@code 2c Cx} in n, with {@code m = E r x},
 * {@code Cx = E x x^T}. By the chain rule, with {@code w = O m} and {@code q = n . m},
 *
 * <pre>
 * gradient    2c w / p                                                     orthogonal to theta
 * Hessian     2c (O Cx O - q O - n w^T - w n^T) / p^2
 * trace       2c (tr Cx - n^T Cx n - q (dx - 1)) / p^2
 * diagonal    2c (Cx_kk - 2 n_k (Cx n)_k + n_k^2 n^T Cx n - q (1 - n_k^2) - 2 n_k w_k) / p^2
 * </pre>
 *
 * Vectors are matrices of one row. What depends on the kind of batch is left to the subclasses.
 */
abstract class ScaleInvariant implements Objective {

    /** {@code 2c}. */
    final double twoC;

    final Toolbox tools;
    final UnitVector unit;
    final int dx;
    private final Workspace imageMemory;
    private final Workspace acrossMemory;
    private final Workspace projectedMemory;
    private final SumVector.Memory squaresMemory;

    ScaleInvariant(ScaleInvariantModel model, Toolbox tools) {
        this.tools = tools;
        twoC = 2 * model.lossScale();
        dx = model.inputs();
        unit = new UnitVector(tools, dx);
        imageMemory = tools.workspace();
        acrossMemory = tools.workspace();
        projectedMemory = tools.workspace();
        squaresMemory = tools.vectors();
    }

    /** {@code m = E r x}. */
    abstract View m();

    /** {@code out = Cx a}. */
    abstract void timesInputMoments(View a, View out);

    /** {@code tr Cx = E|x|^2}. */
    abstract double meanSquaredInput();

    /** {@code out_k = (Cx)_kk = E x_k^2}. */
    abstract void meanSquaredInputs(SumVector out);

    static View theta(DevicePoint point) {
        return point.block(ScaleInvariantModel.THETA);
    }

    /** {@code n^T Cx n}; leaves {@code Cx n} in {@link #imageMemory}. */
    private double along() {
        View image = imageMemory.matrix(1, dx);
        timesInputMoments(unit.n(), image);
        return tools.sums().dot(unit.n(), image);
    }

    /** {@code tr(O Cx O) = E|O x|^2}. */
    final double meanSquaredAcross() {
        return meanSquaredInput() - along();
    }

    @Override
    public final void gradient(DevicePoint point, DevicePoint gradient) {
        unit.project(twoC, 1, m(), theta(gradient));
    }

    @Override
    public final void hessianTrace(DevicePoint point, double[] byBlock) {
        double q = tools.sums().dot(unit.n(), m());
        double norm = unit.norm();
        byBlock[ScaleInvariantModel.THETA] = twoC * (meanSquaredAcross() - q * (dx - 1)) / (norm * norm);
    }

    @Override
    public final void hessianDiagonal(DevicePoint point, DevicePoint out) {
        double q = tools.sums().dot(unit.n(), m());
        View w = acrossMemory.matrix(1, dx);
        unit.project(1, 0, m(), w);
        double along = along();
        SumVector squares = squaresMemory.vector(dx);
        meanSquaredInputs(squares);
        unit.diagonal(twoC, squares, imageMemory.matrix(1, dx), w, along, q, theta(out));
    }

    @Override
    public final void hessianVectorProduct(DevicePoint point, DevicePoint v, DevicePoint out) {
        double norm = unit.norm();
        View direction = theta(v);
        View block = theta(out);
        double q = tools.sums().dot(unit.n(), m());
        View w = acrossMemory.matrix(1, dx);
        unit.project(1, 0, m(), w);
        View projected = projectedMemory.matrix(1, dx);
        unit.project(1, 0, direction, projected);
        View image = imageMemory.matrix(1, dx);
        timesInputMoments(projected, image);
        double factor = twoC / (norm * norm);
        unit.project(factor, 0, image, block);
        tools.maps().add(-factor * q, projected, block);
        tools.maps().add(-factor * tools.sums().dot(w, direction), unit.n(), block);
        tools.maps().add(-factor * tools.sums().dot(unit.n(), direction), w, block);
    }
}
