/** {@code noether equilibrium}: closed forms for a task, and the fixed point along a symmetry for given parameters. */
package dev.noether.study.equilibrium;
