package dev.noether.validate.reference;

import dev.noether.model.NormalizedNet;
import dev.noether.model.NormalizedNet.Variant;

/**
 * The nets {@code f(x) = s U phi(z)}, {@code z = t W x}, {@code phi = tanh}, with the inverse norms
 *
 * <pre>
 * Net-A   s = 1/|W|, t = 1/|U|          Net-B   s = 1/|U|, t = 1/|W|
 * </pre>
 *
 * Let N be the block whose norm is in s, and O the other one, whose norm is in t. By the quotient rule
 *
 * <pre>
 * ds = -s^3 N.dN                        d^2s/dN_p^2 = 3 s^5 N_p^2 - s^3
 * dt = -t^3 O.dO                        d^2t/dO_p^2 = 3 t^5 O_p^2 - t^3
 * </pre>
 *
 * {@code w.f = s k} with {@code k = w^T U phi(t h)}, {@code h = W x}; let {@code e = U^T w}, {@code g = e * phi'(z)} and
 * {@code kt = dk/dt = g.h}. Then
 *
 * <pre>
 * d(w.f)/dU = s w phi^T + ...           d(w.f)/dW = s t g x^T + ...
 * </pre>
 *
 * and what the norms add is {@code -s^3 k N} in block N and {@code -s t^3 kt O} in block O. Everything else is the
 * product rule applied to this.
 */
final class ReferenceNormalizedNet implements ReferenceFunction {

    private static final int U = NormalizedNet.U;
    private static final int W = NormalizedNet.W;

    private final double[][][] theta;
    private final double[][] u;
    private final double[][] w;
    private final int inS;
    private final int inT;
    private final double s;
    private final double t;

    ReferenceNormalizedNet(Variant variant, double[][][] theta) {
        this.theta = theta;
        u = theta[U];
        w = theta[W];
        inS = switch (variant) {
            case A -> W;
            case B -> U;
        };
        inT = switch (variant) {
            case A -> U;
            case B -> W;
        };
        s = 1 / norm(theta[inS]);
        t = 1 / norm(theta[inT]);
    }

    /** {@code |B|}; not a number where the square overflows, for its inverse would be finite and wrong. */
    private static double norm(double[][] block) {
        double square = Dense.square(block);
        return Double.isFinite(square) ? Math.sqrt(square) : Double.NaN;
    }

    /** The hidden layer for one input: {@code h = W x} and, at {@code z = t h}, phi and its derivatives. */
    private final class Hidden {

        final double[] h;
        final double[] phi;
        final double[] slope;
        final double[] curvature;

        Hidden(double[] x) {
            h = Dense.product(w, x);
            phi = new double[h.length];
            slope = new double[h.length];
            curvature = new double[h.length];
            for (int j = 0; j < h.length; j++) {
                double cosh = StrictMath.cosh(t * h[j]);
                phi[j] = StrictMath.tanh(t * h[j]);
                slope[j] = 1 / cosh / cosh;
                curvature[j] = -2 * phi[j] * slope[j];
            }
        }
    }

    private static double[][][] blocks(double[][] ofU, double[][] ofW) {
        double[][][] blocks = new double[2][][];
        blocks[U] = ofU;
        blocks[W] = ofW;
        return blocks;
    }

    private static double cube(double value) {
        return value * value * value;
    }

    @Override
    public double[] output(double[] x) {
        return Dense.product(u, Dense.scaled(s, new Hidden(x).phi));
    }

    @Override
    public double[][][] gradient(double[] x, double[] weight) {
        Hidden hidden = new Hidden(x);
        double[] e = Dense.transposedProduct(u, weight);
        double[] g = Dense.times(e, hidden.slope);
        double k = Dense.inner(e, hidden.phi);
        double kt = Dense.inner(g, hidden.h);
        double[][][] gradient =
                blocks(Dense.scaled(s, Dense.outer(weight, hidden.phi)), Dense.scaled(s * t, Dense.outer(g, x)));
        gradient[inS] = Dense.sum(1, gradient[inS], -cube(s) * k, theta[inS]);
        gradient[inT] = Dense.sum(1, gradient[inT], -s * cube(t) * kt, theta[inT]);
        return gradient;
    }

