/** The SIMD backend: kernels of each model on the Vector API. */
package dev.noether.backend.simd;
