package dev.noether.gpu;

/**
 * The unit vector {@code n = theta / p}, {@code p = |theta|}, of the scale-invariant model on the device; see
 * scale_invariant.cl. Vectors are dense matrices of one row.
 */
final class UnitVector {

    private final Toolbox tools;
    private final Kernel unit;
    private final Kernel project;
    private final Kernel diagonal;
    private final View n;
    private final DeviceBuffer norm;
    private final double[] hostNorm = new double[1];
    private boolean fetched;

    UnitVector(Toolbox tools, int length) {
        this.tools = tools;
        Session session = tools.session();
        Program program = new Program(session, Toolbox.withReductions(session).file("scale_invariant.cl"));
        unit = program.kernel("unit_vector", Sums.GROUP);
        project = program.kernel("project", Sums.GROUP);
        diagonal = program.kernel("curvature_diagonal", Sums.GROUP);
        n = View.dense(session.reals(length), 0, 1, length);
        norm = session.buffer(session.sumBytes());
    }

    /** Enqueues n of a new point. */
    void of(View theta) {
        fetched = false;
        unit.with(n.columns())
                .with(theta.buffer())
                .with(theta.offset())
                .with(n.buffer())
                .with(norm)
                .enqueue(1, 1);
    }

    /** n. */
    View n() {
        return n;
    }

    /** p, fetched. */
    double norm() {
        if (!fetched) {
            tools.fetch(norm, hostNorm);
            fetched = true;
        }
        return hostNorm[0];
    }

    /** {@code out = factor O a / p^power}, {@code O a = a - (n . a) n}; out may be a. */
    void project(double factor, int power, View a, View out) {
        project.with(n.columns())
                .with(n.buffer())
                .with(norm)
                .with(a.buffer())
                .with(a.offset())
                .withSum(factor)
                .with(power)
                .with(out.buffer())
                .with(out.offset())
                .enqueue(1, 1);
    }

    /**
     * {@code out_k = factor (squares_k - 2 n_k image_k + n_k^2 along - q (1 - n_k^2) - 2 n_k w_k) / p^2}.
     *
     * @param image from the start of its buffer
     * @param w from the start of its buffer
     */
    void diagonal(double factor, SumVector squares, View image, View w, double along, double q, View out) {
        diagonal.with(n.columns())
                .with(n.buffer())
                .with(norm)
                .with(squares.buffer())
                .with(image.buffer())
                .with(w.buffer())
                .withSum(along)
                .withSum(q)
                .withSum(factor)
                .with(out.buffer())
                .with(out.offset())
                .enqueue(1, 1);
    }
}
