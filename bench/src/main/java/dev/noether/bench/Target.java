package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A ratio that is wanted.
 *
 * @param duel what is compared
 * @param against whom; the fastest of these ways
 * @param must the least that is accepted
 * @param aim what is wanted
 * @param slower whether it is the time over that of the others, which is to be small; else the time of the others over ours
 */
public record Target(Duel duel, Set<Way> against, double must, double aim, boolean slower) {

    private static final Set<Way> FIVE = EnumSet.of(Way.FIVE_PRODUCTS);
    private static final Set<Way> OTHER_ORDER = EnumSet.of(Way.REASSOCIATED);
    private static final Set<Way> PRODUCTS = EnumSet.of(Way.FIVE_PRODUCTS, Way.REASSOCIATED);
    private static final Set<Way> TORCH = EnumSet.of(Way.AUTOGRAD, Way.BY_HAND);

    /** All of them. */
    public static final List<Target> ALL = List.of(
            faster(Duel.FIGURE_8, FIVE, 1.6, 1.85),
            faster(Duel.FIGURE_8, OTHER_ORDER, 1.05, 1.25),
            faster(Duel.FIGURE_8_TEAM, OTHER_ORDER, 1.15, 1.35),
            faster(Duel.FIGURE_2, FIVE, 1.6, 2),
            faster(Duel.FIGURE_2, EnumSet.of(Way.AUTOGRAD), 30, 45),
            faster(Duel.LARGE_TEAM, FIVE, 1.05, 1.15),
            faster(Duel.RANK_ONE, PRODUCTS, 10, 20),
            faster(Duel.RANK_ONE, TORCH, 100, 200),
            faster(Duel.RANK_ONE_WIDTH_FREE, PRODUCTS, 10, 20),
            faster(Duel.RANK_ONE_WIDTH_FREE, TORCH, 100, 200),
            faster(Duel.FIGURE_8_WIDTH_FREE, FIVE, 8, 12),
            faster(Duel.TANH_TEAM, EnumSet.of(Way.BY_HAND), 1.5, 2.5),
            new Target(Duel.TRACE_BY_SAMPLES, EnumSet.of(Way.GRADIENT_ALONE), 1.2, 1.05, true),
            new Target(Duel.TRACE_BY_PRODUCT, EnumSet.of(Way.GRADIENT_ALONE), 1.35, 1.2, true),
            faster(Duel.HESSIAN_TRACE, EnumSet.of(Way.PROBE), 20, 40),
            faster(Duel.NOISE, EnumSet.of(Way.PER_SAMPLE), 60, 100),
            faster(Duel.NORMALS, EnumSet.of(Way.GENERATOR), 1.5, 2.5));

    private static Target faster(Duel duel, Set<Way> against, double must, double aim) {
        return new Target(duel, against, must, aim, false);
    }

    /** The ratio that was reached, empty if it was not measured. */
    public OptionalDouble reached(Collection<PeerTime> times, Precision precision) {
        OptionalDouble ours = PeerTime.fastest(times, duel, precision, EnumSet.of(Way.NOETHER));
        OptionalDouble theirs = PeerTime.fastest(times, duel, precision, against);
        if (ours.isEmpty() || theirs.isEmpty()) {
            return OptionalDouble.empty();
        }
        double ratio = theirs.getAsDouble() / ours.getAsDouble();
        return OptionalDouble.of(slower ? 1 / ratio : ratio);
    }

    /** Whether a ratio is enough. */
    public boolean meetsMust(double ratio) {
        return slower ? ratio <= must : ratio >= must;
    }

    /** Whether a ratio is what is wanted. */
    public boolean meetsAim(double ratio) {
        return slower ? ratio <= aim : ratio >= aim;
    }

    /** Whom it is against, in words. */
    public String opponents() {
        if (against.equals(PRODUCTS)) {
            return "BLAS, products";
        }
        return against.equals(TORCH) ? "libtorch" : against.iterator().next().label();
    }
}
