package dev.noether.study.file;

import dev.noether.model.Matrix;
import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import java.util.List;

/** Matrices of a JSON document: arrays of equally long rows of finite numbers; a vector is an array of numbers. */
final class MatrixReader {

    /** Form of a matrix, for sentences. */
    static final String ROWS = "an array of rows";

    private static final String VECTOR = "an array of numbers";

    private final MemberReader members;

    MatrixReader(MemberReader members) {
        this.members = members;
    }

    /** Form of the blocks of a model, for sentences. */
    String form(ModelKind kind) {
        return kind == ModelKind.SCALE_INVARIANT ? VECTOR : ROWS;
    }

    /** A block of a model: the scale-invariant one has a vector, which becomes a matrix of one row. */
    Matrix block(JsonTree value, String name, ModelKind kind) {
        return kind == ModelKind.SCALE_INVARIANT ? vector(value, name) : matrix(value, name);
    }

    private Matrix vector(JsonTree value, String name) {
        if (value instanceof JsonTree.Items items && items.values().getFirst() instanceof JsonTree.Row) {
            Matrix matrix = matrix(value, name);
            if (matrix.rows() != 1) {
                throw members.at(
                        value,
                        name + " has " + matrix.rows() + " rows, it must be a vector: " + VECTOR
                                + ", or one row of them");
            }
            return matrix;
        }
        return Matrix.of(new double[][] {row(value, name)});
    }

    /** @param name of the matrix in the document, for instance "parameters.U" */
    Matrix matrix(JsonTree value, String name) {
        if (value instanceof JsonTree.Row empty && empty.values().length == 0) {
            throw members.at(value, name + " is empty, it must be " + ROWS);
        }
        if (!(value instanceof JsonTree.Items items)) {
            throw members.at(value, name + " is " + value.describe() + ", it must be " + ROWS);
        }
        List<JsonTree> rows = items.values();
        double[][] elements = new double[rows.size()][];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = row(rows.get(i), name + ", row " + (i + 1));
            if (elements[i].length != elements[0].length) {
                throw members.at(
                        rows.get(i),
                        name + ", row " + (i + 1) + " has "
                                + NumberText.count(elements[i].length, "entry", "entries") + ", row 1 has "
                                + elements[0].length + "; the rows of a matrix are equally long");
            }
        }
        return Matrix.of(elements);
    }

    private double[] row(JsonTree value, String name) {
        if (!(value instanceof JsonTree.Row row) || row.values().length == 0) {
            throw notNumbers(value, name);
        }
        for (int j = 0; j < row.values().length; j++) {
            double entry = row.values()[j];
            if (!Double.isFinite(entry)) {
                throw members.at(
                        value,
                        name + ", entry " + (j + 1) + " is " + (Double.isNaN(entry) ? "NaN" : JsonTree.BEYOND)
                                + ", it must be a finite number");
            }
        }
        return row.values();
    }

    private InputException notNumbers(JsonTree value, String name) {
        if (value instanceof JsonTree.Items items) {
            for (int j = 0; j < items.values().size(); j++) {
                JsonTree entry = items.values().get(j);
                if (!(entry instanceof JsonTree.Number)) {
                    return members.at(
                            entry,
                            name + ", entry " + (j + 1) + " is " + entry.describe() + ", it must be a finite number");
                }
            }
        }
        return members.at(value, name + " is " + value.describe() + ", it must be an array of finite numbers");
    }
}
