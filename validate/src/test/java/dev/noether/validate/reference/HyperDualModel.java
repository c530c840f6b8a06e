package dev.noether.validate.reference;

import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import java.util.Arrays;

/** Every model written down once more, in numbers that carry derivatives: only functions, no derivative by hand. */
final class HyperDualModel {

    private HyperDualModel() {}

    /** {@code f(x)}. */
    static HyperDual[] output(Model model, HyperDual[][][] theta, double[] x) {
        HyperDual[] input = Arrays.stream(x).mapToObj(HyperDual::of).toArray(HyperDual[]::new);
        return switch (model) {
            case TwoLayerNet net -> {
                HyperDual[] hidden = product(theta[1], input);
                for (int j = 0; j < hidden.length; j++) {
                    hidden[j] = activation(net.activation(), net.slope(), hidden[j]);
                }
                yield product(theta[0], hidden);
            }
            case DeepLinearNet net -> {
                HyperDual[] hidden = input;
                for (HyperDual[][] layer : theta) {
                    hidden = product(layer, hidden);
                }
                yield hidden;
            }
            case NormalizedNet net ->
                switch (net.variant()) {
                    case A -> normalized(theta, norm(theta[1]), norm(theta[0]), input);
                    case B -> normalized(theta, norm(theta[0]), norm(theta[1]), input);
                };
            case ScaleInvariantModel toy -> {
                HyperDual product = product(theta[0], input)[0];
                yield new HyperDual[] {product.times(norm(theta[0]).reciprocal())};
            }
        };
    }

    private static HyperDual[] normalized(
            HyperDual[][][] theta, HyperDual dividesU, HyperDual dividesW, HyperDual[] input) {
        HyperDual[] hidden = product(theta[1], input);
        for (int j = 0; j < hidden.length; j++) {
            hidden[j] = tanh(hidden[j].times(dividesW.reciprocal()));
        }
        HyperDual[] output = product(theta[0], hidden);
        for (int k = 0; k < output.length; k++) {
            output[k] = output[k].times(dividesU.reciprocal());
        }
        return output;
    }

    private static HyperDual[] product(HyperDual[][] matrix, HyperDual[] vector) {
        HyperDual[] product = new HyperDual[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            product[i] = HyperDual.of(0);
            for (int k = 0; k < vector.length; k++) {
                product[i] = product[i].plus(matrix[i][k].times(vector[k]));
            }
        }
        return product;
    }

    private static HyperDual norm(HyperDual[][] matrix) {
        HyperDual sum = HyperDual.of(0);
        for (HyperDual[] row : matrix) {
            for (HyperDual value : row) {
                sum = sum.plus(value.squared());
            }
        }
        return sum.root();
    }

    static HyperDual activation(Activation kind, double below, HyperDual h) {
        return switch (kind) {
            case IDENTITY -> h;
            case TANH -> tanh(h);
            case RELU -> h.value() > 0 ? h : HyperDual.of(0);
            case LEAKY_RELU -> h.value() > 0 ? h : h.times(HyperDual.of(below));
            case SWISH -> h.times(negative(h).exp().plus(HyperDual.of(1)).reciprocal());
            case GELU -> h.times(h.apply(HyperDualModel::distribution, HyperDualModel::density, a -> -a * density(a)));
            case SOFTPLUS -> h.exp().plus(HyperDual.of(1)).log();
        };
    }

    private static HyperDual negative(HyperDual h) {
        return h.times(HyperDual.of(-1));
    }

    /** {@code (e^h - e^-h) / (e^h + e^-h)}. */
    private static HyperDual tanh(HyperDual h) {
        HyperDual up = h.exp();
        HyperDual down = negative(h).exp();
        return up.minus(down).times(up.plus(down).reciprocal());
    }

    private static double density(double h) {
        return Math.exp(-h * h / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The integral of the density from 0 to h, plus 1/2, by the trapezoidal rule over the whole line. */
    private static double distribution(double h) {
        // P(h) = 1/2 + (1/pi) int_0^oo sin(h w)/w e^(-w^2/2) dw: for so smooth a function the rule converges like
        // e^(-c/step).
        double step = 1.0 / 16;
        double sum = h / 2;
        for (int n = 1; n * step < 9; n++) {
            double w = n * step;
            sum += Math.sin(h * w) / w * Math.exp(-w * w / 2);
        }
        return 0.5 + sum * step / Math.PI;
    }
}
