package dev.noether.study.figure.plot;

import java.util.List;
import java.util.Optional;

/** One of the pictures beside each other in a figure; its letter is its place. */
public sealed interface Panel {

    /**
     * Curves and points in the plane.
     *
     * @param x axis along the lower edge
     * @param y axis along the left edge
     * @param series later ones are drawn over earlier ones
     * @param background behind all of them
     */
    record Plane(Axis x, Axis y, List<Series> series, Optional<Landscape> background) implements Panel {
        public Plane {
            series = List.copyOf(series);
        }

        /** On white. */
        public Plane(Axis x, Axis y, List<Series> series) {
            this(x, y, series, Optional.empty());
        }
    }

    /**
     * A square matrix as a heat map, its first row on top.
     *
     * @param title above it
     * @param values rows of equal length; not modified afterwards
     * @param scale what the colours mean
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Map(String title, double[][] values, HeatScale scale) implements Panel {
        public Map {
            for (double[] row : values) {
                if (row.length != values.length) {
                    throw new IllegalArgumentException("a heat map of " + values.length + " rows has a row of "
                            + row.length + " elements, it must be square");
                }
            }
        }
    }
}
