/** Benchmarks of the kernels. */
package dev.noether.bench;
