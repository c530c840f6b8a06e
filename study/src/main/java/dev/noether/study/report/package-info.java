/**
 * {@code noether report}: one self-contained HTML page from a folder of figures. It reads the files that
 * {@code noether figure} writes and knows no figure: what is drawn follows from the rows of the CSV.
 */
package dev.noether.study.report;
