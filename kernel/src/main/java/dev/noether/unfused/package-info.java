/** The SIMD backend for machines whose processor has no fused multiply-add. */
package dev.noether.unfused;
