package dev.noether.validate.traced;

import java.util.function.Function;

/**
 * Averages over Gaussian data of given second moments. Fourth moments by Isserlis: {@code E[pqst] = E[pq] E[st] +
 * E[ps] E[qt] + E[pt] E[qs]}. Given moments have
 *
 * <pre>
 * M = P Cx - Cyx      Crr = M P^T - (P Cyx^T - Cyy)
 * </pre>
 *
 * Of a task, {@code E = P - V} is formed first, as every backend has to: there {@code M = E Cx} and {@code Crr = M E^T + Se}.
 */
final class GaussianAverages implements LinearAverages {

    /** {@code E[r x^T]}, {@code E[r r^T]} and the trace of the latter, which is a sum of its own. */
    private record Residuals(Traced m, Traced crr, Traced square) {}

    private final Traced cx;
    private final Traced labelNoise;
    private final Function<Traced, Residuals> residuals;
    private final Traced m;
    private final Traced crr;
    private final Traced square;

    private GaussianAverages(Traced cx, Traced labelNoise, Function<Traced, Residuals> residuals, Residuals of) {
        this.cx = cx;
        this.labelNoise = labelNoise;
        this.residuals = residuals;
        m = of == null ? null : of.m();
        crr = of == null ? null : of.crr();
        square = of == null ? null : of.square();
    }

    static GaussianAverages ofMoments(Traced cx, Traced cyx, Traced cyy) {
        return new GaussianAverages(
                cx,
                null,
                map -> {
                    Traced m = map.times(cx).minus(cyx);
                    Traced rest = map.times(cyx.transpose()).minus(cyy);
                    Traced square = m.inner(map).minus(map.inner(cyx).minus(Totals.trace(cyy)));
                    return new Residuals(m, m.times(map.transpose()).minus(rest), square);
                },
                null);
    }

    static GaussianAverages ofTask(Traced sx, Traced target, Traced se) {
        return new GaussianAverages(
                sx,
                se,
                map -> {
                    Traced error = map.minus(target);
                    Traced m = error.times(sx);
                    Traced square = m.inner(error).plus(Totals.trace(se));
                    return new Residuals(m, m.times(error.transpose()).plus(se), square);
                },
                null);
    }

    @Override
    public LinearAverages at(Traced map) {
        return new GaussianAverages(cx, labelNoise, residuals, residuals.apply(map));
    }

    @Override
    public Traced squaredResidual() {
        return square;
    }

    @Override
    public Traced squaredResiduals() {
        throw new IllegalArgumentException("moments have no samples");
    }

    @Override
    public Traced residualByInput() {
        return m;
    }

    @Override
    public Traced inputs() {
        return cx;
    }

    @Override
    public Traced variance(Traced b, Traced a) {
        Traced residuals = diagonal(b, crr);
        Traced inputs = diagonal(a, cx);
        return residuals
                .times(inputs.transpose())
                .plus(b.times(m).times(a.transpose()).squared());
    }

    /** {@code tr(B Crr B^T) tr(A Cx A^T) + |B M A^T|^2}. */
    @Override
    public Traced totalVariance(LinearMap map, int b) {
        Traced left = map.left(b);
        Traced mean = left.times(m).times(map.right(b).transpose());
        return map.traceOnLeft(crr, square, b)
                .hadamard(map.traceOnRight(cx, b))
                .plus(mean.squared().total());
    }

    @Override
    public Traced weighedResiduals(Traced b, Traced a) {
        Traced mixed = b.times(m).times(a.transpose());
        return b.times(crr)
                .times(b.transpose())
                .hadamard(diagonal(a, cx).total())
                .plus(mixed.times(mixed.transpose()).scaled(2));
    }

    @Override
    public Traced weighedInputs(Traced b, Traced a) {
        Traced mixed = b.times(m).times(a.transpose());
        return a.times(cx)
                .times(a.transpose())
                .hadamard(diagonal(b, crr).total())
                .plus(mixed.transpose().times(mixed).scaled(2));
    }

    @Override
    public Traced covarianceProduct(Traced v) {
        return crr.times(v).times(cx).plus(m.times(v.transpose()).times(m));
    }

    @Override
    public Traced labelNoise() {
        return labelNoise;
    }

    /** Diagonal of {@code L C L^T}, a column. */
    private static Traced diagonal(Traced l, Traced c) {
        return l.times(c).hadamard(l).rowSums();
    }
}
