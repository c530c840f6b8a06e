package dev.noether.bench;

import dev.noether.model.Matrix;
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
        if (kernel.length != control.length) {
            throw new IllegalStateException("kernel and control have " + kernel.length + " and " + control.length
                    + " elements: what would be timed is not the same computation");
        }
        Largest largest = new Largest();
        for (int i = 0; i < control.length; i++) {
            largest.add(kernel[i], control[i]);
        }
        largest.require(precision);
    }

    /** @throws IllegalStateException if a block of two parameters differs by more than rounding */
    public static void require(Precision precision, Parameters kernel, Parameters control) {
        for (int b = 0; b < control.blocks(); b++) {
            Matrix left = kernel.block(b);
            Matrix right = control.block(b);
            // Element by element: the blocks of a large net are not copied.
            Largest largest = new Largest();
            for (int i = 0; i < right.rows(); i++) {
                for (int j = 0; j < right.columns(); j++) {
                    largest.add(left.get(i, j), right.get(i, j));
                }
            }
            largest.require(precision);
        }
    }

    /** The largest difference of two results, and the largest element. */
    private static final class Largest {

        private double element;
        private double difference;

        void add(double kernel, double control) {
            element = Math.max(element, Math.abs(control));
            // Also NaN, which no maximum forgets.
            difference = Math.max(difference, Math.abs(kernel - control));
        }

        void require(Precision precision) {
            if (!(difference <= tolerance(precision) * element)) {
                throw new IllegalStateException("kernel and control differ by " + difference
                        + ", the largest element is " + element + ": what would be timed is not the same computation");
            }
        }
    }
}
