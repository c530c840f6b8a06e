/**
 * Closed forms: noise equilibria of linear nets of two layers and of any depth, and for any model the predicted Noether flow
 * and the fixed point along a symmetry, from a covariance or a stream of per-sample gradients.
 */
package dev.noether.theory;
