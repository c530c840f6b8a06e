package dev.noether.gpu;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;

/**
 * The step of a two-layer linear net in plain Java loops, in either precision, with the order of operations that the
 * kernels promise: chains of fma in ascending order. Results are compared bit for bit.
 */
final class PlainNet {

    private final Precision precision;
    double[][] u;
    double[][] w;

    PlainNet(Precision precision, Matrix u, Matrix w) {
        this.precision = precision;
        this.u = u.copy(precision).toRows();
        this.w = w.copy(precision).toRows();
    }

    private double round(double value) {
        return precision.round(value);
    }

    /** One rounding of a b + c; rounding a double fma to float would be two. */
    private double fma(double a, double b, double c) {
        return precision == Precision.FLOAT ? Math.fma((float) a, (float) b, (float) c) : Math.fma(a, b, c);
    }

    /** Chains over k of a[i][k] b[k][j] from zero. */
    double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < c.length; i++) {
            for (int j = 0; j < c[i].length; j++) {
                double sum = 0;
                for (int k = 0; k < b.length; k++) {
                    sum = fma(a[i][k], b[k][j], sum);
                }
                c[i][j] = sum;
            }
        }
        return c;
    }

    static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    double[][] minus(double[][] a, double[][] b) {
        double[][] c = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                c[i][j] = round(a[i][j] - b[i][j]);
            }
        }
        return c;
    }

    /** theta - eta (scale g + decay theta). */
    private double[][] moved(double[][] theta, double[][] g, double eta, double decay, double scale) {
        double[][] next = new double[theta.length][theta[0].length];
        for (int i = 0; i < theta.length; i++) {
            for (int j = 0; j < theta[i].length; j++) {
                double gradient = round(round(scale) * g[i][j]);
                next[i][j] = fma(-round(eta), fma(round(decay), theta[i][j], gradient), theta[i][j]);
            }
        }
        return next;
    }

    void stepOnSamples(double[][] x, double[][] y, double eta, double gamma, double lossScale) {
        double[][] h = product(x, transposed(w));
        double[][] r = minus(product(h, transposed(u)), y);
        double[][] back = product(r, u);
        double scale = 2 * lossScale / x.length;
        u = moved(u, product(transposed(r), h), eta, 2 * gamma, scale);
        w = moved(w, product(transposed(back), x), eta, 2 * gamma, scale);
    }

    /** On E = U W - V, M = E C - N. */
    void stepOnMoments(double[][] cx, double[][] target, double[][] cross, double eta, double gamma, double lossScale) {
        double[][] e = minus(product(u, w), target);
        double[][] m = minus(product(e, transposed(cx)), cross);
        double[][] oldU = u;
        u = moved(u, product(m, transposed(w)), eta, 2 * gamma, 2 * lossScale);
        w = moved(w, product(transposed(oldU), m), eta, 2 * gamma, 2 * lossScale);
    }
}
