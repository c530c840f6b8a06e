package dev.noether.validate.traced;

/**
 * Averages over Gaussian data of given second moments. Fourth moments by Isserlis: {@code E[pqst] = E[pq] E[st] +
 * E[ps] E[qt] + E[pt] E[qs]}.
 */
record GaussianAverages(Traced cx, Traced cyx, Traced cyy, Traced labelNoise, Traced m, Traced crr)
        implements LinearAverages {

    GaussianAverages(Traced cx, Traced cyx, Traced cyy, Traced labelNoise) {
        this(cx, cyx, cyy, labelNoise, null, null);
    }

    /** {@code M = P Cx - Cyx}, {@code Crr = M P^T - (P Cyx^T - Cyy)}. */
    @Override
    public LinearAverages at(Traced map) {
        Traced byInput = map.times(cx).minus(cyx);
        Traced residuals =
                byInput.times(map.transpose()).minus(map.times(cyx.transpose()).minus(cyy));
        return new GaussianAverages(cx, cyx, cyy, labelNoise, byInput, residuals);
    }

    @Override
    public Traced squaredResidual() {
        return Traced.trace(crr);
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
        return left.times(crr)
                .hadamard(left)
                .total()
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

    /** Diagonal of {@code L C L^T}, a column. */
    private static Traced diagonal(Traced l, Traced c) {
        return l.times(c).hadamard(l).rowSums();
    }
}
