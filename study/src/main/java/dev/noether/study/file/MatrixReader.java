package dev.noether.study.file;

import dev.noether.model.Matrix;
import dev.noether.study.console.InputException;
import java.util.List;

/** Matrices of a JSON document: arrays of equally long rows of finite numbers. */
final class MatrixReader {

    private final String file;

    MatrixReader(String file) {
        this.file = file;
    }

    /** @param name of the matrix in the document, for instance "parameters.U" */
    Matrix read(JsonTree value, String name) {
        List<JsonTree> rows =
                switch (value) {
                    case JsonTree.Items items -> items.values();
                    case JsonTree.Row row
                    when row.values().length == 0 ->
                        throw new InputException(place(row) + name + " is empty, it must be an array of rows");
                    default ->
                        throw new InputException(
                                place(value) + name + " is " + value.describe() + ", it must be an array of rows");
                };
        double[][] elements = new double[rows.size()][];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = row(rows.get(i), name + ", row " + (i + 1));
            if (elements[i].length != elements[0].length) {
                throw new InputException(place(rows.get(i)) + name + ", row " + (i + 1) + " has " + elements[i].length
                        + " entries, row 1 has " + elements[0].length + "; the rows of a matrix are equally long");
            }
        }
        return Matrix.of(elements);
    }

    private double[] row(JsonTree value, String name) {
        if (!(value instanceof JsonTree.Row row) || row.values().length == 0) {
            throw notNumbers(value, name);
        }
        for (int j = 0; j < row.values().length; j++) {
            if (!Double.isFinite(row.values()[j])) {
                throw new InputException(place(value) + name + ", entry " + (j + 1)
                        + " is beyond the range of a double, it must be a finite number");
            }
        }
        return row.values();
    }

    private InputException notNumbers(JsonTree value, String name) {
        if (value instanceof JsonTree.Items items) {
            for (int j = 0; j < items.values().size(); j++) {
                JsonTree entry = items.values().get(j);
                if (!(entry instanceof JsonTree.Number)) {
                    return new InputException(place(entry) + name + ", entry " + (j + 1) + " is " + entry.describe()
                            + ", it must be a finite number");
                }
            }
        }
        return new InputException(
                place(value) + name + " is " + value.describe() + ", it must be an array of finite numbers");
    }

    private String place(JsonTree value) {
        return file + ", line " + value.line() + ": ";
    }
}
