package dev.noether.bench;

import dev.noether.model.Parameters;
import dev.noether.model.Precision;

/** The check that a benchmark makes once before it is timed: kernel and control computed the same. */
public final class Agreement {

    private Agreement() {}

    /** Largest difference allowed, relative to the largest element: some hundred roundings. */
    static double tolerance(Precision precision) {
        return switch (precision) {
            case FLOAT -> 1e-4;
            case DOUBLE -> 1e-12;
        };
    }

    /** @throws IllegalStateException if two results differ by more than rounding */
    static void require(Precision precision, double[] kernel, double[] control) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < control.length; i++) {
            largest = Math.max(largest, Math.abs(control[i]));
            difference = Math.max(difference, Math.abs(kernel[i] - control[i]));
        }
        if (kernel.length != control.length || !(difference <= tolerance(precision) * largest)) {
            throw new IllegalStateException("kernel and control differ by " + difference + ", the largest element is "
                    + largest + ": what would be timed is not the same computation");
        }
    }

    /** @throws IllegalStateException if a block of two parameters differs by more than rounding */
    public static void require(Precision precision, Parameters kernel, Parameters control) {
        for (int b = 0; b < control.blocks(); b++) {
            require(
                    precision,
                    flat(kernel.block(b).toRows()),
                    flat(control.block(b).toRows()));
        }
    }

    private static double[] flat(double[][] rows) {
        double[] all = new double[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[i].length, rows[i].length);
        }
        return all;
    }
}
