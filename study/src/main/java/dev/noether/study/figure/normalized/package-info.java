/** Figure 7: nets whose layers are divided by norms, where SGD can only grow. */
package dev.noether.study.figure.normalized;
