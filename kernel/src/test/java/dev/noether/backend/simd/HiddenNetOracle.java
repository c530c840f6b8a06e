package dev.noether.backend.simd;

import dev.noether.model.Activation;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;

/**
 * Derivatives of every sample's loss from the definition of the model alone, each entry by an evaluation with hyper-dual
 * numbers: no chain rule is written down here. Parameters are numbered U by rows, then W by rows.
 */
final class HiddenNetOracle {

    final int parameters;
    final int samples;

    /** {@code c |r_i|^2}. */
    final double[] losses;

    /** {@code f(x_i) - y_i}. */
    final double[][] residuals;

    /** Gradient of each sample's loss. */
    final double[][] gradients;

    /** Average of the gradients. */
    final double[] gradient;

    /** Diagonal of the Hessian. */
    final double[] diagonal;

    /** {@code H v}. */
    final double[] product;

    private final Model model;
    private final double[] theta;
    private final double[][] x;
    private final double[][] y;

    HiddenNetOracle(Parameters point, Batch.Samples batch, Parameters v) {
        model = point.model();
        theta = flat(point);
        parameters = theta.length;
        samples = batch.size();
        x = batch.x().toRows();
        y = batch.y().toRows();
        losses = new double[samples];
        residuals = new double[samples][model.outputs()];
        gradients = new double[samples][parameters];
        gradient = new double[parameters];
        diagonal = new double[parameters];
        product = new double[parameters];
        double[] direction = flat(v);
        for (int p = 0; p < parameters; p++) {
            double[] unit = new double[parameters];
            unit[p] = 1;
            HyperDual[] alongItself = losses(unit, unit);
            HyperDual[] alongDirection = losses(unit, direction);
            for (int i = 0; i < samples; i++) {
                losses[i] = alongItself[i].value();
                gradients[i][p] = alongItself[i].first();
                gradient[p] += alongItself[i].first() / samples;
                diagonal[p] += alongItself[i].mixed() / samples;
                product[p] += alongDirection[i].mixed() / samples;
            }
        }
    }

    /** {@code Sigma v} from the gradients of the samples. */
    double[] noiseTimes(Parameters v) {
        double[] direction = flat(v);
        double[] out = new double[parameters];
        for (double[] g : gradients) {
            double along = 0;
            for (int p = 0; p < parameters; p++) {
                along += (g[p] - gradient[p]) * direction[p];
            }
            for (int p = 0; p < parameters; p++) {
                out[p] += along * (g[p] - gradient[p]) / samples;
            }
        }
        return out;
    }

    /** Diagonal of Sigma. */
    double[] noiseDiagonal() {
        double[] out = new double[parameters];
        for (double[] g : gradients) {
            for (int p = 0; p < parameters; p++) {
                out[p] += (g[p] - gradient[p]) * (g[p] - gradient[p]) / samples;
            }
        }
        return out;
    }

    static double[] flat(Parameters point) {
        double[] out = new double[(int) point.model().parameterCount()];
        int p = 0;
        for (int b = 0; b < point.blocks(); b++) {
            for (double[] row : point.block(b).toRows()) {
                System.arraycopy(row, 0, out, p, row.length);
                p += row.length;
            }
        }
        return out;
    }

    static Parameters shaped(Model model, double[] values) {
        Parameters out = Parameters.allocate(model, Precision.DOUBLE);
        int p = 0;
        for (int b = 0; b < out.blocks(); b++) {
            for (int i = 0; i < out.block(b).rows(); i++) {
                for (int j = 0; j < out.block(b).columns(); j++) {
                    out.block(b).set(i, j, values[p++]);
                }
            }
        }
        return out;
    }

    private HyperDual[] losses(double[] first, double[] second) {
        HyperDual[] point = new HyperDual[parameters];
        for (int p = 0; p < parameters; p++) {
            point[p] = new HyperDual(theta[p], first[p], second[p], 0);
        }
        int dx = model.inputs();
        int dy = model.outputs();
        int d = parameters / (dx + dy);
        HyperDual ofU = constant(1);
        HyperDual ofW = constant(1);
        Activation activation = Activation.TANH;
        double slope = 0;
        if (model instanceof TwoLayerNet net) {
            activation = net.activation();
            slope = net.slope();
        } else if (model instanceof NormalizedNet net) {
            HyperDual u = inverseNorm(point, 0, dy * d);
            HyperDual w = inverseNorm(point, dy * d, parameters);
            boolean own = net.variant() == NormalizedNet.Variant.B;
            ofU = own ? u : w;
            ofW = own ? w : u;
        }
        HyperDual[] out = new HyperDual[samples];
        for (int i = 0; i < samples; i++) {
            HyperDual[] r = new HyperDual[dy];
            for (int k = 0; k < dy; k++) {
                r[k] = constant(-y[i][k]);
            }
            for (int j = 0; j < d; j++) {
                HyperDual h = HyperDual.ZERO;
                for (int m = 0; m < dx; m++) {
                    h = h.plusProduct(constant(x[i][m]), point[dy * d + j * dx + m]);
                }
                HyperDual hidden = h.times(ofW).activated(activation, slope).times(ofU);
                for (int k = 0; k < dy; k++) {
                    r[k] = r[k].plusProduct(point[k * d + j], hidden);
                }
            }
            HyperDual sum = HyperDual.ZERO;
            for (int k = 0; k < dy; k++) {
                residuals[i][k] = r[k].value();
                sum = sum.plusProduct(r[k], r[k]);
            }
            out[i] = sum.times(constant(model.lossScale()));
        }
        return out;
    }

    private static HyperDual constant(double value) {
        return new HyperDual(value, 0, 0, 0);
    }

    private static HyperDual inverseNorm(HyperDual[] point, int from, int to) {
        HyperDual sum = HyperDual.ZERO;
        for (int p = from; p < to; p++) {
            sum = sum.plusProduct(point[p], point[p]);
        }
        return sum.inverseSquareRoot();
    }
}
