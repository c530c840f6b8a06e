/**
 * {@code noether figure}: the paper's experiments. A {@link dev.noether.study.figure.Figure} computes data, claims and
 * what its panels show; drawing, files and the command are written once for all of them.
 */
package dev.noether.study.figure;
