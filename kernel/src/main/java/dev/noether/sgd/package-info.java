/** Trajectories above all backends: initial values, when to observe what, and the loop between them. */
package dev.noether.sgd;
