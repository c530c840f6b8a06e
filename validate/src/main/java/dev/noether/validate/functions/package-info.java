/**
 * Elementary functions in twice the precision of a double, by their series: what the functions of the lanes are measured
 * against. Written to be read; nothing here is fast.
 */
package dev.noether.validate.functions;
