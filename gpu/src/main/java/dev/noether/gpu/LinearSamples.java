package dev.noether.gpu;

/**
 * A linear net on S samples, {@code X} (S x dx) and {@code Y} (S x dy). With {@code A_i = W_i ... W_1} and
 * {@code T_i = W_D ... W_(i+1)}, layer by layer for all samples, as rows:
 *
 * <pre>
 * h_0 = x     h_i = W_i h_(i-1) = A_i x     r = h_D - y     b_D = r     b_(i-1) = W_i^T b_i = T_(i-1)^T r
 * </pre>
 *
 * A sample's gradient has rank one in each block, {@code g = 2c b_i h_(i-1)^T}, and r is linear in each block, so that
 *
 * <pre>
 * gradient            2c E[b_i h_(i-1)^T]
 * Hessian trace       2c |T_i|^2 E|h_(i-1)|^2           diagonal   2c |T_i e_j|^2 E (h_(i-1))_k^2
 * H v                 2c E[b'_i h_(i-1)^T + b_i h'_(i-1)^T],  with a dash for the derivative along v:
 *                     h'_0 = 0,  h'_i = W_i h'_(i-1) + V_i h_(i-1),  b'_D = h'_D,  b'_(i-1) = W_i^T b'_i + V_i^T b_i
 * Tr Sigma            4c^2 E[|b_i|^2 |h_(i-1)|^2] - |gradient|^2
 * of unit j           4c^2 E[|b_2|^2 h_1j^2 - |x|^2 b_1j^2] - |gU_j|^2 + |gW_j|^2             two layers
 * Sigma v             2c E[(s - E s) b_i h_(i-1)^T],  s = g . v = 2c sum_i b_i^T V_i h_(i-1)
 * balance matrix      E[|h_(i-1)|^2 b_i b_i^T - |b_(i+1)|^2 h_i h_i^T]
 * </pre>
 */
final class LinearSamples implements Objective.OnSamples, Objective.OfLinearNet {

    private final Layers layers;
    private final Toolbox tools;
    private final int depth;
    private final double twoC;
    private final LayerProducts products;
    private final BalancePanels panels;
    private final WeightedMoments weighted;
    private final Workspace[] forwardMemory;
    private final Workspace[] backwardMemory;
    private final Workspace[] tangentMemory;
    private final Workspace[] backTangentMemory;
    private final Workspace scaledMemory;
    private final Workspace otherMemory;
    private final SumVector.Memory slopesMemory;
    private final SumVector.Memory leftMemory;
    private final SumVector.Memory rightMemory;

    /** {@code h_0 ... h_D}, the last being the residuals. */
    private final View[] forward;

    /** {@code b_1 ... b_D}; entry 0 is not used. */
    private final View[] backward;

    /** {@code h'_1 ... h'_D}; entry 0 is not used. */
    private final View[] tangent;

    private DeviceBatch.Samples batch;
    private boolean hasBackward;

    LinearSamples(Layers layers, Toolbox tools) {
        this.layers = layers;
        this.tools = tools;
        depth = layers.depth();
        twoC = 2 * layers.lossScale();
        products = new LayerProducts(layers, tools);
        panels = new BalancePanels(tools);
        weighted = new WeightedMoments(tools);
        forwardMemory = Workspaces.of(tools, depth + 1);
        backwardMemory = Workspaces.of(tools, depth + 1);
        tangentMemory = Workspaces.of(tools, depth + 1);
        backTangentMemory = Workspaces.of(tools, 2);
        scaledMemory = tools.workspace();
        otherMemory = tools.workspace();
        slopesMemory = tools.vectors();
        leftMemory = tools.vectors();
        rightMemory = tools.vectors();
        forward = new View[depth + 1];
        backward = new View[depth + 1];
        tangent = new View[depth + 1];
    }

    @Override
    public void use(DeviceBatch.Samples samples) {
        batch = samples;
    }

    @Override
    public void forward(DevicePoint theta) {
        products.reset(theta);
        hasBackward = false;
        forward[0] = batch.x();
        for (int i = 1; i <= depth; i++) {
            View layer = layers.of(theta, i);
            forward[i] = forwardMemory[i].matrix(batch.size(), layer.rows());
            if (i < depth) {
                tools.products().plain(1, forward[i - 1], layer.transposed(), forward[i]);
            } else {
                tools.products().subtract(forward[i - 1], layer.transposed(), batch.y(), forward[i]);
            }
        }
        backward[depth] = forward[depth];
    }

    /** All {@code b_i}, once a forward pass. */
    private void backward(DevicePoint theta) {
        for (int i = depth; i > 1 && !hasBackward; i--) {
            View layer = layers.of(theta, i);
            backward[i - 1] = backwardMemory[i - 1].matrix(batch.size(), layer.columns());
            tools.products().plain(1, backward[i], layer, backward[i - 1]);
        }
        hasBackward = true;
    }

    @Override
    public double loss() {
        return layers.lossScale() * tools.sums().squares(forward[depth]) / batch.size();
    }

    @Override
    public void lossPerSample(double[] out) {
        SumVector losses = slopesMemory.vector(batch.size());
        tools.lines().squares(layers.lossScale(), forward[depth], losses);
        tools.fetch(losses.buffer(), out);
    }

    @Override
    public void gradient(DevicePoint theta, DevicePoint gradient) {
        backward(theta);
        for (int i = 1; i <= depth; i++) {
            average(twoC, backward[i], forward[i - 1], layers.of(gradient, i));
        }
    }

    /** {@code out = factor E[a b^T]}. */
    private void average(double factor, View a, View b, View out) {
        tools.products().plain(factor / batch.size(), a.transposed(), b, out);
    }

