/**
 * The random stream, addressed by (seed, purpose, step, sample, block): a counter-based generator and the one normative
 * algorithm for normals in each precision, in plain scalar code. Specified in {@code docs/random-stream.md}.
 */
package dev.noether.random;
