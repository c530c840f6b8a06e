package dev.noether.study.figure.plot;

/**
 * Points that belong together. A point that is not finite is a gap.
 *
 * @param name in the legend; empty for none
 * @param look how it is drawn
 * @param x first coordinates
 * @param y second coordinates, as many
 */
@SuppressWarnings("ArrayRecordComponent")
public record Series(String name, Look look, double[] x, double[] y) {

    public Series {
        if (x.length != y.length) {
            throw new IllegalArgumentException(x.length + " first and " + y.length + " second coordinates");
        }
    }
}
