/**
 * The contract of a backend: two doors, {@link dev.noether.backend.Evaluator} at a point and
 * {@link dev.noether.backend.Stepper} along a path.
 */
package dev.noether.backend;
