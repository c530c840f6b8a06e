package dev.noether.validate;

import dev.noether.backend.Quantity;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;

/**
 * How large rounding errors may be, relative to the sum of the magnitudes of all terms. A sum of n products is off by at
 * most {@code lambda sqrt(n) u}, u half the distance from 1 to the next number, with a probability of all but
 * {@code 2 exp(-lambda^2 / 2)}: rounding errors behave as independent numbers of mean zero (Higham and Mary, "A new
 * approach to probabilistic rounding error analysis", SIAM J. Sci. Comput. 41, 2019). Sums that follow one another add
 * their errors, in whatever order the products are taken; a square doubles those of its root.
 */
final class Roundoff {

    /** Standard deviations: what 10^4 cases of many elements reach, with a factor to spare. */
    static final double LAMBDA = 4;

    private Roundoff() {}

    /** Bound of a quantity's relative error at a point. */
    static double bound(Quantity quantity, AgreementCase point, Precision precision) {
        double roundings =
                switch (point.model()) {
                    case TwoLayerNet net -> roundings(quantity, net, point.batchSize());
                };
        return LAMBDA * roundings * precision.epsilon() / 2;
    }

    /** Sum of sqrt(n) over the sums of n terms, and of 1 over the single operations, that make an element. */
    private static double roundings(Quantity quantity, TwoLayerNet net, int batchSize) {
        double input = Math.sqrt(net.inputs());
        double hidden = Math.sqrt(net.hidden());
        double output = Math.sqrt(net.outputs());
        double samples = Math.sqrt(batchSize);
        double either = Math.max(input, output);
        // h = W x, f = U h, r = f - y, or the same sums in another order: M = U W Cx - Cyx.
        double residual = input + hidden + 1;
        double gammas = 2 * residual + input + output + samples;
        double decay = 2;
        return switch (quantity) {
            case LOSS -> 2 * residual + output + samples + decay;
            case GRADIENT -> residual + samples + either + decay;
            case HESSIAN_TRACE -> 2 * input + hidden + output + samples + decay;
            case SQUARED_NORM, CHARGES -> hidden * either;
            case CHARGE_MATRICES -> either + 1;
            case GAMMAS -> gammas;
            case BALANCE -> gammas + 2 * either + 1;
            case TASK_BALANCE, TASK_BALANCE_NORMS -> 3 * either + 2;
            case GRAMS -> hidden;
        };
    }
}
