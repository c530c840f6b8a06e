package dev.noether.gpu;

/** What is done element by element on the device; see maps.cl. Every result may be one of the operands. */
final class Maps {

    /** Work-items of a group. */
    static final int GROUP = 64;

    /** Most work-groups down: what CUDA devices take. */
    private static final int DOWN = 32768;

    private final Kernel combine;
    private final Kernel hadamard;
    private final Kernel scaleRows;
    private final Kernel outer;
    private final Kernel addScaled;

    Maps(Program program) {
        combine = program.kernel("combine", GROUP);
        hadamard = program.kernel("hadamard", GROUP);
        scaleRows = program.kernel("scale_rows", GROUP);
        outer = program.kernel("outer", GROUP);
        addScaled = program.kernel("add_scaled", GROUP);
    }

    /** {@code out = alpha A + beta B + gamma}. */
    void combine(double alpha, View a, double beta, View b, double gamma, View out) {
        requireShape(a, out);
        requireShape(b, out);
        enqueue(
                shape(combine, out)
                        .with(out)
                        .with(alpha)
                        .with(a)
                        .with(beta)
                        .with(b)
                        .with(gamma),
                out);
    }

    /** {@code out = alpha A}. */
    void scale(double alpha, View a, View out) {
        combine(alpha, a, 0, a, 0, out);
    }

    /** {@code out = out + alpha A}. */
    void add(double alpha, View a, View out) {
        combine(alpha, a, 1, out, 0, out);
    }

    /** {@code out = alpha A * B}, element by element. */
    void hadamard(double alpha, View a, View b, View out) {
        hadamard(alpha, a, b, 0, a, out);
    }

    /** {@code out = alpha A * B + beta C}, element by element. */
    void hadamard(double alpha, View a, View b, double beta, View c, View out) {
        requireShape(a, out);
        requireShape(b, out);
        requireShape(c, out);
        enqueue(
                shape(hadamard, out)
                        .with(out)
                        .with(alpha)
                        .with(a)
                        .with(b)
                        .with(beta)
                        .with(c),
                out);
    }

    /** {@code out_ij = alpha v_i A_ij}. */
    void scaleRows(double alpha, SumVector v, View a, View out) {
        requireShape(a, out);
        requireLength(v, out.rows());
        enqueue(shape(scaleRows, out).with(out).withSum(alpha).with(v.buffer()).with(a), out);
    }

    /** {@code out_ij = factor v_i w_j + gamma}; without a v, 1 in its place. */
    void outer(double factor, SumVector v, SumVector w, double gamma, View out) {
        requireLength(w, out.columns());
        if (v != null) {
            requireLength(v, out.rows());
        }
        enqueue(
                shape(outer, out)
                        .with(out)
                        .withSum(factor)
                        .with(v == null ? w.buffer() : v.buffer())
                        .with(v != null)
                        .with(w.buffer())
                        .withSum(gamma),
                out);
    }

    /** {@code out = out + scalars[slot] A}, a number that is on the device. */
    void addScaled(DeviceBuffer scalars, int slot, View a, View out) {
        requireShape(a, out);
        enqueue(shape(addScaled, out).with(out).with(scalars).with(slot).with(a), out);
    }

    private static Kernel shape(Kernel kernel, View out) {
        return kernel.with(out.rows()).with(out.columns());
    }

    /** Enqueues a kernel that goes over the elements of {@code out}. */
    static void enqueue(Kernel kernel, View out) {
        kernel.enqueue(Math.ceilDiv(out.columns(), GROUP), Math.min(out.rows(), DOWN));
    }

    private static void requireShape(View a, View out) {
        if (a.rows() != out.rows() || a.columns() != out.columns()) {
            throw new IllegalArgumentException("shapes do not fit: " + a.rows() + " x " + a.columns() + " and "
                    + out.rows() + " x " + out.columns());
        }
    }

    private static void requireLength(SumVector v, int length) {
        if (v.length() != length) {
            throw new IllegalArgumentException("a vector of " + v.length() + ", " + length + " are needed");
        }
    }
}
