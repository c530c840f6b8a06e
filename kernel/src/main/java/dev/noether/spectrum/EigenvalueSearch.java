package dev.noether.spectrum;

import dev.noether.model.ParameterBlock;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The search for the largest eigenvalues: {@link Lanczos} runs, each from a fresh random vector in the complement of the
 * eigenvectors that are locked already. One run sees each eigenvalue once, however often it occurs; the next sees what
 * is left of it. It ends with the first run that finds nothing above the smallest wanted eigenvalue.
 */
final class EigenvalueSearch {

    /** Basis vectors of a run may fill this many doubles, 256 MiB; then it starts again from its best vectors. */
    private static final int BASIS_ELEMENTS = 1 << 25;

    /** Steps after which a run starts again from its best vectors: reorthogonalising costs as much as products then. */
    private static final int LARGEST_BASIS = 150;

    /** Steps of a run beyond the number of wanted eigenvalues that there is always memory for. */
    private static final int SMALLEST_EXCESS = 20;

    /** Addresses of start vectors begin here, beyond those of probes. */
    private static final long STARTS = 1L << 32;

    /** An eigenvalue and its unit vector. */
    record Pair(double value, double[] vector) {}

    private final HessianProducts hessian;
    private final RandomStream stream;
    private final int wanted;
    private final double tolerance;
    private final int productsAllowed;
    private final List<Pair> locked = new ArrayList<>();
    private double scale;
    private int starts;
    private boolean finite = true;

    /**
     * A search for {@code wanted} eigenvalues.
     *
     * @param tolerance largest residual of a locked vector, relative to the largest absolute Ritz value
     */
    EigenvalueSearch(HessianProducts hessian, int wanted, double tolerance, int productsAllowed, long seed) {
        this.hessian = hessian;
        this.wanted = wanted;
        this.tolerance = tolerance;
        this.productsAllowed = productsAllowed;
        stream = new RandomStream(seed);
    }

    /** Largest absolute Ritz value seen. */
    double scale() {
        return scale;
    }

    /** Whether all products were finite. */
    boolean finite() {
        return finite;
    }

    /** The largest eigenpairs found, largest first; fewer than wanted only if products were not finite. */
    List<Pair> largest() {
        locked.sort(Comparator.comparingDouble(Pair::value).reversed());
        return locked.subList(0, Math.min(wanted, locked.size()));
    }

    /** Searches; whether it came to its end, with every vector within the tolerance. */
    boolean run() {
        while (locked.size() < hessian.size()) {
            int before = locked.size();
            boolean ended = run(randomStart());
            if (!ended || !finite) {
                return false;
            }
            if (locked.size() == before) {
                return true;
            }
        }
        return true;
    }

    /** The smallest of the wanted eigenvalues so far; nothing is too small as long as there are too few. */
    private double threshold() {
        return locked.size() < wanted
                ? Double.NEGATIVE_INFINITY
                : largest().getLast().value();
    }

    /**
     * A run with its restarts, which locks what it finds above the threshold; whether it ended within the tolerance.
     */
    private boolean run(double[] first) {
        double[] start = first;
        while (true) {
            Lanczos lanczos = new Lanczos(hessian, vectorsOfLocked(), start);
            double threshold = threshold();
            List<Lanczos.Ritz> leading = List.of();
            boolean resolved = false;
            while (!resolved && !full(lanczos) && hessian.count() < productsAllowed) {
                lanczos.step();
                if (!Double.isFinite(lanczos.coupling())) {
                    finite = false;
                    return false;
                }
                if (exhausted(lanczos) || isDue(lanczos)) {
                    List<Lanczos.Ritz> all = lanczos.ritz();
                    scale = Math.max(
                            scale,
                            Math.max(all.getFirst().value(), -all.getLast().value()));
                    leading = leading(all, threshold);
                    resolved = exhausted(lanczos)
                            || (leading.size() >= wanted - locked.size()
                                    && leading.stream().allMatch(this::isConverged));
                }
            }
            boolean outOfProducts = !resolved && hessian.count() >= productsAllowed;
            if (resolved || outOfProducts) {
                lock(lanczos, leading, threshold);
                return resolved;
            }
            Map<Boolean, List<Lanczos.Ritz>> byConvergence =
                    leading.stream().collect(Collectors.partitioningBy(this::isConverged));
            start = combined(lanczos.vectors(byConvergence.get(false)));
            lock(lanczos, byConvergence.get(true), threshold);
        }
    }

    /** Whether to look at the Ritz values: at every step at first, then each time that the basis has grown by a tenth. */
    private boolean isDue(Lanczos lanczos) {
        int size = lanczos.size();
        return size % Math.max(1, size / 10) == 0 || full(lanczos) || hessian.count() >= productsAllowed;
    }

    /** Whether a run has come to an invariant subspace, all of whose Ritz pairs are within the tolerance. */
    private boolean exhausted(Lanczos lanczos) {
        return lanczos.coupling() <= tolerance * scale || locked.size() + lanczos.size() == hessian.size();
    }

    /** The Ritz values that a run must resolve: those above the threshold, not more than are wanted, at least one. */
    private List<Lanczos.Ritz> leading(List<Lanczos.Ritz> all, double threshold) {
        int atMost = locked.size() < wanted ? wanted - locked.size() : wanted;
        int count = 0;
        while (count < all.size() && count < atMost && isAbove(all.get(count), threshold)) {
            count++;
        }
        return all.subList(0, Math.max(1, count));
    }

    private boolean isAbove(Lanczos.Ritz ritz, double threshold) {
        return ritz.value() > threshold + tolerance * scale;
    }

    private boolean isConverged(Lanczos.Ritz ritz) {
        return ritz.residual() <= tolerance * scale;
    }

    private boolean full(Lanczos lanczos) {
        int limit = Math.min(LARGEST_BASIS, BASIS_ELEMENTS / hessian.size());
        return lanczos.size() >= Math.max(limit, 2 * wanted + SMALLEST_EXCESS);
    }

    private void lock(Lanczos lanczos, List<Lanczos.Ritz> found, double threshold) {
        List<Lanczos.Ritz> pairs =
                found.stream().filter(ritz -> isAbove(ritz, threshold)).toList();
        List<double[]> vectors = lanczos.vectors(pairs);
        for (int i = 0; i < pairs.size(); i++) {
            locked.add(new Pair(pairs.get(i).value(), vectors.get(i)));
        }
    }

    private List<double[]> vectorsOfLocked() {
        return locked.stream().map(Pair::vector).toList();
    }

    private static double[] combined(List<double[]> vectors) {
        double[] sum = vectors.getFirst().clone();
        for (double[] vector : vectors.subList(1, vectors.size())) {
            Vectors.add(1, vector, sum);
        }
        return sum;
    }

    /** Normals; the address of a row is its number, counted through the blocks. */
    private double[] randomStart() {
        double[] start = new double[hessian.size()];
        int at = 0;
        int row = 0;
        for (ParameterBlock block : hessian.blocks()) {
            for (int i = 0; i < block.rows(); i++) {
                stream.normals(Purpose.PROBES, STARTS + starts, row++, block.columns(), start, at);
                at += block.columns();
            }
        }
        starts++;
        return start;
    }
}
