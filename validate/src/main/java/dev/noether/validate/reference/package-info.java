/**
 * The textbook: every model in plain scalar double, nested loops, one statement for each line of the derivation. It
 * shares no code with the fast backends, not even the random stream, and is judged by reading, by hand-computed cases
 * and by finite differences.
 */
package dev.noether.validate.reference;
