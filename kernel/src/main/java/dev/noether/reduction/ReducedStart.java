package dev.noether.reduction;

import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;

/** Where a wide net starts, as the narrow net of its {@link WidthReduction} has it: the factor R of {@code [U^T W] = Q R}. */
public final class ReducedStart {

    private final WidthReduction reduction;
    private final HiddenUnits units;
    private final double[][] factor;

    private ReducedStart(WidthReduction reduction, HiddenUnits units, double[][] factor) {
        this.reduction = reduction;
        this.units = units;
        this.factor = factor;
    }

    /**
     * Reads all hidden units once, in blocks: {@code 2 d (dx + dy)^2} operations, and memory that does not depend on d.
     *
     * @param units of a net that {@linkplain WidthReduction#reduces reduces}
     * @param threads that may work at once, at least 1; the bits do not depend on it
     */
    public static ReducedStart of(HiddenUnits units, int threads) {
        return new ReducedStart(new WidthReduction(units.net()), units, TallFactor.of(units, threads));
    }

    /** The reduction. */
    public WidthReduction reduction() {
        return reduction;
    }

    /** The narrow net's parameters at the start, new and rounded to a precision. */
    public Parameters narrow(Precision precision) {
        TwoLayerNet net = reduction.narrow();
        Parameters theta = Parameters.allocate(net, precision);
        for (int k = 0; k < net.hidden(); k++) {
            for (int i = 0; i < net.outputs(); i++) {
                theta.block(TwoLayerNet.U).set(i, k, factor[k][i]);
            }
            theta.block(TwoLayerNet.W).setRow(k, factor[k], net.outputs());
        }
        return theta;
    }

    /**
     * The hidden units of the wide net that the narrow one stands for. With {@code T = [u^T w]} now, {@code Q T = A_0 Z} for every Z
     * with {@code R Z = T}; there is one, since the steps multiply from the right.
     *
     * @param narrow parameters after any number of steps from this start; not modified
     */
    public HiddenUnits lift(Parameters narrow) {
        narrow.requireModel(reduction.narrow());
        HiddenUnits now = new HiddenUnits.Given(narrow);
        double[][] t = new double[factor.length][factor.length];
        now.read(0, t.length, t);
        return new HiddenUnits.Moved(units, ConsistentSystem.solve(factor, t));
    }
}
