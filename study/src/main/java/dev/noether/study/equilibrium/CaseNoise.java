package dev.noether.study.equilibrium;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Names;
import dev.noether.study.console.Offer;
import dev.noether.task.Batch;
import dev.noether.theory.CovarianceEstimate;
import dev.noether.theory.NoetherFlow;
import dev.noether.theory.NoiseFixedPoint;
import dev.noether.theory.ParameterVector;
import dev.noether.theory.SgdSettings;
import dev.noether.theory.SymmetryNoise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Loss, flow of the charges and noise equilibria at one point. The gradients of the batch's samples are computed one by
 * one: that serves every model and generator, and equal samples have equal gradients, to the bit.
 *
 * @param loss data loss of the batch, without weight decay
 * @param flows one a direction
 * @param fixedPoints one a direction
 * @param asymmetry largest of the directions (see {@link DirectionNoise#asymmetry})
 */
record CaseNoise(double loss, List<NoetherFlow> flows, List<NoiseFixedPoint> fixedPoints, double asymmetry) {

    /** Units in the last place that roundings may add up to. */
    private static final double UNITS = 16;

    private static final Set<Quantity> NEEDED = EnumSet.of(Quantity.LOSS, Quantity.GRADIENT);

    /**
     * Evaluates a point.
     *
     * @throws InputException if it overflows
     */
    static CaseNoise at(
            Parameters theta,
            Batch.Samples batch,
            CaseSymmetry along,
            SgdSettings settings,
            CovarianceEstimate estimate,
            Backend backend,
            Precision precision) {
        Offer offer = Offer.of(backend, theta.model());
        offer.require(Quantity.GRADIENT, "the gradient");
        double[] values = ParameterVector.of(theta);
        List<DirectionNoise> noises = along.directions().stream()
                .map(direction -> new DirectionNoise(direction, values, precision))
                .toList();
        Result result = new Result(theta.model(), precision, NEEDED);
        double[] gradient = new double[values.length];
        double loss = 0;
        try (Evaluator evaluator = backend.evaluator(theta.model(), precision)) {
            for (int i = 0; i < batch.size(); i++) {
                // Without weight decay: its share of flow and fixed point is added in closed form.
                evaluator
                        .at(theta, new Batch.Samples(row(batch.x(), i), row(batch.y(), i)), 0)
                        .compute(NEEDED, result);
                ParameterVector.copy(result.gradient(), gradient);
                requireFinite(precision, gradient);
                if (isRounding(gradient, theta, result.loss(), batch.y(), i, precision)) {
                    Arrays.fill(gradient, 0);
                }
                noises.forEach(noise -> noise.accept(gradient));
                loss += (result.loss() - loss) / (i + 1);
            }
        }
        requireFinite(precision, loss, theta.squaredNorm());
        List<NoetherFlow> flows = new ArrayList<>();
        List<NoiseFixedPoint> fixedPoints = new ArrayList<>();
        for (int k = 0; k < noises.size(); k++) {
            SymmetryNoise noise = noises.get(k).noise(estimate);
            double[] part = along.directions().get(k).part(values);
            NoetherFlow flow = noise.flow(part, settings);
            requireFinite(
                    precision, flow.total(), Arrays.stream(noise.variances()).sum());
            flows.add(flow);
            fixedPoints.add(noise.fixedPoint(part, settings));
        }
        double asymmetry =
                noises.stream().mapToDouble(DirectionNoise::asymmetry).max().orElse(0);
        return new CaseNoise(loss, List.copyOf(flows), List.copyOf(fixedPoints), asymmetry);
    }

    /**
     * Whether a gradient is nothing but rounding. Its product with theta is of the size of the loss,
     * {@code c (|r|^2 + |y|^2)} before anything cancels; from what is far below that no noise and no symmetry can be read.
     */
    private static boolean isRounding(
            double[] gradient, Parameters theta, double loss, Matrix y, int sample, Precision precision) {
        double labels = 0;
        for (int j = 0; j < y.columns(); j++) {
            labels += y.get(sample, j) * y.get(sample, j);
        }
        double size = loss + theta.model().lossScale() * labels;
        double square = Arrays.stream(gradient).map(entry -> entry * entry).sum();
        return Math.sqrt(square) * Math.sqrt(theta.squaredNorm()) <= UNITS * precision.epsilon() * size;
    }

    /** Row i as a matrix of its own, a view. */
    private static Matrix row(Matrix matrix, int i) {
        return new Matrix(
                matrix.segment(),
                matrix.precision(),
                matrix.offset() + i * matrix.rowStride(),
                1,
                matrix.columns(),
                matrix.rowStride());
    }

    private static void requireFinite(Precision precision, double... values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new InputException("the noise of this case overflows in " + Names.of(precision)
                        + "; make its parameters, its batch or the generator smaller"
                        + (precision == Precision.FLOAT ? ", or take --precision double" : ""));
            }
        }
    }
}
