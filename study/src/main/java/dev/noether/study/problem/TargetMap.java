package dev.noether.study.problem;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.Suggestion;
import dev.noether.study.file.Npy;
import java.nio.file.Path;
import java.util.List;

/** The linear map V* that is to be learnt, dy x dx. */
sealed interface TargetMap {

    /** The map of a seed; only a random one depends on it. */
    Matrix draw(long seed);

    /** One map for all seeds. */
    record Given(Matrix matrix) implements TargetMap {
        @Override
        public Matrix draw(long seed) {
            return matrix;
        }
    }

    /**
     * Normals of variance 1/dx, drawn in double: entry (i, j) is component j of sample i at step 0 of its purpose.
     *
     * @param outputs dy
     * @param inputs dx
     */
    record Random(int outputs, int inputs) implements TargetMap {
        @Override
        public Matrix draw(long seed) {
            RandomStream stream = new RandomStream(seed);
            Matrix matrix = Matrix.allocate(Precision.DOUBLE, outputs, inputs);
            double deviation = Math.sqrt(1.0 / inputs);
            double[] row = new double[inputs];
            for (int i = 0; i < outputs; i++) {
                stream.normals(Purpose.TARGET, 0, i, inputs, row, 0);
                for (int j = 0; j < inputs; j++) {
                    row[j] *= deviation;
                }
                matrix.setRow(i, row, 0);
            }
            return matrix;
        }
    }

    /** Reads {@code identity}, {@code scale:C}, {@code gaussian} or the path of a .npy file. */
    static TargetMap parse(String text, int outputs, int inputs) {
        if (text.equals("identity")) {
            return new Given(scaled(1, text, outputs, inputs));
        }
        if (text.startsWith("scale:")) {
            double factor = NumberText.finite(text.substring("scale:".length()), "the factor of --target scale");
            return new Given(scaled(factor, text, outputs, inputs));
        }
        if (text.equals("gaussian")) {
            return new Random(outputs, inputs);
        }
        if (text.endsWith(".npy")) {
            return new Given(fromFile(text, outputs, inputs));
        }
        throw new InputException("--target is '" + text + "', it must be identity, scale:C, gaussian or a .npy file"
                + Suggestion.suffix(text, List.of("identity", "gaussian")));
    }

    private static Matrix scaled(double factor, String text, int outputs, int inputs) {
        if (outputs != inputs) {
            throw new InputException("--target " + text + " needs as many outputs as inputs, not " + inputs
                    + " inputs and " + outputs + " outputs; take --target gaussian or a .npy file of " + outputs + " x "
                    + inputs);
        }
        Matrix matrix = Matrix.identity(inputs);
        for (int i = 0; i < inputs; i++) {
            matrix.set(i, i, factor);
        }
        return matrix;
    }

    private static Matrix fromFile(String path, int outputs, int inputs) {
        Matrix matrix = Npy.read(Path.of(path));
        if (matrix.rows() != outputs || matrix.columns() != inputs) {
            throw new InputException("--target " + path + " is " + matrix.rows() + " x " + matrix.columns()
                    + ", outputs and inputs ask for " + outputs + " x " + inputs);
        }
        for (int i = 0; i < outputs; i++) {
            for (int j = 0; j < inputs; j++) {
                if (!Double.isFinite(matrix.get(i, j))) {
                    throw new InputException("--target " + path + ", row " + (i + 1) + ", column " + (j + 1) + " is "
                            + matrix.get(i, j) + ", it must be finite");
                }
            }
        }
        return matrix;
    }
}
