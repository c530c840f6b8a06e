/** Where minibatches come from: Gaussian tasks, addressed by (seed, step). */
package dev.noether.task;
