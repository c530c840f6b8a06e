package dev.noether.model;

/**
 * A named matrix of parameters, in its logical shape.
 *
 * @param name as in the formulas, for instance "U"
 * @param rows number of rows
 * @param columns number of columns
 */
public record ParameterBlock(String name, int rows, int columns) {

    /** Number of parameters in the block. */
    public long size() {
        return (long) rows * columns;
    }
}
