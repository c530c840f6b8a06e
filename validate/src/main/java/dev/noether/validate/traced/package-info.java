/**
 * Running error analysis: every quantity of every model, computed with matrices that know how far rounding may have moved
 * them. The values are a third computation, beside the backends and the reference; the rest bounds the others' errors.
 */
package dev.noether.validate.traced;
