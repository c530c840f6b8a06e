/** The reference backend and the referee that measures every other backend against it. */
module dev.noether.validate {
    requires transitive dev.noether.kernel;

    exports dev.noether.validate;

    provides dev.noether.backend.Backend with
            dev.noether.validate.reference.ReferenceBackend;
}
