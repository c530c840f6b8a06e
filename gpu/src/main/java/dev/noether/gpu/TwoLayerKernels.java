package dev.noether.gpu;

/**
 * The kernels that are the same for every size.
 *
 * @param products matrix products
 * @param sums reductions
 * @param draws minibatches
 * @param finish end of a step
 * @param chargeUnits charges of rescaling
 */
record TwoLayerKernels(Products products, Sums sums, Draws draws, Kernel finish, Kernel chargeUnits) {

    TwoLayerKernels(Session session, Tuning tuning) {
        this(session, build(session, tuning), tuning);
    }

    private TwoLayerKernels(Session session, Program program, Tuning tuning) {
        this(
                new Products(program, tuning.productGroup()),
                new Sums(session, program),
                new Draws(program),
                program.kernel("finish_step", 1),
                program.kernel("charge_units", Sums.GROUP));
    }

    private static Program build(Session session, Tuning tuning) {
        return new Program(
                session,
                new KernelSource(session.device(), session.precision())
                        .define("DRAW_GROUP", String.valueOf(Draws.GROUP))
                        .define("PRODUCT_GROUP", String.valueOf(tuning.productGroup()))
                        .define("SLICE", String.valueOf(tuning.slice()))
                        .define("REDUCE_GROUP", String.valueOf(Sums.GROUP))
                        .define("REDUCE_GROUPS", String.valueOf(Sums.GROUPS))
                        .file("batch.cl")
                        .file("product.cl")
                        .file("reduction.cl")
                        .file("update.cl"));
    }
}