    @Override
    public void hessianTrace(DevicePoint theta, double[] byBlock) {
        for (int i = 1; i <= depth; i++) {
            double inputs = tools.sums().squares(forward[i - 1]) / batch.size();
            byBlock[layers.block(i)] = twoC * products.squaredAfter(i) * inputs;
        }
    }

    @Override
    public void hessianDiagonal(DevicePoint theta, DevicePoint out) {
        for (int i = 1; i <= depth; i++) {
            SumVector rows = null;
            if (i < depth) {
                View after = products.after(i).transposed();
                rows = leftMemory.vector(after.rows());
                tools.lines().squares(1, after, rows);
            }
            View inputs = forward[i - 1].transposed();
            SumVector columns = rightMemory.vector(inputs.rows());
            tools.lines().squares(1, inputs, columns);
            tools.maps().outer(twoC / batch.size(), rows, columns, 0, layers.of(out, i));
        }
    }

    @Override
    public void hessianVectorProduct(DevicePoint theta, DevicePoint v, DevicePoint out) {
        backward(theta);
        forwardTangents(theta, v);
        View b = tangent[depth];
        for (int i = depth; i >= 1; i--) {
            View block = layers.of(out, i);
            average(twoC, b, forward[i - 1], block);
            if (i > 1) {
                tools.products()
                        .combine(twoC / batch.size(), backward[i].transposed(), tangent[i - 1], 1, block, block);
                View next = backTangentMemory[i % 2].matrix(batch.size(), block.columns());
                tools.products().plain(1, b, layers.of(theta, i), next);
                tools.products().addTo(backward[i], layers.of(v, i), next);
                b = next;
            }
        }
    }

    private void forwardTangents(DevicePoint theta, DevicePoint v) {
        for (int i = 1; i <= depth; i++) {
            View direction = layers.of(v, i).transposed();
            tangent[i] = tangentMemory[i].matrix(batch.size(), direction.columns());
            tools.products().plain(1, forward[i - 1], direction, tangent[i]);
            if (i > 1) {
                tools.products().addTo(tangent[i - 1], layers.of(theta, i).transposed(), tangent[i]);
            }
        }
    }

    @Override
    public void noiseTrace(DevicePoint theta, DevicePoint gradient, double[] byBlock) {
        backward(theta);
        SumVector left = leftMemory.vector(batch.size());
        SumVector right = rightMemory.vector(batch.size());
        for (int i = 1; i <= depth; i++) {
            tools.lines().squares(1, backward[i], left);
            tools.lines().squares(1, forward[i - 1], right);
            double mean = tools.sums().dot(left, right) / batch.size();
            byBlock[layers.block(i)] = twoC * twoC * mean - tools.sums().squares(layers.of(gradient, i));
        }
    }

    @Override
    public void noiseOfRescaling(DevicePoint theta, DevicePoint gradient, double[] byUnit) {
        backward(theta);
        double factor = twoC * twoC / batch.size();
        SumVector weights = leftMemory.vector(batch.size());
        SumVector units = rightMemory.vector(byUnit.length);
        Lines lines = tools.lines();
        lines.squares(1, backward[2], weights);
        View hidden = forward[1].transposed();
        lines.weightedDots(factor, weights, hidden, hidden, 0, units);
        lines.squares(1, forward[0], weights);
        View back = backward[1].transposed();
        lines.weightedDots(-factor, weights, back, back, 1, units);
        View ofU = layers.of(gradient, 2).transposed();
        View ofW = layers.of(gradient, 1);
        lines.dots(-1, ofU, ofU, 1, units);
        lines.dots(1, ofW, ofW, 1, units);
        tools.fetch(units.buffer(), byUnit);
    }

    /** With slopes minus their mean, so that no large mean has to cancel afterwards. */
    @Override
    public void noiseCovarianceVectorProduct(DevicePoint theta, DevicePoint v, DevicePoint out) {
        backward(theta);
        SumVector slopes = slopesMemory.vector(batch.size());
        for (int i = 1; i <= depth; i++) {
            View direction = layers.of(v, i).transposed();
            View moved = scaledMemory.matrix(batch.size(), direction.columns());
            tools.products().plain(1, forward[i - 1], direction, moved);
            tools.lines().dots(twoC, backward[i], moved, i == 1 ? 0 : 1, slopes);
        }
        tools.lines().centre(slopes);
        for (int i = 1; i <= depth; i++) {
            View scaled = scaledMemory.matrix(batch.size(), backward[i].columns());
            tools.maps().scaleRows(1, slopes, backward[i], scaled);
            average(twoC, scaled, forward[i - 1], layers.of(out, i));
        }
    }

    @Override
    public void gammas(View gammaU, View gammaW) {
        weighted.gammas(batch.x(), forward[depth], gammaU, gammaW);
    }

    @Override
    public void chargeMatrix(DevicePoint theta, int rotation, double[] out) {
        panels.charges(layers.of(theta, rotation + 2), layers.of(theta, rotation + 1), out);
    }

    @Override
    public void balance(DevicePoint theta, int rotation, double[] out) {
        backward(theta);
        int i = rotation + 1;
        View left = weighted.scale(forward[i - 1], backward[i], scaledMemory);
        View right = weighted.scale(backward[i + 1], forward[i], otherMemory);
        panels.difference(backward[i], forward[i].transposed(), left, right, out);
    }

    @Override
    public void taskBalance(DevicePoint theta, int rotation, double[] out) {
        throw new IllegalStateException("samples have no task");
    }

    @Override
    public void taskBalanceNorms(DevicePoint theta, int rotation, double[] out) {
        throw new IllegalStateException("samples have no task");
    }
}
