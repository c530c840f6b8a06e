/** Figure 8: how fast SGD comes to the noise equilibrium, for learning rates, dimensions and batch sizes. */
package dev.noether.study.figure.convergence;
