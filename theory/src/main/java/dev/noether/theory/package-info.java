/** Closed forms: noise equilibria, fixed points along a symmetry, predicted Noether flow. */
package dev.noether.theory;
