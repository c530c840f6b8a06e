package dev.noether.validate.reference;

import dev.noether.task.Batch;
import dev.noether.task.GaussianTask;

/**
 * Averages of a model {@code f(x) = P x} over Gaussian data, given by the second moments of inputs and residuals
 *
 * <pre>
 * Cx = E[x x^T]        M = E[r x^T]        Crr = E[r r^T]        r = P x - y
 * </pre>
 *
 * Loss, gradient and Hessian hold for any data with these moments: {@code E|r|^2 = Tr Crr} has the derivative
 * {@code 2 <M, dP>} and the second derivative {@code 2 (Tr(dP Cx dP^T) + <M, d^2 P>)}. The rest needs fourth moments,
 * which for Gaussians are sums over pairs (Isserlis), for instance
 *
 * <pre>
 * E[r x^T (r^T V x)] = M Tr(M^T V) + Crr V Cx + M V^T M
 * </pre>
 *
 * the first term of which is the square of the mean: in the space of P, {@code Sigma V = 4c^2 (Crr V Cx + M V^T M)}.
 * Products with M are sums over its columns: {@code <M, P> = sum_n (M e_n) . f(e_n)}, e_n the unit inputs.
 */
final class ReferenceGaussianData implements ReferenceAverages {

    private final ReferenceLinearFunction f;
    private final double[][][] theta;
    private final double c;
    private final double[][] cx;
    private final double[][] m;
    private final double[][] crr;

    private ReferenceGaussianData(
            ReferenceLinearFunction f, double[][][] theta, double c, double[][] cx, double[][] m, double[][] crr) {
        this.f = f;
        this.theta = theta;
        this.c = c;
        this.cx = cx;
        this.m = m;
        this.crr = crr;
    }

    /** {@code M = P Cx - Cyx}, {@code Crr = P Cx P^T - P Cyx^T - Cyx P^T + Cyy}. */
    static ReferenceGaussianData of(ReferenceLinearFunction f, double[][][] theta, double c, Batch.Moments batch) {
        double[][] cx = batch.cx().toRows();
        double[][] cyx = batch.cyx().toRows();
        double[][] p = product(f, cx.length);
        double[][] m = Dense.sum(1, Dense.product(p, cx), -1, cyx);
        double[][] pCxPt = Dense.product(p, cx, Dense.transpose(p));
        double[][] pCxy = Dense.product(p, Dense.transpose(cyx));
        double[][] cross = Dense.sum(1, pCxy, 1, Dense.transpose(pCxy));
        double[][] crr =
                Dense.sum(1, Dense.sum(1, pCxPt, -1, cross), 1, batch.cyy().toRows());
        return new ReferenceGaussianData(f, theta, c, cx, m, crr);
    }

    /**
     * Of the task {@code y = V* x + e}: with {@code E = P - V*} the residual is {@code E x - e}, so {@code M = E Sx} and
     * {@code Crr = E Sx E^T + Se}. The difference E is taken first: nothing cancels near the minimum.
     */
    static ReferenceGaussianData of(ReferenceLinearFunction f, double[][][] theta, double c, GaussianTask task) {
        double[][] sx = task.inputCovariance().toMatrix().toRows();
        double[][] se = task.noiseCovariance().toMatrix().toRows();
        double[][] error = Dense.sum(1, product(f, sx.length), -1, task.target().toRows());
        double[][] crr = Dense.sum(1, Dense.product(error, sx, Dense.transpose(error)), 1, se);
        return new ReferenceGaussianData(f, theta, c, sx, Dense.product(error, sx), crr);
    }

    /** Of the label noise of a task alone: {@code r = -e}, so {@code M = 0} and {@code Crr = Se}. */
    static ReferenceGaussianData ofLabelNoise(
            ReferenceLinearFunction f, double[][][] theta, double c, GaussianTask task) {
        double[][] sx = task.inputCovariance().toMatrix().toRows();
        double[][] se = task.noiseCovariance().toMatrix().toRows();
        return new ReferenceGaussianData(f, theta, c, sx, new double[se.length][sx.length], se);
    }

    /** P, whose columns are the outputs for unit inputs. */
    private static double[][] product(ReferenceLinearFunction f, int inputs) {
        double[][] columns = new double[inputs][];
        for (int n = 0; n < inputs; n++) {
            columns[n] = f.output(Dense.identity(inputs)[n]);
        }
        return Dense.transpose(columns);
    }

    @Override
    public double loss() {
        return c * Dense.trace(crr);
    }

