/** The {@code noether} command line. */
package dev.noether.study;
