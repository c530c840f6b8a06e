package dev.noether.backend.simd;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.Symmetry;
import dev.noether.task.Batch;
import dev.noether.task.GaussianTask;

/**
 * Every quantity of a model {@code f(x) = P(theta) x} without weight decay, by plain loops in double that know of the
 * model only how P is made: its derivatives by every parameter are those of hyper-dual numbers, the gradient of each
 * sample and the second moments {@code E[g_k g_l]} are formed as they are defined.
 *
 * <p>Parameters are counted through the blocks, row by row.
 */
final class LinearModelOracle {

    final int count;
    final double c;
    final double[][] p;
    final double[][] cx;
    final double[][] crr;
    final double[][] m;
    final double[] gradient;
    final double[] diagonal;
    final double[] hessianProduct;

    private final Model model;
    private final double[] direction;

    /** dP/dtheta_k. */
    private final double[][][] slopes;

    /** {@code 2c r^T dP/dtheta_k x} of each sample, or null. */
    private final double[][] perSample;

    LinearModelOracle(Model model, Parameters theta, Batch batch, Parameters v) {
        this.model = model;
        c = model.lossScale();
        count = (int) model.parameterCount();
        direction = flat(v);
        double[] point = flat(theta);
        p = part(product(point, -1, direction), HyperDual::value);
        double[][] x = batch instanceof Batch.Samples s ? s.x().toRows() : null;
        double[][] r = null;
        if (batch instanceof Batch.Samples s) {
            r = Cases.plus(Cases.times(x, Cases.transpose(p)), -1, s.y().toRows());
            cx = average(x, x);
            crr = average(r, r);
            m = average(r, x);
        } else if (batch instanceof Batch.Moments given) {
            double[][] cyx = given.cyx().toRows();
            cx = given.cx().toRows();
            m = Cases.plus(Cases.times(p, cx), -1, cyx);
            crr = Cases.plus(
                    Cases.plus(Cases.times(m, Cases.transpose(p)), -1, Cases.times(p, Cases.transpose(cyx))),
                    1,
                    given.cyy().toRows());
        } else {
            GaussianTask task = ((Batch.Population) batch).task();
            double[][] error = Cases.plus(p, -1, task.target().toRows());
            cx = rows(task.inputs(), task.inputCovariance()::get);
            m = Cases.times(error, cx);
            crr = Cases.plus(
                    Cases.times(m, Cases.transpose(error)), 1, rows(task.outputs(), task.noiseCovariance()::get));
        }
        gradient = new double[count];
        diagonal = new double[count];
        hessianProduct = new double[count];
        slopes = new double[count][][];
        for (int k = 0; k < count; k++) {
            HyperDual[][] along = product(point, k, direction);
            slopes[k] = part(along, HyperDual::first);
            gradient[k] = 2 * c * dot(slopes[k], m);
            hessianProduct[k] = secondDerivative(along);
            double[] unit = new double[count];
            unit[k] = 1;
            diagonal[k] = secondDerivative(product(point, k, unit));
        }
        perSample = r == null ? null : gradients(r, x);
    }

    interface Element {
        double get(int i, int j);
    }

