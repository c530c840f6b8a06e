package dev.noether.validate.traced;

/** Averages over samples, as sums over them. */
record SampleAverages(Traced x, Traced y, Traced r) implements LinearAverages {

    SampleAverages(Traced x, Traced y) {
        this(x, y, null);
    }

    @Override
    public LinearAverages at(Traced map) {
        return new SampleAverages(x, y, x.times(map.transpose()).minus(y));
    }

    private Traced average(Traced a, Traced b) {
        return a.transpose().times(b).scaled(1.0 / x.rows());
    }

    @Override
    public Traced squaredResidual() {
        return squaredResiduals().total().scaled(1.0 / x.rows());
    }

    @Override
    public Traced squaredResiduals() {
        return r.squared().inDouble().rowSums();
    }

    @Override
    public Traced residualByInput() {
        return average(r, x);
    }

    @Override
    public Traced inputs() {
        return average(x, x);
    }

    @Override
    public Traced variance(Traced b, Traced a) {
        Traced left = r.times(b.transpose());
        Traced right = x.times(a.transpose());
        return average(left.squared(), right.squared())
                .minus(average(left, right).squared());
    }

    /** {@code E[|B r|^2 |A x|^2] - |E (B r)(A x)^T|^2}. */
    @Override
    public Traced totalVariance(LinearMap map, int b) {
        Traced left = r.times(map.left(b).transpose());
        Traced right = x.times(map.right(b).transpose());
        return left.squared()
                .rowSums()
                .hadamard(map.squaresOnRight(x, b))
                .total()
                .scaled(1.0 / x.rows())
                .minus(average(left, right).squared().total());
    }

    @Override
    public Traced weighedResiduals(Traced b, Traced a) {
        return weighed(r.times(b.transpose()), x.times(a.transpose()));
    }

    @Override
    public Traced weighedInputs(Traced b, Traced a) {
        return weighed(x.times(a.transpose()), r.times(b.transpose()));
    }

    private Traced weighed(Traced vectors, Traced weights) {
        return average(vectors, vectors.hadamard(weights.squared().rowSums()));
    }

    @Override
    public Traced covarianceProduct(Traced v) {
        Traced slopes = r.times(v).hadamard(x).rowSums();
        Traced mean = slopes.total().scaled(1.0 / x.rows());
        return average(r.hadamard(slopes), x).minus(residualByInput().hadamard(mean));
    }

    @Override
    public Traced labelNoise() {
        throw new IllegalArgumentException("samples do not know their label noise");
    }
}