    /** {@code ds} along v. */
    private double derivativeOfS(double[][][] v) {
        return -cube(s) * Dense.inner(theta[inS], v[inS]);
    }

    /** {@code dt} along v. */
    private double derivativeOfT(double[][][] v) {
        return -cube(t) * Dense.inner(theta[inT], v[inT]);
    }

    /** {@code dz = dt h + t dW x}. */
    private double[] derivativeOfZ(Hidden hidden, double[] x, double[][][] v) {
        return Dense.sum(derivativeOfT(v), hidden.h, t, Dense.product(v[W], x));
    }

    /** {@code df = ds U phi + s dU phi + s U (phi' * dz)}. */
    @Override
    public double[] derivative(double[] x, double[][][] v) {
        Hidden hidden = new Hidden(x);
        double[] dphi = Dense.times(hidden.slope, derivativeOfZ(hidden, x, v));
        double[] throughU =
                Dense.sum(derivativeOfS(v), Dense.product(u, hidden.phi), s, Dense.product(v[U], hidden.phi));
        return Dense.sum(1, throughU, s, Dense.product(u, dphi));
    }

    /**
     * The product rule applied to the gradient, factor by factor:
     *
     * <pre>
     * U:  ds w phi^T + s w dphi^T           W:  (d(s t) g + s t dg) x^T
     * N:  - d(s^3) k N - s^3 dk N - s^3 k dN
     * O:  - d(s t^3) kt O - s t^3 dkt O - s t^3 kt dO
     * </pre>
     *
     * with {@code dphi = phi' * dz}, {@code de = dU^T w}, {@code dg = de * phi' + e * phi'' * dz},
     * {@code dk = de.phi + e.dphi}, {@code dkt = dg.h + g.dh}.
     */
    @Override
    public double[][][] gradientDerivative(double[] x, double[] weight, double[][][] v) {
        Hidden hidden = new Hidden(x);
        double ds = derivativeOfS(v);
        double dt = derivativeOfT(v);
        double[] dh = Dense.product(v[W], x);
        double[] dz = derivativeOfZ(hidden, x, v);
        double[] dphi = Dense.times(hidden.slope, dz);
        double[] e = Dense.transposedProduct(u, weight);
        double[] de = Dense.transposedProduct(v[U], weight);
        double[] g = Dense.times(e, hidden.slope);
        double[] dg = Dense.sum(1, Dense.times(de, hidden.slope), 1, Dense.times(e, Dense.times(hidden.curvature, dz)));
        double k = Dense.inner(e, hidden.phi);
        double dk = Dense.inner(de, hidden.phi) + Dense.inner(e, dphi);
        double kt = Dense.inner(g, hidden.h);
        double dkt = Dense.inner(dg, hidden.h) + Dense.inner(g, dh);

        double[][][] result = blocks(
                Dense.outer(weight, Dense.sum(ds, hidden.phi, s, dphi)),
                Dense.outer(Dense.sum(ds * t + s * dt, g, s * t, dg), x));
        double ofN = -3 * s * s * ds * k - cube(s) * dk;
        result[inS] = Dense.sum(1, result[inS], 1, Dense.sum(ofN, theta[inS], -cube(s) * k, v[inS]));
        double ofO = -(ds * cube(t) + 3 * s * t * t * dt) * kt - s * cube(t) * dkt;
        result[inT] = Dense.sum(1, result[inT], 1, Dense.sum(ofO, theta[inT], -s * cube(t) * kt, v[inT]));
        return result;
    }