    @Override
    public double[][][] gradient() {
        return Blocks.scaled(2 * c, back(m));
    }

    /** The gradient of {@code <N, P(theta)>}, N (dy x dx) held fixed: {@code B_b^T N A_b^T} in block b. */
    private double[][][] back(double[][] n) {
        double[][][] result = new double[theta.length][][];
        for (int b = 0; b < theta.length; b++) {
            result[b] = Dense.product(Dense.transpose(f.after(b)), n, Dense.transpose(f.before(b)));
        }
        return result;
    }

    /** {@code dP[v] = sum_b B_b v_b A_b}, dy x dx. */
    private double[][] derivative(double[][][] v) {
        double[][] sum = new double[m.length][cx.length];
        for (int b = 0; b < theta.length; b++) {
            sum = Dense.sum(1, sum, 1, Dense.product(f.after(b), v[b], f.before(b)));
        }
        return sum;
    }

    /** {@code 2c (|B e_i|^2 (A Cx A^T)_jj + d^2 <M, P>)} for element (i, j), where {@code dP = (B e_i)(A^T e_j)^T}. */
    @Override
    public double[][][] hessianDiagonal() {
        double[][][] sum = Blocks.zeros(theta);
        for (int b = 0; b < theta.length; b++) {
            Dense.addOuterProduct(sum[b], 2 * c, Dense.columnSquares(f.after(b)), inputVariances(b));
        }
        double[][] unit = Dense.identity(cx.length);
        for (int n = 0; n < cx.length; n++) {
            Blocks.add(sum, 2 * c, f.secondDerivatives(unit[n], Dense.column(m, n)));
        }
        return sum;
    }

    /** {@code 2c (J^T (dP[v] Cx) + H_<M,P> v)}. */
    @Override
    public double[][][] hessianProduct(double[][][] v) {
        double[][][] sum = Blocks.scaled(2 * c, back(Dense.product(derivative(v), cx)));
        double[][] unit = Dense.identity(cx.length);
        for (int n = 0; n < cx.length; n++) {
            Blocks.add(sum, 2 * c, f.gradientDerivative(unit[n], Dense.column(m, n), v));
        }
        return sum;
    }

    /** {@code 4c^2 ((B^T Crr B)_ii (A Cx A^T)_jj + (B^T M A^T)_ij^2)}: Sigma at {@code V = (B e_i)(A^T e_j)^T}. */
    @Override
    public double[][][] noiseVariances() {
        double[][][] sum = Blocks.zeros(theta);
        Blocks.addSquares(sum, back(m));
        for (int b = 0; b < theta.length; b++) {
            double[] residuals = Dense.diagonal(Dense.product(Dense.transpose(f.after(b)), crr, f.after(b)));
            Dense.addOuterProduct(sum[b], 1, residuals, inputVariances(b));
        }
        return Blocks.scaled(4 * c * c, sum);
    }

    /** {@code (A Cx A^T)_jj} for each column j of block b. */
    private double[] inputVariances(int b) {
        return Dense.diagonal(Dense.product(f.before(b), cx, Dense.transpose(f.before(b))));
    }

    @Override
    public double[][][] noiseProduct(double[][][] v) {
        double[][] along = derivative(v);
        double[][] straight = Dense.product(crr, along, cx);
        double[][] crossed = Dense.product(m, Dense.transpose(along), m);
        return Blocks.scaled(4 * c * c, back(Dense.sum(1, straight, 1, crossed)));
    }

    @Override
    public double[][] residualSquares(double[][] a, double[][] b) {
        double[][] forth = Dense.product(a, cx, Dense.transpose(a));
        double[][] back = Dense.product(Dense.transpose(b), crr, b);
        return squares(forth, Dense.product(Dense.transpose(b), m, Dense.transpose(a)), back);
    }

    @Override
    public double[][] inputSquares(double[][] a, double[][] b) {
        double[][] forth = Dense.product(a, cx, Dense.transpose(a));
        double[][] back = Dense.product(Dense.transpose(b), crr, b);
        return squares(back, Dense.product(a, Dense.transpose(m), b), forth);
    }

    /** {@code E[|p|^2 q q^T] = Tr(Cpp) Cqq + 2 Cqp Cqp^T} of Gaussian vectors p and q. */
    private static double[][] squares(double[][] cpp, double[][] cqp, double[][] cqq) {
        return Dense.sum(Dense.trace(cpp), cqq, 2, Dense.product(cqp, Dense.transpose(cqp)));
    }
}
