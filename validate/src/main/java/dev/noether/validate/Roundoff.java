package dev.noether.validate;

import dev.noether.backend.Quantity;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;

/**
 * How large rounding errors may be, relative to the sum of the magnitudes of all terms. A sum of n products is off by at
 * most {@code lambda sqrt(n) u}, u half the distance from 1 to the next number, with a probability of all but
 * {@code 2 exp(-lambda^2 / 2)}: rounding errors behave as independent numbers of mean zero (Higham and Mary, "A new
 * approach to probabilistic rounding error analysis", SIAM J. Sci. Comput. 41, 2019). So sums that follow one another err
 * like one sum of all their terms, in whatever order the products are taken; a square doubles the error of its root,
 * which is that of four times the terms.
 *
 * <p>Elements of matrices round in the precision of the backend; sums to a single number are in double in every
 * precision, since thousands of terms in float would lose the digits that a study of small effects needs.
 */
final class Roundoff {

    /** Standard deviations: what 10^4 cases of many elements reach, with a factor to spare. */
    static final double LAMBDA = 4;

    private Roundoff() {}

    /** Bound of a quantity's relative error at a point. */
    static double bound(Quantity quantity, AgreementCase point, Precision precision) {
        Roundings roundings =
                switch (point.model()) {
                    case TwoLayerNet net -> roundings(quantity, net, point.batchSize());
                    case DeepLinearNet net -> throw new IllegalStateException();
                    case NormalizedNet net -> throw new IllegalStateException();
                    case ScaleInvariantModel net -> throw new IllegalStateException();
                };
        double ofElements = Math.sqrt(roundings.elements()) * precision.epsilon() / 2;
        double ofNumbers = Math.sqrt(roundings.numbers()) * Precision.DOUBLE.epsilon() / 2;
        return LAMBDA * (ofElements + ofNumbers);
    }

    /** Terms of the sums, and single operations, that follow one another. */
    private record Roundings(double elements, double numbers) {}

    private static Roundings roundings(Quantity quantity, TwoLayerNet net, int batchSize) {
        double input = net.inputs();
        double hidden = net.hidden();
        double output = net.outputs();
        double either = Math.max(input, output);
        // h = W x, f = U h, r = f - y, or the same sums in another order: M = U W Cx - Cyx.
        double residual = input + hidden + 1;
        double gammas = 4 * residual + either + batchSize;
        double decay = 2;
        return switch (quantity) {
            case HESSIAN_DIAGONAL, NOISE_TRACE, NOISE_CHARGES -> throw new IllegalStateException();
            case LOSS, LOSS_PER_SAMPLE -> new Roundings(4 * residual, output * batchSize + decay);
            case GRADIENT -> new Roundings(residual + batchSize + either + decay, 0);
            // |W x|^2 of each sample, or W Cx W^T with Cx summed over the samples.
            case HESSIAN_TRACE -> new Roundings(4 * input + batchSize, hidden * either + input * batchSize + decay);
            case SQUARED_NORM, CHARGES -> new Roundings(0, hidden * either);
            case CHARGE_MATRICES -> new Roundings(either + 1, 0);
            case GAMMAS -> new Roundings(gammas, 0);
            case BALANCE -> new Roundings(gammas + 2 * either + 1, 0);
            case TASK_BALANCE, TASK_BALANCE_NORMS -> new Roundings(2 * either + 2, either);
            case GRAMS -> new Roundings(hidden, 0);
        };
    }
}
