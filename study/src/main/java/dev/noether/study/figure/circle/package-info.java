/** Figure 1: a scale-invariant loss in the plane, where SGD leaves the circle that GD stays on. */
package dev.noether.study.figure.circle;
