package dev.noether.gpu;

/** Matrix products on the device; see product.cl for the order of the sums. */
final class Products {

    // The order of the enumeration in product.cl.
    private static final int PLAIN = 0;
    private static final int START = 1;
    private static final int SUBTRACT = 2;
    private static final int COMBINE = 3;

    private final Kernel product;
    private final Kernel step;
    private final Tuning.Product tuning;

    /** @param tuning what the program was built with */
    Products(Program program, Tuning.Product tuning) {
        this.tuning = tuning;
        product = program.kernel("product", tuning.group());
        step = program.kernel("product_step", tuning.group());
    }

    /** {@code C = alpha A B}. */
    void plain(double alpha, View a, View b, View c) {
        launch(a, b, c, c, PLAIN, alpha, 0);
    }

    /** {@code C = C + A B}, the sums started from C. */
    void addTo(View a, View b, View c) {
        launch(a, b, c, c, START, 1, 0);
    }

    /** {@code C = A B - D}; C may be D. */
    void subtract(View a, View b, View d, View c) {
        launch(a, b, c, d, SUBTRACT, 1, 0);
    }

    /** {@code C = alpha A B + beta D}; C may be D. */
    void combine(double alpha, View a, View b, double beta, View d, View c) {
        launch(a, b, c, d, COMBINE, alpha, beta);
    }

    /** {@code C = D - eta (scale A B + decay D)}, or D if the replica has diverged; C may be D. */
    void step(View a, View b, View d, View c, Rates rates, double scale, DeviceBuffer diverged, int replica) {
        enqueue(
                operands(step, a, b, c, d)
                        .with(rates.eta())
                        .with(rates.decay())
                        .with(scale)
                        .with(diverged)
                        .with(replica),
                c);
    }

    /**
     * How a step moves.
     *
     * @param eta learning rate
     * @param decay twice the weight decay
     */
    record Rates(double eta, double decay) {}

    private void launch(View a, View b, View c, View d, int mode, double alpha, double beta) {
        enqueue(operands(product, a, b, c, d).with(mode).with(alpha).with(beta), c);
    }

    private static Kernel operands(Kernel kernel, View a, View b, View c, View d) {
        if (a.rows() != c.rows()
                || a.columns() != b.rows()
                || b.columns() != c.columns()
                || d.rows() != c.rows()
                || d.columns() != c.columns()) {
            throw new IllegalArgumentException(
                    "shapes do not fit: A " + a.rows() + " x " + a.columns() + ", B " + b.rows() + " x " + b.columns()
                            + ", C " + c.rows() + " x " + c.columns() + ", D " + d.rows() + " x " + d.columns());
        }
        return kernel.with(c.rows())
                .with(c.columns())
                .with(a.columns())
                .with(a)
                .with(b)
                .with(c)
                .with(d);
    }

    private void enqueue(Kernel kernel, View c) {
        kernel.enqueue(Math.ceilDiv(c.columns(), tuning.columns()), Math.ceilDiv(c.rows(), tuning.rows()));
    }
}
