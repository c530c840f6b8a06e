package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.DoubleGemm;
import dev.noether.simd.DoubleMatrix;
import dev.noether.simd.DoubleSums;
import dev.noether.simd.FloatMatrix;

/**
 * Frobenius norms of the balance matrix {@code D = U^T Gamma_U U - W Gamma_W W^T} (d x d) and of its two terms, in double
 * for parameters of either precision. With {@code A_U = Gamma_U U U^T}, {@code A_W = Gamma_W W^T W} and {@code P = U W},
 *
 * <pre>
 * |U^T Gamma_U U|^2 = tr(A_U A_U)      |W Gamma_W W^T|^2 = tr(A_W A_W)
 * |D|^2 = tr(A_U A_U) + tr(A_W A_W) - 2 tr(Gamma_U P Gamma_W P^T)
 * </pre>
 *
 * no matrix of which is d x d. Near the equilibrium the last line cancels, and half of the digits are lost: there the
 * elements of D are squared, a block of rows at a time.
 */
final class FloatBalanceNorms {

    /** Where {@code |D|^2} is below this share of its terms, too few of its digits are left. */
    private static final double CANCELLED = 1e-8;

    /** Rows of a block of D. */
    private static final int ROWS = 60;

    private final DoubleGemm gemm = new DoubleGemm();
    private final DoubleMatrix u = new DoubleMatrix(1, 1);
    private final DoubleMatrix w = new DoubleMatrix(1, 1);
    private final DoubleMatrix gammaU = new DoubleMatrix(1, 1);
    private final DoubleMatrix gammaW = new DoubleMatrix(1, 1);
    private final DoubleMatrix kernel = new DoubleMatrix(1, 1);
    private final DoubleMatrix scaled = new DoubleMatrix(1, 1);
    private final DoubleMatrix mirrored = new DoubleMatrix(1, 1);
    private final DoubleMatrix product = new DoubleMatrix(1, 1);
    private final DoubleMatrix other = new DoubleMatrix(1, 1);
    private final DoubleMatrix left = new DoubleMatrix(1, 1);
    private final DoubleMatrix block = new DoubleMatrix(1, 1);

    /** Overwrites {@code out} with {@code |D|}, {@code |U^T Gamma_U U|} and {@code |W Gamma_W W^T|}. */
    void compute(FloatPoint theta, FloatMatrix ofOutputs, FloatMatrix ofInputs, double[] out) {
        widen(theta.block(TwoLayerNet.U), u);
        widen(theta.block(TwoLayerNet.W), w);
        widen(ofOutputs, gammaU);
        widen(ofInputs, gammaW);
        double termU = squaredTerm(gammaU, u);
        double termW = squaredTerm(gammaW, w);
        double balance = termU + termW - 2 * overlap();
        if (balance < CANCELLED * (termU + termW)) {
            balance = sumOfSquares();
        }
        out[0] = Math.sqrt(balance);
        out[1] = Math.sqrt(termU);
        out[2] = Math.sqrt(termW);
    }

    private static void widen(FloatMatrix a, DoubleMatrix out) {
        out.reshape(a.rows(), a.columns());
        for (int i = 0; i < a.rows(); i++) {
            int from = a.at(i);
            int to = out.at(i);
            for (int j = 0; j < a.columns(); j++) {
                out.data()[to + j] = a.data()[from + j];
            }
        }
    }

    /** {@code |b^T G b|^2 = tr(A A)}, {@code A = G b b^T}. */
    private double squaredTerm(DoubleMatrix gamma, DoubleMatrix b) {
        kernel.reshape(b.rows(), b.rows());
        gemm.multiplySymmetric(1, b, false, b, true, false, kernel);
        scaled.reshape(b.rows(), b.rows());
        gemm.multiply(1, gamma, false, kernel, false, false, scaled);
        mirrored.transposeFrom(scaled);
        return DoubleSums.products(scaled, mirrored);
    }

    /** {@code tr(Gamma_U P Gamma_W P^T)}. */
    private double overlap() {
        product.reshape(u.rows(), w.rows());
        gemm.multiply(1, u, false, w, true, false, product);
        scaled.reshape(u.rows(), w.rows());
        gemm.multiply(1, gammaU, false, product, false, false, scaled);
        other.reshape(u.rows(), w.rows());
        gemm.multiply(1, product, false, gammaW, false, false, other);
        return DoubleSums.products(scaled, other);
    }

    /** {@code |D|^2} from the elements of D. */
    private double sumOfSquares() {
        scaled.reshape(u.rows(), u.columns());
        gemm.multiply(1, gammaU, false, u, false, false, scaled);
        other.reshape(w.rows(), w.columns());
        gemm.multiply(1, gammaW, false, w, false, false, other);
        double sum = 0;
        for (int from = 0; from < u.columns(); from += ROWS) {
            int rows = Math.min(ROWS, u.columns() - from);
            block.reshape(rows, u.columns());
            left.viewColumns(u, from, rows);
            gemm.multiply(1, left, true, scaled, false, false, block);
            left.viewColumns(w, from, rows);
            gemm.multiply(-1, left, true, other, false, true, block);
            sum += DoubleSums.squares(block);
        }
        return sum;
    }
}
