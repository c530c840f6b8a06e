package dev.noether.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The deep linear net {@code f(x) = W_D ... W_1 x} (Eq. 15), of any depth and shapes: {@code W_i} is
 * {@code widths[i] x widths[i - 1]}. Blocks are W1 to WD in this order.
 *
 * @param widths dx, the hidden widths from input to output, dy: at least two numbers
 * @param loss convention of the squared loss
 */
public record DeepLinearNet(List<Integer> widths, Loss loss) implements Model {

    /** @throws IllegalArgumentException if there are fewer than two widths, or one is below 1 */
    public DeepLinearNet {
        Objects.requireNonNull(loss);
        widths = List.copyOf(widths);
        if (widths.size() < 2) {
            throw new IllegalArgumentException(
                    "a deep linear net needs the widths of its input and output, not only " + widths);
        }
        for (int width : widths) {
            if (width < 1) {
                throw new IllegalArgumentException("the widths of a deep linear net are at least 1, not " + widths);
            }
        }
    }

    @Override
    public String kind() {
        return "deep-linear";
    }

    /** Number of layers D. */
    public int depth() {
        return widths.size() - 1;
    }

    @Override
    public int inputs() {
        return widths.getFirst();
    }

    @Override
    public int outputs() {
        return widths.getLast();
    }

    @Override
    public List<ParameterBlock> blocks() {
        List<ParameterBlock> blocks = new ArrayList<>();
        for (int i = 1; i <= depth(); i++) {
            blocks.add(new ParameterBlock("W" + i, widths.get(i), widths.get(i - 1)));
        }
        return List.copyOf(blocks);
    }

    /** One double rotation for every pair of neighbouring layers, from the input on: (W2,W1), (W3,W2), ... */
    @Override
    public List<Symmetry> symmetries() {
        List<Symmetry> symmetries = new ArrayList<>();
        for (int i = 1; i < depth(); i++) {
            String name = "double-rotation(W" + (i + 1) + ",W" + i + ")";
            symmetries.add(new Symmetry.DoubleRotation(name, i, i - 1, widths.get(i)));
        }
        return List.copyOf(symmetries);
    }

    @Override
    public boolean linearInInputs() {
        return true;
    }

    /** Forward and gradient one product a layer each, backward one for each layer but the first. */
    @Override
    public double flopsPerStep(int batchSize) {
        double weights = 0;
        for (int i = 1; i <= depth(); i++) {
            weights += (i == 1 ? 2.0 : 3.0) * widths.get(i) * widths.get(i - 1);
        }
        return 2.0 * batchSize * weights;
    }
}
