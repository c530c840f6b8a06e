/** What a picture shows, as values, and how it is drawn: the one style of all figures, as PNG and as SVG. */
package dev.noether.study.figure.plot;
