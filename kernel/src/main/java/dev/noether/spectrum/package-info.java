/**
 * What Hessian-vector products alone tell about the Hessian of any model on any backend: an estimate of its trace and its
 * largest eigenvalues.
 */
package dev.noether.spectrum;
