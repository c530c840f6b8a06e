package dev.noether.study.figure.plot;

/**
 * How a series is drawn. What differs in meaning differs in more than colour.
 *
 * @param ink colour
 * @param line between neighbouring points
 * @param marker at each point
 */
public record Look(Ink ink, Line line, Marker marker) {

    /** A line between points. */
    public enum Line {
        NONE,
        THIN,
        PLAIN,
        BOLD,
        DASHED
    }

    /** A sign at a point. */
    public enum Marker {
        NONE,
        DISC,
        SQUARE,
        RING,
        OPEN_SQUARE
    }

    /** Closed forms: thin and dark, over everything else. */
    public static Look theory() {
        return new Look(Ink.BLACK, Line.THIN, Marker.NONE);
    }

    /** A curve. */
    public static Look curve(Ink ink, Line line) {
        return new Look(ink, line, Marker.NONE);
    }

    /** Points that are not joined. */
    public static Look points(Ink ink, Marker marker) {
        return new Look(ink, Line.NONE, marker);
    }
}
