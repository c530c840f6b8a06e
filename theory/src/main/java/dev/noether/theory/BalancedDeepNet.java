package dev.noether.theory;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.GaussianTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.ojalgo.matrix.store.MatrixStore;

/**
 * The equilibrium of a deep linear net without weight decay. With {@code Se^(1/2) V Sx^(1/2) = L S' R} (r singular values
 * that are not zero) and {@code Tr Sr = Tr Se + Tr((V - V*) Sx (V - V*)^T)},
 *
 * <pre>
 * s   = (Tr S' / sqrt(Tr Sr Tr Sx))^(1/D)
 * W_1 = U_1 S_1 R Sx^(-1/2)           S_1 = s^(-(D-2)/2) (Tr Sx / Tr Sr)^(1/4) S'^(1/2)
 * W_i = U_i (s I) U_{i-1}^T           i = 2 ... D-1
 * W_D = Se^(-1/2) L S_D U_{D-1}^T     S_D = s^(-(D-2)/2) (Tr Sr / Tr Sx)^(1/4) S'^(1/2)
 * </pre>
 *
 * with any U_i of r orthonormal columns. The products are V, and every pair is balanced: with
 * {@code Tr S_1^2 = s^2 Tr Sx} and {@code Tr S_D^2 = s^2 Tr Sr}, both sides of the condition for i are
 * {@code Tr Sx Tr Sr} times the same power of s times {@code S'}. (The paper prints {@code (Tr S' / r)^(1/D)}, which is this
 * for traces of r.) For D = 2 it is {@link BalancedNet}. A single layer has no symmetry and is V itself.
 *
 * <p>This is the live part: a block of a wide layer that maps directions which nothing enters to directions which
 * nothing leaves keeps its initial value, and adds to its norm (see {@link LiveLayers}).
 */
public final class BalancedDeepNet implements DeepEquilibrium {

    private final DeepLinearNet model;
    private final MatrixStore<Double> product;
    private final MatrixStore<Double> inputMoment;
    private final int rank;
    private final double s;

    /** Layers without the U_i, input first: r x dx, r x r, ..., dy x r; of a single layer dy x dx. */
    private final List<MatrixStore<Double>> layers;

    private BalancedDeepNet(
            DeepLinearNet model,
            MatrixStore<Double> product,
            MatrixStore<Double> inputMoment,
            int rank,
            double s,
            List<MatrixStore<Double>> layers) {
        this.model = model;
        this.product = product;
        this.inputMoment = inputMoment;
        this.rank = rank;
        this.s = s;
        this.layers = layers;
    }

    static DeepEquilibrium solve(DeepLinearNet model, GaussianTask task, BestMap map, SgdSettings settings) {
        if (settings.weightDecay() > 0) {
            return new Degenerate("the closed form of deep linear nets is for weight decay 0, not "
                    + settings.weightDecay() + "; leave it out, or take a two-layer net");
        }
        MatrixStore<Double> inputMoment = Dense.of(task.inputCovariance().toMatrix());
        if (model.depth() == 1) {
            int rank = Dense.Svd.of(map.product()).rank();
            return new BalancedDeepNet(model, map.product(), inputMoment, rank, Double.NaN, List.of(map.product()));
        }
        Dense.Eigen x = Dense.Eigen.of(inputMoment);
        Dense.Eigen e = Dense.Eigen.of(Dense.of(task.noiseCovariance().toMatrix()));
        if (e.smallest() <= e.negligible()) {
            return new Degenerate("an output has no label noise, so that nothing fixes the layers, whose end depends on"
                    + " their start; give every output label noise");
        }
        if (x.smallest() <= x.negligible()) {
            return new Degenerate(
                    "an input does not vary, so that nothing fixes the first layer there, whose end depends"
                            + " on its start; give every input a variance");
        }
        Dense.Svd svd = Dense.Svd.of(e.apply(Math::sqrt).multiply(map.product()).multiply(x.apply(Math::sqrt)));
        int rank = svd.values()[0] == 0 ? 0 : svd.rank();
        int narrowest =
                model.widths().stream().mapToInt(Integer::intValue).min().orElseThrow();
        if (rank > narrowest) {
            throw new IllegalArgumentException(
                    "the product of the layers has rank " + rank + ", which a width of " + narrowest + " cannot give");
        }
        // A zero product keeps one term, which is zero: ojAlgo has no empty matrices.
        Dense.Svd live = svd.first(Math.max(1, rank));
        double traceX = task.inputCovariance().trace();
        double traceR = task.noiseCovariance().trace() + map.excessLoss();
        double traceS = Arrays.stream(live.values()).sum();
        int depth = model.depth();
        double s = Math.pow(traceS / Math.sqrt(traceR) / Math.sqrt(traceX), 1.0 / depth);
        double outer = rank == 0 ? 0 : Math.pow(s, -(depth - 2) / 2.0);
        double tilt = Math.pow(traceX / traceR, 0.25);
        MatrixStore<Double> first = roots(live.values(), outer * tilt)
                .multiply(live.right())
                .multiply(x.apply(value -> 1 / Math.sqrt(value)));
        MatrixStore<Double> last = e.apply(value -> 1 / Math.sqrt(value))
                .multiply(live.left())
                .multiply(roots(live.values(), outer / tilt));
        if (!Dense.isFinite(first) || !Dense.isFinite(last)) {
            return new Degenerate("the equilibrium overflows double: its variances are too far apart; scale the task");
        }
        double[] middle = new double[live.values().length];
        Arrays.fill(middle, s);
        List<MatrixStore<Double>> layers = new ArrayList<>();
        layers.add(first);
        for (int i = 2; i < depth; i++) {
            layers.add(Dense.diagonal(middle));
        }
        layers.add(last);
        return new BalancedDeepNet(model, map.product(), inputMoment, rank, s, List.copyOf(layers));
    }

