/** Closed forms for models of the engine. */
module dev.noether.theory {
    requires transitive dev.noether.kernel;
    requires ojalgo;

    exports dev.noether.theory;
}
