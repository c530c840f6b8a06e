/**
 * Building blocks on the Vector API: species, packed matrix products, reductions, normals. The double classes are made
 * from the float sources at build time.
 */
package dev.noether.simd;
