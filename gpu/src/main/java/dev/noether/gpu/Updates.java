package dev.noether.gpu;

/** The end of a step on the device; see update.cl. */
final class Updates {

    /** Slot of {@link Sums} for the squares of a step's parameters. */
    private static final int SLOT = 0;

    private final Sums sums;
    private final ReplicaState state;
    private final Kernel descend;
    private final Kernel finish;

    Updates(Toolbox tools, ReplicaState state) {
        this.state = state;
        sums = tools.sums();
        Program program = new Program(
                tools.session(), Toolbox.withReductions(tools.session()).file("update.cl"));
        descend = program.kernel("descend", Sums.GROUP);
        finish = program.kernel("finish_step", 1);
    }

    /** {@code theta = theta - eta (g + 2 gamma theta)}, and the end of the step. */
    void descend(int r, DevicePoint gradient) {
        DevicePoint theta = state.point(r);
        Products.Rates rates = state.rates(r);
        for (int b = 0; b < theta.blocks(); b++) {
            View block = theta.block(b);
            descend.with(block.size())
                    .with(block.buffer())
                    .with(block.offset())
                    .with(gradient.block(b).buffer())
                    .with(gradient.block(b).offset())
                    .with(rates.eta())
                    .with(rates.decay())
                    .with(state.diverged())
                    .with(r)
                    .with(sums.partials())
                    .with(SLOT)
                    .with(b == 0)
                    .enqueue(Math.min(Sums.GROUPS, Math.ceilDiv(block.size(), Sums.GROUP)), 1);
        }
        finish(r, SLOT, SLOT);
    }

    /** Counts a step, and compares {@code |theta|^2}, whose shares are in one or two slots, with the bound. */
    void finish(int r, int slotU, int slotW) {
        finish.with(sums.partials())
                .with(slotU)
                .with(slotW)
                .with(state.bounds())
                .with(state.steps())
                .with(state.diverged())
                .with(r)
                .enqueue(1, 1);
    }
}
