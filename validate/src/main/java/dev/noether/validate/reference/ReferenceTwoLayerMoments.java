package dev.noether.validate.reference;

import dev.noether.task.Batch;

/**
 * Averages over Gaussian data that is given by {@code Cx = E[x x^T]}, {@code Cyx = E[y x^T]} and
 * {@code Cyy = E[y y^T]}. With {@code P = U W} and {@code r = P x - y}:
 *
 * <pre>
 * M   = E[r x^T] = P Cx - Cyx
 * Crr = E[r r^T] = P Cx P^T - P Cyx^T - Cyx P^T + Cyy
 * </pre>
 *
 * Loss, gradient and squares are exact for any data; the gammas close the fourth moments as those of a Gaussian
 * (Isserlis): {@code E[|r|^2 x x^T] = Tr(Crr) Cx + 2 M^T M} and {@code E[|x|^2 r r^T] = Tr(Cx) Crr + 2 M M^T}.
 */
final class ReferenceTwoLayerMoments implements ReferenceTwoLayerAverages {

    private final double[][] u;
    private final double[][] w;
    private final double[][] cx;
    private final double[][] m;
    private final double[][] crr;

    ReferenceTwoLayerMoments(double[][] u, double[][] w, Batch.Moments batch) {
        this.u = u;
        this.w = w;
        cx = batch.cx().toRows();
        double[][] cyx = batch.cyx().toRows();
        double[][] cyy = batch.cyy().toRows();
        double[][] p = Dense.product(u, w);
        double[][] pt = Dense.transpose(p);
        m = Dense.sum(1, Dense.product(p, cx), -1, cyx);
        double[][] pCxPt = Dense.product(p, cx, pt);
        double[][] pCxy = Dense.product(p, Dense.transpose(cyx));
        double[][] cross = Dense.sum(1, pCxy, 1, Dense.transpose(pCxy));
        crr = Dense.sum(1, Dense.sum(1, pCxPt, -1, cross), 1, cyy);
    }

    @Override
    public double loss() {
        return Dense.trace(crr);
    }

    @Override
    public double[][] gradientU() {
        return Dense.scaled(2, Dense.product(m, Dense.transpose(w)));
    }

    @Override
    public double[][] gradientW() {
        return Dense.scaled(2, Dense.product(Dense.transpose(u), m));
    }

    @Override
    public double hiddenSquare() {
        return Dense.trace(Dense.product(w, cx, Dense.transpose(w)));
    }

    @Override
    public double inputSquare() {
        return Dense.trace(cx);
    }

    @Override
    public double[][] gammaW() {
        double[][] mtm = Dense.product(Dense.transpose(m), m);
        return Dense.sum(Dense.trace(crr), cx, 2, mtm);
    }

    @Override
    public double[][] gammaU() {
        double[][] mmt = Dense.product(m, Dense.transpose(m));
        return Dense.sum(Dense.trace(cx), crr, 2, mmt);
    }
}
