package dev.noether.gpu;

import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import java.util.List;

/** Parameters of a model on the device, a gradient or a direction: a matrix a block, in logical shape without padding. */
final class DevicePoint {

    private final List<View> blocks;

    private DevicePoint(List<View> blocks) {
        this.blocks = blocks;
    }

    /** Zeros, each block in a buffer of its own. */
    static DevicePoint allocate(Session session, Model model) {
        return new DevicePoint(model.blocks().stream()
                .map(block -> View.dense(session.reals(block.size()), 0, block.rows(), block.columns()))
                .toList());
    }

    /** Blocks one after the other from {@code offset} on. */
    static DevicePoint of(Model model, DeviceBuffer buffer, long offset) {
        View[] blocks = new View[model.blocks().size()];
        long at = offset;
        for (int b = 0; b < blocks.length; b++) {
            ParameterBlock block = model.blocks().get(b);
            blocks[b] = View.dense(buffer, at, block.rows(), block.columns());
            at += block.size();
        }
        return new DevicePoint(List.of(blocks));
    }

    View block(int b) {
        return blocks.get(b);
    }

    int blocks() {
        return blocks.size();
    }

    /** Takes the values of {@code theta}. */
    void load(Parameters theta, Transfer transfer) {
        for (int b = 0; b < blocks(); b++) {
            transfer.upload(theta.block(b), block(b));
        }
    }

    /** Overwrites {@code theta}. */
    void store(Parameters theta, Transfer transfer) {
        for (int b = 0; b < blocks(); b++) {
            transfer.download(block(b), theta.block(b));
        }
    }
}
