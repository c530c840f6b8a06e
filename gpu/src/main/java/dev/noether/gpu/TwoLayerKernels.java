package dev.noether.gpu;

/**
 * The kernels that are the same for every size.
 *
 * @param products matrix products
 * @param sums reductions
 * @param draws minibatches
 * @param finish end of a step
 */
record TwoLayerKernels(Products products, Sums sums, Draws draws, Kernel finish) {

    TwoLayerKernels(Session session) {
        this(session, build(session));
    }

    private TwoLayerKernels(Session session, Program program) {
        this(
                new Products(program),
                new Sums(session, program),
                new Draws(program),
                program.kernel("finish_step", 1));
    }

    private static Program build(Session session) {
        return new Program(
                session,
                new KernelSource(session.device(), session.precision())
                        .define("DRAW_GROUP", String.valueOf(Draws.GROUP))
                        .file("batch.cl")
                        .file("product.cl")
                        .file("reduction.cl")
                        .file("update.cl"));
    }
}
