/** The engine: models, random stream, tasks, the contracts of a backend, the SIMD backend and trajectories. */
module dev.noether.kernel {
    // Static: a caller who forgets --add-modules gets a reason from the SIMD backend, not a linkage error.
    requires static jdk.incubator.vector;

    exports dev.noether.model;
    exports dev.noether.random;
    exports dev.noether.task;
    exports dev.noether.backend;
    exports dev.noether.reduction;
    exports dev.noether.sgd;
    exports dev.noether.spectrum;
    exports dev.noether.simd to
            dev.noether.bench,
            dev.noether.validate;
    exports dev.noether.unfused to
            dev.noether.validate;

    uses dev.noether.backend.Backend;

    provides dev.noether.backend.Backend with
            dev.noether.backend.simd.SimdBackend;
}