    private static double[][] rows(int n, Element covariance) {
        double[][] rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i][j] = covariance.get(i, j);
            }
        }
        return rows;
    }

    /** {@code d^2 L = 2c E[(P1 x) . (P2 x) + r . P12 x]}. */
    private double secondDerivative(HyperDual[][] along) {
        double[][] first = part(along, HyperDual::first);
        double[][] second = part(along, HyperDual::second);
        return 2 * c * (dot(Cases.times(first, cx), second) + dot(part(along, HyperDual::mixed), m));
    }

    private double[][] gradients(double[][] r, double[][] x) {
        double[][] g = new double[r.length][count];
        for (int s = 0; s < r.length; s++) {
            for (int k = 0; k < count; k++) {
                for (int a = 0; a < p.length; a++) {
                    for (int b = 0; b < p[0].length; b++) {
                        g[s][k] += 2 * c * r[s][a] * slopes[k][a][b] * x[s][b];
                    }
                }
            }
        }
        return g;
    }

    /** P at theta, with theta_k moved along e1 (none for k below 0), and theta along v by e2. */
    private HyperDual[][] product(double[] theta, int k, double[] v) {
        HyperDual[] moved = new HyperDual[count];
        for (int l = 0; l < count; l++) {
            moved[l] = new HyperDual(theta[l], l == k ? 1 : 0, v[l], 0);
        }
        return switch (model) {
            case DeepLinearNet net -> {
                HyperDual[][] product = null;
                int at = 0;
                for (int i = 1; i <= net.depth(); i++) {
                    int rows = net.widths().get(i);
                    int columns = net.widths().get(i - 1);
                    HyperDual[][] layer = new HyperDual[rows][columns];
                    for (int j = 0; j < rows; j++) {
                        System.arraycopy(moved, at + j * columns, layer[j], 0, columns);
                    }
                    product = i == 1 ? layer : times(layer, product);
                    at += rows * columns;
                }
                yield product;
            }
            case ScaleInvariantModel scaled -> {
                HyperDual square = HyperDual.ZERO;
                for (HyperDual entry : moved) {
                    square = square.plusProduct(entry, entry);
                }
                HyperDual inverseNorm = square.inverseSquareRoot();
                HyperDual[] unit = new HyperDual[count];
                for (int l = 0; l < count; l++) {
                    unit[l] = moved[l].times(inverseNorm);
                }
                yield new HyperDual[][] {unit};
            }
            default -> throw new IllegalArgumentException("not linear: " + model);
        };
    }

    private static HyperDual[][] times(HyperDual[][] a, HyperDual[][] b) {
        HyperDual[][] product = new HyperDual[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                HyperDual sum = HyperDual.ZERO;
                for (int k = 0; k < b.length; k++) {
                    sum = sum.plusProduct(a[i][k], b[k][j]);
                }
                product[i][j] = sum;
            }
        }
        return product;
    }

    private interface Part {
        double of(HyperDual number);
    }

    private static double[][] part(HyperDual[][] a, Part part) {
        double[][] result = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                result[i][j] = part.of(a[i][j]);
            }
        }
        return result;
    }

    private static double[][] average(double[][] a, double[][] b) {
        return Cases.scaled(1.0 / a.length, Cases.times(Cases.transpose(a), b));
    }

    static double dot(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                sum += a[i][j] * b[i][j];
            }
        }
        return sum;
    }

    double loss() {
        double trace = 0;
        for (int i = 0; i < crr.length; i++) {
            trace += crr[i][i];
        }
        return c * trace;
    }

    /** {@code E[g_k g_l]}. */
    private double meanProduct(int k, int l) {
        double sum = 0;
        if (perSample != null) {
            for (double[] g : perSample) {
                sum += g[k] * g[l] / perSample.length;
            }
            return sum;
        }
        return gaussianProduct(slopes[k], slopes[l], crr, m);
    }

    /** {@code 4c^2 K_ab L_cd E[r_a x_b r_c x_d]} summed, Gaussian, K and L the derivatives of P. */
    private double gaussianProduct(double[][] first, double[][] second, double[][] rr, double[][] rx) {
        double sum = 0;
        for (int a = 0; a < p.length; a++) {
            for (int b = 0; b < p[0].length; b++) {
                for (int e = 0; first[a][b] != 0 && e < p.length; e++) {
                    for (int d = 0; d < p[0].length; d++) {
                        double moment = rx[a][b] * rx[e][d] + rr[a][e] * cx[b][d] + rx[a][d] * rx[e][b];
                        sum += 4 * c * c * first[a][b] * second[e][d] * moment;
                    }
                }
            }
        }
        return sum;
    }

    /** Traces of the blocks of {@code E[g g^T] - E g E g^T}. */
    double[] noiseTrace() {
        double[] traces = new double[model.blocks().size()];
        int k = 0;
        for (int b = 0; b < traces.length; b++) {
            for (int end = k + (int) model.blocks().get(b).size(); k < end; k++) {
                traces[b] += meanProduct(k, k) - gradient[k] * gradient[k];
            }
        }
        return traces;
    }

    /** {@code Sigma v = E[g (g . v)] - E g (E g . v)}. */
    double[] noiseProduct() {
        double[] product = new double[count];
        double mean = scalarProduct(gradient, direction);
        for (int k = 0; k < count; k++) {
            product[k] = -gradient[k] * mean;
        }
        if (perSample != null) {
            for (double[] g : perSample) {
                double slope = scalarProduct(g, direction) / perSample.length;
                for (int k = 0; k < count; k++) {
                    product[k] += g[k] * slope;
                }
            }
            return product;
        }
        double[][] along = new double[p.length][p[0].length];
        for (int l = 0; l < count; l++) {
            along = Cases.plus(along, direction[l], slopes[l]);
        }
        for (int k = 0; k < count; k++) {
            product[k] += gaussianProduct(slopes[k], along, crr, m);
        }
        return product;
    }

    private static double scalarProduct(double[] a, double[] b) {
        return dot(new double[][] {a}, new double[][] {b});
    }

    /** {@code E[gR gR^T] / 4c^2} or {@code E[gL^T gL] / 4c^2} of a pair; of the task, at {@code r = -e}, if Se is given. */
    double[][] balanceTerm(Symmetry.DoubleRotation rotation, boolean right, double[][] se) {
        int block = right ? rotation.right() : rotation.left();
        int start = 0;
        for (int b = 0; b < block; b++) {
            start += (int) model.blocks().get(b).size();
        }
        int rows = model.blocks().get(block).rows();
        int columns = model.blocks().get(block).columns();
        double[][] noMean = new double[p.length][p[0].length];
        double[][] term = new double[rotation.size()][rotation.size()];
        for (int i = 0; i < rotation.size(); i++) {
            for (int j = 0; j < rotation.size(); j++) {
                for (int o = 0; o < (right ? columns : rows); o++) {
                    int k = right ? start + i * columns + o : start + o * columns + i;
                    int l = right ? start + j * columns + o : start + o * columns + j;
                    double mean = se == null ? meanProduct(k, l) : gaussianProduct(slopes[k], slopes[l], se, noMean);
                    term[i][j] += mean / (4 * c * c);
                }
            }
        }
        return term;
    }

    static double[] flat(Parameters theta) {
        double[] values = new double[(int) theta.model().parameterCount()];
        int at = 0;
        for (int b = 0; b < theta.blocks(); b++) {
            for (double[] row : theta.block(b).toRows()) {
                System.arraycopy(row, 0, values, at, row.length);
                at += row.length;
            }
        }
        return values;
    }
}