    /**
     * The derivative of f in an element is what the norm of its block adds, a multiple of one vector G, and a direct part:
     *
     * <pre>
     * df/dU_ij = U_ij G + s phi_j e_i               df/dW_jk = W_jk G + s t phi'_j x_k u_j
     * G = -s^3 U phi (block N)                      G = -s t^3 U (phi' * h) (block O)
     * </pre>
     *
     * with e_i a unit vector and u_j column j of U. Their squares, written out, take as long as one gradient.
     */
    @Override
    public double[][][] squaredDerivatives(double[] x) {
        Hidden hidden = new Hidden(x);
        double[][] norm = new double[2][];
        norm[inS] = Dense.scaled(-cube(s), Dense.product(u, hidden.phi));
        norm[inT] = Dense.scaled(-s * cube(t), Dense.product(u, Dense.times(hidden.slope, hidden.h)));

        double[][] ofU = new double[u.length][w.length];
        for (int i = 0; i < u.length; i++) {
            double others = 0;
            for (int l = 0; l < u.length; l++) {
                others += l == i ? 0 : norm[U][l] * norm[U][l];
            }
            for (int j = 0; j < w.length; j++) {
                double own = u[i][j] * norm[U][i] + s * hidden.phi[j];
                ofU[i][j] = u[i][j] * u[i][j] * others + own * own;
            }
        }

        double normSquare = Dense.square(norm[W]);
        double[] cross = Dense.transposedProduct(u, norm[W]);
        double[] columns = Dense.columnSquares(u);
        double[][] ofW = new double[w.length][x.length];
        for (int j = 0; j < w.length; j++) {
            for (int k = 0; k < x.length; k++) {
                double direct = s * t * hidden.slope[j] * x[k];
                ofW[j][k] =
                        w[j][k] * w[j][k] * normSquare + 2 * w[j][k] * direct * cross[j] + direct * direct * columns[j];
            }
        }
        return blocks(ofU, ofW);
    }

    /**
     * Along one element p, with dots for derivatives in p (of s in block N, of t in block O, otherwise 0), k_p and k_pp
     * the derivatives of k at fixed t, and {@code ktt = sum_j e_j phi''_j h_j^2}:
     *
     * <pre>
     * (s k)'' = s'' k + 2 s' (k_p + kt t') + s (k_pp + 2 k_pt t' + ktt t'^2 + kt t'')
     * U_ij:  k_p = w_i phi_j        k_pp = 0                          k_pt = w_i phi'_j h_j
     * W_jk:  k_p = t g_j x_k        k_pp = t^2 e_j phi''_j x_k^2      k_pt = (g_j + t e_j phi''_j h_j) x_k
     * </pre>
     *
     * An element is in one norm only: {@code s' t' = 0}.
     */
    @Override
    public double[][][] secondDerivatives(double[] x, double[] weight) {
        Hidden hidden = new Hidden(x);
        double[] e = Dense.transposedProduct(u, weight);
        double[] g = Dense.times(e, hidden.slope);
        double[] bend = Dense.times(e, hidden.curvature);
        double k = Dense.inner(e, hidden.phi);
        double kt = Dense.inner(g, hidden.h);
        double ktt = Dense.inner(bend, Dense.times(hidden.h, hidden.h));
        double[][] ofU = new double[u.length][w.length];
        double[][] ofW = new double[w.length][x.length];
        for (int j = 0; j < w.length; j++) {
            for (int i = 0; i < u.length; i++) {
                double kp = weight[i] * hidden.phi[j];
                double kpt = weight[i] * hidden.slope[j] * hidden.h[j];
                ofU[i][j] = throughS(U, u[i][j], k, kp) + throughT(U, u[i][j], kt, ktt, kpt);
            }
            for (int n = 0; n < x.length; n++) {
                double kp = t * g[j] * x[n];
                double kpp = t * t * bend[j] * x[n] * x[n];
                double kpt = (g[j] + t * bend[j] * hidden.h[j]) * x[n];
                ofW[j][n] = s * kpp + throughS(W, w[j][n], k, kp) + throughT(W, w[j][n], kt, ktt, kpt);
            }
        }
        return blocks(ofU, ofW);
    }

    /** {@code s'' k + 2 s' k_p} for an element of this block and value. */
    private double throughS(int block, double value, double k, double kp) {
        if (block != inS) {
            return 0;
        }
        double ds = -cube(s) * value;
        double dds = 3 * cube(s) * s * s * value * value - cube(s);
        return dds * k + 2 * ds * kp;
    }

    /** {@code s (2 k_pt t' + ktt t'^2 + kt t'')} for an element of this block and value. */
    private double throughT(int block, double value, double kt, double ktt, double kpt) {
        if (block != inT) {
            return 0;
        }
        double dt = -cube(t) * value;
        double ddt = 3 * cube(t) * t * t * value * value - cube(t);
        return s * (2 * kpt * dt + ktt * dt * dt + kt * ddt);
    }
}
