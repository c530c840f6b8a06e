package dev.noether.spectrum;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lanczos' iteration with full reorthogonalisation, in the complement of given orthonormal vectors Q: with the
 * orthonormal basis {@code V = [v_1 ... v_m]} and O the projection on the complement,
 *
 * <pre>
 * O H O V = V T + b_m v_(m+1) e_m^T       T tridiagonal: diagonal a_j = v_j . H v_j, beside it b_j
 * </pre>
 *
 * An eigenpair (t, s) of T gives the Ritz pair (t, V s), whose residual in the complement is {@code b_m |s_m|}.
 */
final class Lanczos {

    private final HessianProducts hessian;
    private final List<double[]> complementOf;
    private final List<double[]> basis = new ArrayList<>();
    private final List<Double> diagonal = new ArrayList<>();
    private final List<Double> beside = new ArrayList<>();
    private double[] next;

    /**
     * A run from a start vector.
     *
     * @param complementOf Q, n entries each; fewer than n vectors
     * @param start becomes v_1 after its projection and is overwritten; not in the span of Q
     */
    Lanczos(HessianProducts hessian, List<double[]> complementOf, double[] start) {
        this.hessian = hessian;
        this.complementOf = complementOf;
        orthogonalize(start);
        Vectors.scale(1 / Vectors.norm(start), start);
        next = start;
    }

    /** m, the number of steps made. */
    int size() {
        return basis.size();
    }

    /** b_m, how far the basis is from an invariant subspace; not a number if the Hessian is not finite. */
    double coupling() {
        return beside.getLast();
    }

    /** One more step: one product. Not after one whose coupling is zero. */
    void step() {
        double[] image = new double[next.length];
        hessian.multiply(next, image);
        basis.add(next);
        diagonal.add(Vectors.dot(next, image));
        orthogonalize(image);
        double length = Vectors.norm(image);
        beside.add(length);
        if (length > 0) {
            Vectors.scale(1 / length, image);
        }
        next = image;
    }

    /** Twice is enough: what the first pass leaves by cancellation, the second removes. */
    private void orthogonalize(double[] vector) {
        for (int pass = 0; pass < 2; pass++) {
            for (double[] q : complementOf) {
                Vectors.add(-Vectors.dot(q, vector), q, vector);
            }
            for (double[] v : basis) {
                Vectors.add(-Vectors.dot(v, vector), v, vector);
            }
        }
    }

    /** A Ritz value, the bound of its residual, and its place among the eigenvectors of T. */
    record Ritz(double value, double residual, int index) {}

    /** All Ritz values, largest first. */
    List<Ritz> ritz() {
        double[] last = new double[size()];
        last[size() - 1] = 1;
        double[] values = diagonalize(new double[][] {last});
        return IntStream.range(0, size())
                .mapToObj(i -> new Ritz(values[i], coupling() * Math.abs(last[i]), i))
                .sorted((a, b) -> Double.compare(b.value, a.value))
                .toList();
    }

    /** The Ritz vectors {@code V s}, in the order of {@link Ritz#index}, of unit length. */
    List<double[]> vectors(List<Ritz> wanted) {
        double[][] s = new double[size()][size()];
        for (int j = 0; j < size(); j++) {
            s[j][j] = 1;
        }
        diagonalize(s);
        List<double[]> vectors = new ArrayList<>();
        for (Ritz ritz : wanted) {
            double[] vector = new double[next.length];
            for (int j = 0; j < size(); j++) {
                Vectors.add(s[j][ritz.index], basis.get(j), vector);
            }
            Vectors.scale(1 / Vectors.norm(vector), vector);
            vectors.add(vector);
        }
        return vectors;
    }

    /** The eigenvalues of T, by the same operations whatever the rows. */
    private double[] diagonalize(double[][] rows) {
        double[] values = diagonal.stream().mapToDouble(Double::doubleValue).toArray();
        double[] offDiagonal = beside.stream().mapToDouble(Double::doubleValue).toArray();
        Tridiagonal.diagonalize(values, offDiagonal, rows);
        return values;
    }
}
