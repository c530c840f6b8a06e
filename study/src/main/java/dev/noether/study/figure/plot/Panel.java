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
}
