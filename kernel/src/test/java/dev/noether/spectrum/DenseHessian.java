package dev.noether.spectrum;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.ScaleInvariantModel;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;

/** Symmetric matrices as Hessians: given ones, those of an evaluation from products with unit vectors; and their spectra. */
final class DenseHessian implements Evaluation {

    private final double[][] matrix;

    DenseHessian(double[][] matrix) {
        this.matrix = matrix;
    }

    /** A model with n parameters. */
    static Model model(int n) {
        return new ScaleInvariantModel(n, Loss.SUM);
    }

    /** A matrix with this spectrum, turned by random reflections. */
    static DenseHessian withSpectrum(long seed, double... eigenvalues) {
        int n = eigenvalues.length;
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i][i] = eigenvalues[i];
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int reflection = 0; reflection < n; reflection++) {
            reflect(a, random.doubles(n, -1, 1).toArray());
        }
        return new DenseHessian(a);
    }

    /** {@code a <- (I - 2 u u^T / |u|^2) a (I - 2 u u^T / |u|^2)}. */
    private static void reflect(double[][] a, double[] u) {
        for (int side = 0; side < 2; side++) {
            for (double[] row : a) {
                Vectors.add(-2 * Vectors.dot(row, u) / Vectors.dot(u, u), u, row);
            }
            for (int i = 0; i < a.length; i++) {
                for (int j = 0; j < i; j++) {
                    double swap = a[i][j];
                    a[i][j] = a[j][i];
                    a[j][i] = swap;
                }
            }
        }
    }

    /** The Hessian of an evaluation, column by column. */
    static double[][] of(Evaluation point, Model model) {
        HessianProducts products = new HessianProducts(point, model);
        int n = products.size();
        double[][] columns = new double[n][n];
        for (int k = 0; k < n; k++) {
            double[] unit = new double[n];
            unit[k] = 1;
            products.multiply(unit, columns[k]);
        }
        return columns;
    }

    /** All eigenvalues, largest first, by Jacobi's rotations. */
    static double[] eigenvalues(double[][] symmetric) {
        double[][] a = Arrays.stream(symmetric).map(double[]::clone).toArray(double[][]::new);
        for (int sweep = 0; sweep < 30; sweep++) {
            for (int p = 0; p < a.length; p++) {
                for (int q = p + 1; q < a.length; q++) {
                    rotate(a, p, q);
                }
            }
        }
        double[] values = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            values[i] = -a[i][i];
        }
        Arrays.sort(values);
        return Arrays.stream(values).map(value -> -value).toArray();
    }

    /** Makes element (p, q) zero. */
    private static void rotate(double[][] a, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double angle = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        for (double[] row : a) {
            double x = row[p];
            row[p] = c * x - s * row[q];
            row[q] = s * x + c * row[q];
        }
        for (int k = 0; k < a.length; k++) {
            double x = a[p][k];
            a[p][k] = c * x - s * a[q][k];
            a[q][k] = s * x + c * a[q][k];
        }
    }

    double[][] matrix() {
        return matrix;
    }

    double trace() {
        double sum = 0;
        for (int i = 0; i < matrix.length; i++) {
            sum += matrix[i][i];
        }
        return sum;
    }

    @Override
    public void hessianVectorProduct(Parameters direction, Parameters out) {
        double[] v = direction.block(0).toRows()[0];
        for (int i = 0; i < matrix.length; i++) {
            out.block(0).set(0, i, Vectors.dot(matrix[i], v));
        }
    }

    @Override
    public void compute(Set<Quantity> quantities, Result result) {
        throw new UnsupportedOperationException("only products");
    }

    @Override
    public void noiseCovarianceVectorProduct(Parameters direction, Parameters out) {
        throw new UnsupportedOperationException("only products with the Hessian");
    }
}
