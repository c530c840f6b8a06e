package dev.noether.bench;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;

/**
 * Floating-point operations of the matrix products of each quantity on S samples, without padding; sums over elements are
 * not counted. Where a linear net may order its products in two ways, those of the cheaper one.
 */
final class OperationCount {

    private OperationCount() {}

    /** Operations of one call; NaN where the products are none. */
    static double of(CostNet net, Asked asked) {
        double samples = net.batchSize;
        return switch (net.model) {
            case TwoLayerNet two
            when two.linearInInputs() -> linear(asked, samples, two.inputs(), two.hidden(), two.outputs());
            case TwoLayerNet two -> twoLayers(asked, samples, two.inputs(), two.hidden(), two.outputs());
            case NormalizedNet two -> twoLayers(asked, samples, two.inputs(), two.hidden(), two.outputs());
            case DeepLinearNet deep -> deep(asked, samples, deep);
            case ScaleInvariantModel scaled -> Double.NaN;
        };
    }

    /** A step of a linear net with dx = dy = n by the cheaper order of products. */
    static double linearStep(double samples, double n, double hidden) {
        return Math.min(10 * samples * n * hidden, 6 * n * n * hidden + 4 * samples * n * n);
    }

    private static double gammas(double samples, Model model) {
        return 2 * samples * (square(model.inputs()) + square(model.outputs()));
    }

    private static double square(double n) {
        return n * n;
    }

    private static double linear(Asked asked, double samples, double dx, double d, double dy) {
        double bySamples = twoLayers(asked, samples, dx, d, dy);
        return switch (asked) {
            case GRADIENT, HESSIAN_TRACE, NOISE -> Math.min(bySamples, 6 * dx * dy * d + 4 * samples * dx * dy);
            // P-space: dP, two products with the data, and four with U and W.
            case HESSIAN_PRODUCT -> Math.min(bySamples, 12 * dx * dy * d + 4 * samples * dx * dy);
            case NOISE_PRODUCT -> Math.min(bySamples, 8 * dx * dy * d + 4 * samples * dx * dy);
            case BALANCE -> 2 * samples * (dx * dx + dy * dy) + 2 * d * (dx * dx + dy * dy) + 2 * d * d * (dx + dy);
            case HESSIAN_DIAGONAL, GAMMAS -> bySamples;
        };
    }

    private static double twoLayers(Asked asked, double samples, double dx, double d, double dy) {
        return switch (asked) {
            case GRADIENT, HESSIAN_TRACE, NOISE -> 2 * samples * d * (2 * dx + 3 * dy);
            // Forward and backward passes of the point, then the column means of the second derivatives times x^2.
            case HESSIAN_DIAGONAL -> 2 * samples * d * (2 * dx + 2 * dy);
            case HESSIAN_PRODUCT -> 2 * samples * d * (2 * dx + 6 * dy);
            case NOISE_PRODUCT -> 2 * samples * d * (2 * dx + 2 * dy);
            case GAMMAS -> 2 * samples * (d * (dx + dy) + dx * dx + dy * dy);
            case BALANCE -> Double.NaN;
        };
    }

    private static double deep(Asked asked, double samples, DeepLinearNet net) {
        double weights = 0;
        for (var block : net.blocks()) {
            weights += block.size();
        }
        double first = net.blocks().getFirst().size();
        double gradient = net.flopsPerStep((int) samples);
        return switch (asked) {
            case GRADIENT, HESSIAN_TRACE, NOISE -> gradient;
            case HESSIAN_DIAGONAL -> 2 * samples * weights;
            case HESSIAN_PRODUCT -> 2 * samples * (6 * weights - 3 * first);
            case NOISE_PRODUCT -> 2 * samples * 2 * weights;
            case GAMMAS -> gammas(samples, net) + 2 * samples * weights;
            case BALANCE -> Double.NaN;
        };
    }
}