    /** {@code factor S'^(1/2)}. */
    private static MatrixStore<Double> roots(double[] values, double factor) {
        return Dense.diagonal(
                Arrays.stream(values).map(value -> factor * Math.sqrt(value)).toArray());
    }

    /** Model that this is the equilibrium of. */
    public DeepLinearNet model() {
        return model;
    }

    /** V = W_D ... W_1, dy x dx. */
    public Matrix product() {
        return Dense.toMatrix(product);
    }

    /** r: how many hidden directions of each layer carry V. */
    public int rank() {
        return rank;
    }

    /** s, the singular value of every middle layer; empty for a single layer, which has no symmetry. */
    public OptionalDouble scale() {
        return model.depth() == 1 ? OptionalDouble.empty() : OptionalDouble.of(s);
    }

    /** {@code |W_i|^2} of the live part, input first. */
    public double[] squaredNorms() {
        return layers.stream().mapToDouble(layer -> Dense.inner(layer, layer)).toArray();
    }

    /** Singular values of layer i (the first is 0), largest first: zeros stand for what is not live. */
    public double[] singularValues(int layer) {
        int count = Math.min(model.widths().get(layer), model.widths().get(layer + 1));
        return Arrays.copyOf(Dense.singularValues(layers.get(layer)), count);
    }

    /**
     * Trace of the Hessian of the data loss by layer, input first (a layer's own loss is quadratic, with the Hessian
     * {@code 2 c (B_i^T B_i) x (A_{i-1} E[x x^T] A_{i-1}^T)}):
     *
     * <pre>
     * 2 c |W_D ... W_{i+1}|^2 Tr(A_{i-1} E[x x^T] A_{i-1}^T)
     * </pre>
     */
    public double[] hessianTraceByLayer() {
        int depth = layers.size();
        double[] above = new double[depth];
        above[depth - 1] = model.outputs();
        MatrixStore<Double> back = null;
        for (int i = depth - 1; i > 0; i--) {
            back = back == null ? layers.get(i) : back.multiply(layers.get(i));
            above[i - 1] = Dense.inner(back, back);
        }
        double[] traces = new double[depth];
        MatrixStore<Double> forward = null;
        for (int i = 0; i < depth; i++) {
            double below =
                    forward == null ? Dense.trace(inputMoment) : Dense.inner(forward.multiply(inputMoment), forward);
            traces[i] = 2 * model.lossScale() * above[i] * below;
            forward = forward == null ? layers.get(i) : layers.get(i).multiply(forward);
        }
        return traces;
    }

    /** Trace of the Hessian, the sum over the layers. */
    public double hessianTrace() {
        return Arrays.stream(hessianTraceByLayer()).sum();
    }

    /** One such net, with U_i the first r columns of an identity. */
    public Parameters parameters() {
        Parameters theta = Parameters.allocate(model, Precision.DOUBLE);
        for (int b = 0; b < layers.size(); b++) {
            MatrixStore<Double> layer = layers.get(b);
            for (int i = 0; i < layer.getRowDim(); i++) {
                for (int j = 0; j < layer.getColDim(); j++) {
                    theta.block(b).set(i, j, layer.doubleValue(i, j));
                }
            }
        }
        return theta;
    }
}
