package dev.noether.theory;

import dev.noether.model.Matrix;

/** Singular values of a matrix. */
public final class SingularValues {

    private SingularValues() {}

    /**
     * All of them, largest first.
     *
     * @param matrix finite; not modified
     */
    public static double[] of(Matrix matrix) {
        return Dense.singularValues(Dense.of(matrix));
    }
}
