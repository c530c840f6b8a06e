/**
 * Exact reductions of models, above all backends: a wide two-layer linear net is stepped as a narrow one, of which its
 * trajectory is the orthogonal image.
 */
package dev.noether.reduction;
