/** Figure 5: the norms of the layers of a deep linear net. */
package dev.noether.study.figure.layers;
