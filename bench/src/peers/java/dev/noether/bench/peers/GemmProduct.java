package dev.noether.bench.peers;

/** A product by one call of gemm. */
final class GemmProduct implements Product {

    private final Blas.Gemm gemm;
    private final double alpha;
    private final double beta;
    private final BlasMatrix left;
    private final BlasMatrix right;
    private final BlasMatrix result;
    private final int transposeLeft;
    private final int transposeRight;
    private final int m;
    private final int n;
    private final int k;
    private final int leftStride;
    private final int rightStride;
    private final int resultStride;

    GemmProduct(Blas blas, double alpha, Factor a, Factor b, double beta, BlasMatrix c) {
        Arguments arguments = Arguments.of(a, b, c);
        gemm = blas.gemm();
        this.alpha = alpha;
        this.beta = beta;
        left = arguments.left().matrix();
        right = arguments.right().matrix();
        result = c;
        transposeLeft = arguments.transposeLeft();
        transposeRight = arguments.transposeRight();
        m = arguments.m();
        n = arguments.n();
        k = arguments.k();
        leftStride = left.stride();
        rightStride = right.stride();
        resultStride = result.stride();
    }

    @Override
    public void run() {
        gemm.call(
                Blas.ROW_MAJOR,
                transposeLeft,
                transposeRight,
                m,
                n,
                k,
                alpha,
                left.address(),
                leftStride,
                right.address(),
                rightStride,
                beta,
                result.address(),
                resultStride);
    }
}
