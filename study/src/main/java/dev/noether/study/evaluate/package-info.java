/** {@code noether evaluate}: the quantities of one point, from a case file. */
package dev.noether.study.evaluate;
