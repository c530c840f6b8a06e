package dev.noether.spectrum;

import dev.noether.backend.Evaluation;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The algebraically largest eigenvalues of the Hessian, weight decay included, from Hessian-vector products alone, each
 * as often as it occurs: by Lanczos runs with full reorthogonalisation in double, each in the complement of the
 * eigenvectors found before, until nothing larger is left.
 */
public final class LargestEigenvalues {

    /**
     * The tolerance is at least this many epsilons of the evaluator's precision: 3e-5 for float, 6e-14 for double. Below
     * that, residuals are the rounding of the products themselves.
     */
    public static final int SMALLEST_TOLERANCE_IN_EPSILONS = 256;

    private static final int PRODUCTS = 2000;

    private static final int PRODUCTS_PER_EIGENVALUE = 200;

    private final double[] values;
    private final double[] residuals;
    private final double tolerance;
    private final int products;
    private final boolean converged;

    private LargestEigenvalues(double[] values, double[] residuals, double tolerance, int products, boolean converged) {
        this.values = values;
        this.residuals = residuals;
        this.tolerance = tolerance;
        this.products = products;
        this.converged = converged;
    }

    /**
     * The largest eigenvalues at a point. For a search that does not converge within
     * {@code 2000 + 200 count} products, or meets a Hessian that is not finite, {@link #converged} is false.
     *
     * @param point a bound point of an evaluator
     * @param model that evaluator's model
     * @param precision that evaluator's precision
     * @param count how many, at least 1; all of them if there are no more parameters
     * @param tolerance largest residual {@code |H x - lambda x|} of a unit eigenvector, relative to the largest absolute
     *     eigenvalue seen; above 0 and below 1, raised to {@link #SMALLEST_TOLERANCE_IN_EPSILONS} where it is below
     * @param seed of the random start vectors
     * @throws IllegalArgumentException if the count or the tolerance is not as described
     */
    public static LargestEigenvalues of(
            Evaluation point, Model model, Precision precision, int count, double tolerance, long seed) {
        if (count < 1) {
            throw new IllegalArgumentException("the number of eigenvalues is " + count + ", it must be at least 1");
        }
        if (!(tolerance > 0 && tolerance < 1)) {
            throw new IllegalArgumentException(
                    "the tolerance of eigenvalues is " + tolerance + ", it must be above 0 and below 1");
        }
        double reachable = Math.max(tolerance, SMALLEST_TOLERANCE_IN_EPSILONS * precision.epsilon());
        HessianProducts hessian = new HessianProducts(point, model);
        int wanted = Math.min(count, hessian.size());
        int allowed = (int) Math.min(Integer.MAX_VALUE, PRODUCTS + (long) PRODUCTS_PER_EIGENVALUE * wanted);
        // The residual left in the complement is half of the tolerance, the other half is for that along locked
        // vectors.
        EigenvalueSearch search = new EigenvalueSearch(hessian, wanted, reachable / 2, allowed, seed);
        boolean ended = search.run();
        if (!search.finite()) {
            double[] nothing = new double[wanted];
            Arrays.fill(nothing, Double.NaN);
            return new LargestEigenvalues(nothing, nothing, reachable, hessian.count(), false);
        }
        return measured(search, hessian, ended, reachable);
    }

    /** With one more product for each vector: its Rayleigh quotient and its residual, as they are. */
    private static LargestEigenvalues measured(
            EigenvalueSearch search, HessianProducts hessian, boolean ended, double tolerance) {
        List<EigenvalueSearch.Pair> pairs = search.largest();
        double[] values = new double[pairs.size()];
        double[] residuals = new double[pairs.size()];
        double[] image = new double[hessian.size()];
        boolean within = ended;
        for (int i = 0; i < values.length; i++) {
            double[] vector = pairs.get(i).vector();
            hessian.multiply(vector, image);
            values[i] = Vectors.dot(vector, image);
            Vectors.add(-values[i], vector, image);
            residuals[i] = Vectors.norm(image);
            within &= residuals[i] <= tolerance * search.scale();
        }
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new LargestEigenvalues(
                IntStream.of(order).mapToDouble(i -> values[i]).toArray(),
                IntStream.of(order).mapToDouble(i -> residuals[i]).toArray(),
                tolerance,
                hessian.count(),
                within);
    }

    /** The eigenvalues, largest first, each as often as it occurs; not numbers if the Hessian is not finite. A copy. */
    public double[] values() {
        return values.clone();
    }

    /**
     * {@code |H x - lambda x|} of each, x the unit vector found: an eigenvalue of H is that near to lambda. A copy.
     */
    public double[] residuals() {
        return residuals.clone();
    }

    /** The tolerance that was used. */
    public double tolerance() {
        return tolerance;
    }

    /** Hessian-vector products made. */
    public int products() {
        return products;
    }

    /** Whether every residual is within the tolerance, and a last run has found nothing larger. */
    public boolean converged() {
        return converged;
    }
}
