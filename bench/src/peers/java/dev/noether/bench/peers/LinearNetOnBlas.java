package dev.noether.bench.peers;

import dev.noether.bench.peers.Product.Factor;

import dev.noether.bench.Size;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps of {@code U W x} as products of a library, the update folded into the last two. With {@code a = -2 eta / S}:
 *
 * <pre>
 * five products   H = X W^T,  R = H U^T - Y,  T = R U,    U += a R^T H,    W += a T^T X
 * reassociated    P = U W,    R = X P^T - Y,  M = R^T X,  V = U (a copy),  U += a M W^T,   W += a V^T M
 * </pre>
 */
final class LinearNetOnBlas implements PeerTrajectory {

    /** In which order the products are made. */
    enum Order {
        FIVE_PRODUCTS,
        REASSOCIATED;

        /** Name in tables. */
        String label() {
            return this == FIVE_PRODUCTS ? "five products" : "reassociated";
        }
    }

    /**
     * How the matrices lie in memory.
     *
     * @param outputsByColumns U
     * @param hiddenByColumns W
     * @param samplesByColumns whatever has a row a sample
     */
    record Layout(boolean outputsByColumns, boolean hiddenByColumns, boolean samplesByColumns) {

        /** Every layout. */
        static List<Layout> all() {
            List<Layout> all = new ArrayList<>();
            for (int bits = 0; bits < 8; bits++) {
                all.add(new Layout((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0));
            }
            return all;
        }

        /** Name in tables. */
        String label() {
            return (outputsByColumns ? "U'" : "U") + " " + (hiddenByColumns ? "W'" : "W") + " "
                    + (samplesByColumns ? "X'" : "X");
        }
    }

    private final BlasMatrix u;
    private final BlasMatrix w;
    private final BlasMatrix old;
    private final MinibatchBuffer batch;
    private final Blas blas;
    private final Product first;
    private final Product second;
    private final Product third;
    private final Product updateOfU;
    private final Product updateOfW;

    LinearNetOnBlas(Size size, Blas blas, Product.Maker maker, Gaussians gaussians, Order order, Layout layout) {
        this.blas = blas;
        Precision precision = blas.precision();
        int samples = size.batchSize;
        int n = size.inputs;
        double a = -2 * size.learningRate / samples;
        u = new BlasMatrix(precision, n, size.hidden, layout.outputsByColumns);
        w = new BlasMatrix(precision, size.hidden, n, layout.hiddenByColumns);
        batch = new MinibatchBuffer(size, blas, gaussians, layout.samplesByColumns);
        BlasMatrix x = batch.x;
        BlasMatrix r = batch.y;
        switch (order) {
            case FIVE_PRODUCTS -> {
                BlasMatrix h = new BlasMatrix(precision, samples, size.hidden, layout.samplesByColumns);
                BlasMatrix t = new BlasMatrix(precision, samples, size.hidden, layout.samplesByColumns);
                old = null;
                first = maker.make(1, Factor.of(x), Factor.transposeOf(w), 0, h);
                second = maker.make(1, Factor.of(h), Factor.transposeOf(u), -1, r);
                third = maker.make(1, Factor.of(r), Factor.of(u), 0, t);
                updateOfU = maker.make(a, Factor.transposeOf(r), Factor.of(h), 1, u);
                updateOfW = maker.make(a, Factor.transposeOf(t), Factor.of(x), 1, w);
            }
            case REASSOCIATED -> {
                BlasMatrix p = new BlasMatrix(precision, n, n, layout.outputsByColumns);
                BlasMatrix m = new BlasMatrix(precision, n, n, layout.outputsByColumns);
                old = new BlasMatrix(precision, n, size.hidden, layout.outputsByColumns);
                first = maker.make(1, Factor.of(u), Factor.of(w), 0, p);
                second = maker.make(1, Factor.of(x), Factor.transposeOf(p), -1, r);
                third = maker.make(1, Factor.transposeOf(r), Factor.of(x), 0, m);
                updateOfU = maker.make(a, Factor.of(m), Factor.transposeOf(w), 1, u);
                updateOfW = maker.make(a, Factor.transposeOf(old), Factor.of(m), 1, w);
            }
            default -> throw new AssertionError(order);
        }
    }

    @Override
    public void start(Parameters theta) {
        u.load(theta.block(0));
        w.load(theta.block(1));
    }

    @Override
    public void step(Batch.Samples samples) {
        batch.set(samples);
        step();
    }

    @Override
    public void advance(int steps) {
        for (int i = 0; i < steps; i++) {
            batch.advance();
            step();
        }
    }

    private void step() {
        first.run();
        second.run();
        third.run();
        if (old != null) {
            blas.copy().call(u.size(), u.address(), 1, old.address(), 1);
        }
        updateOfU.run();
        updateOfW.run();
    }

    @Override
    public void read(Parameters theta) {
        u.store(theta.block(0));
        w.store(theta.block(1));
    }
}
