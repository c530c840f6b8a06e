/** {@code noether bundle}: the program with its own Java runtime, packed for machines that have none. */
package dev.noether.study.bundle;
