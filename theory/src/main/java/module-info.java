/** Closed forms for models of the engine. */
module dev.noether.theory {
    requires transitive dev.noether.kernel;
    requires hipparchus.core;
    requires hipparchus.ode;
    requires ojalgo;

    exports dev.noether.theory;
}
