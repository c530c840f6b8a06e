package dev.noether.validate;

/**
 * Sizes of a case of a two-layer net.
 *
 * @param inputs dx
 * @param hidden d
 * @param outputs dy
 * @param batchSize S; without a meaning for moments and populations
 */
public record Shape(int inputs, int hidden, int outputs, int batchSize) {

    /** The same model on {@code size} samples. */
    public Shape withBatchSize(int size) {
        return new Shape(inputs, hidden, outputs, size);
    }

    @Override
    public String toString() {
        return "dx " + inputs + ", d " + hidden + ", dy " + outputs + ", S " + batchSize;
    }
}
