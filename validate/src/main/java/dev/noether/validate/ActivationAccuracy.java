package dev.noether.validate;

import dev.noether.model.Activation;
import dev.noether.model.Precision;
import dev.noether.validate.functions.ActivationSeries;
import dev.noether.validate.functions.ActivationSeries.Term;
import dev.noether.validate.functions.LaneActivation;
import dev.noether.validate.functions.LaneFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Measures the activations of the lanes and their derivatives against double-double. An error is relative to the sum of the
 * magnitudes of the terms of the value, as {@link FloatActivations} has it, but at least to the smallest normal number times
 * {@code 1 + h^2}: what a factor loses that is subnormal. Its unit is the distance from 1 to the next number.
 *
 * <p>A bound is the sum of what each step may add to first order: 1/2 by an operation, and by a function its own bound
 * ({@link LaneFunction}) times its condition. With {@code e = e^-abs(h)}, of error 1, and {@code d = 1 / (1 + e)}, of error
 * {@code e d + 1}:
 *
 * <pre>
 * s, its other half e d   d (1) + 1 + 1/2 = 5/2 at most; where s is d it is less, at most 3/2
 * tanh                    2                       4 e d d: 1 + 2 + 1                     -2 phi phi': 2 + 4 + 1/2
 * swish                   h s: 5/2 + 1/2          s (1 + h s(-h)): 5/2 + (1 + 1/2) + 1/2
 *                         phi'': e d d is 4, the bracket (1 - e) d h: 2 and 1/2 more, the product 1/2
 * gelu                    h P: 8 + 1/2            P + h p: 8 + 1/2 and 1/2               (2 - h^2) p: 1/2 + 1 + 3/2
 * softplus                ln(1 + e): 1 + 3/2, 1/2 for the sum       5/2                  e d d: 4
 * </pre>
 */
public final class ActivationAccuracy {

    private static final String BACKEND = "simd";
    private static final String MODEL = "activations";
    /** Largest h of the tails: in both precisions everything has been its limit for long. */
    private static final double LAST = 800;

    /** Most of the points are about here. */
    private static final double DENSE = 12;

    /** Sizes down to this power of two. */
    private static final int SMALLEST = -140;

    private static final List<Kind> KINDS = List.of(
            new Kind(Activation.TANH, 2, 4, 6.5),
            new Kind(Activation.SWISH, 3, 4.5, 7),
            new Kind(Activation.GELU, 8.5, 9, 3),
            new Kind(Activation.SOFTPLUS, 3, 2.5, 4));

    private ActivationAccuracy() {}

    /** An activation, with the bounds of its value and its derivatives. */
    private record Kind(Activation activation, double... bounds) {}

    /**
     * One row an activation, derivative and precision.
     *
     * @param points how many h are tried for each, at least 1
     * @param seed of the points
     */
    public static List<AgreementRow> measure(int points, long seed) {
        if (points < 1) {
            throw new IllegalArgumentException(points + " points, there must be at least 1");
        }
        List<AgreementRow> rows = new ArrayList<>();
        for (Kind kind : KINDS) {
            for (Precision precision : Precision.values()) {
                double[] h = points(precision, points, seed);
                Worst[] worst =
                        worst(kind.activation(), precision, h, LaneActivation.of(kind.activation(), precision, h));
                for (int order = 0; order < worst.length; order++) {
                    double epsilon = precision.epsilon();
                    rows.add(new AgreementRow(
                            BACKEND,
                            MODEL,
                            precision,
                            kind.activation().name().toLowerCase(Locale.ROOT) + "'".repeat(order),
                            new Deviation(worst[order].error() * epsilon, kind.bounds()[order] * epsilon),
                            worst[order].where()));
                }
            }
        }
        return rows;
    }

    /** Of phi, phi' and phi'', which claim to be {@code actual}: the largest error, and where. */
    static Worst[] worst(Activation activation, Precision precision, double[] h, double[][] actual) {
        double smallest = precision == Precision.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        return IntStream.range(0, h.length)
                .parallel()
                .mapToObj(i -> {
                    ActivationSeries expected = ActivationSeries.at(activation, h[i]);
                    double floor = smallest * (1 + h[i] * h[i]);
                    return new Worst[] {
                        error(expected.phi(), actual[0][i], floor, precision, h[i]),
                        error(expected.first(), actual[1][i], floor, precision, h[i]),
                        error(expected.second(), actual[2][i], floor, precision, h[i])
                    };
                })
                .reduce((a, b) ->
                        IntStream.range(0, 3).mapToObj(k -> a[k].worse(b[k])).toArray(Worst[]::new))
                .orElseThrow();
    }

    private static Worst error(Term expected, double actual, double floor, Precision precision, double h) {
        double unit = precision.epsilon() * Math.max(expected.scale().nearest(), floor);
        double error = expected.value().distance(actual) / unit;
        return new Worst(Double.isNaN(error) ? Double.POSITIVE_INFINITY : error, h);
    }

    /** About 0, in the tails, and of every size. */
    static double[] points(Precision precision, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] h = new double[count];
        for (int i = 0; i < count; i++) {
            double size = Math.scalb(random.nextDouble(1, 2), random.nextInt(SMALLEST, 1));
            double any =
                    switch (i % 8) {
                        case 0 -> random.nextBoolean() ? size : -size;
                        case 1 -> random.nextDouble(-LAST, LAST);
                        case 2 -> random.nextDouble(-120, 120);
                        case 3 -> random.nextDouble(-40, 40);
                        default -> random.nextDouble(-DENSE, DENSE);
                    };
            h[i] = precision == Precision.FLOAT ? (float) any : any;
        }
        return h;
    }
}
