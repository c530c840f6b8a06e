/** {@code noether simulate}: trajectories from flags, what is observed along them, and the report at their end. */
package dev.noether.study.simulate;
