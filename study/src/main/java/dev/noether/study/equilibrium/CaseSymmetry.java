package dev.noether.study.equilibrium;

import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Symmetry;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Memory;
import dev.noether.study.console.Suggestion;
import dev.noether.study.file.Npy;
import dev.noether.theory.Generator;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What {@code --symmetry} names: a symmetry of the model by its name, all generators of a family at once or one of them as
 * {@code NAME[J]}, J from 0; a diagonal generator as {@code diagonal:LIST}; or a .npy file with a symmetric matrix or, for a
 * diagonal one, a vector over the parameters in the model's order, rows first.
 *
 * @param name as printed
 * @param family whether the answers are lists, one a generator
 * @param directions the generators, which commute
 */
record CaseSymmetry(String name, boolean family, List<Direction> directions) {

    private static final String FLAG = "--symmetry";
    private static final String DIAGONAL = "diagonal:";
    private static final Pattern ONE_OF_FAMILY = Pattern.compile("(.*)\\[(\\d+)]");

    /** Square matrices that a dense generator is made with: itself, a copy, factors and eigenvectors. */
    private static final double MATRICES = 8;

    /** @throws InputException if the text is no symmetry of the model's parameters */
    static CaseSymmetry parse(String text, Model model) {
        if (text == null) {
            throw new InputException("a case file needs " + FLAG + ", " + choices(model));
        }
        if (text.startsWith(DIAGONAL)) {
            double[] weights = DiagonalText.parse(text.substring(DIAGONAL.length()), model.parameterCount(), FLAG);
            return new CaseSymmetry("a diagonal generator", false, List.of(Direction.diagonal(weights)));
        }
        if (text.endsWith(".npy")) {
            return new CaseSymmetry(text, false, List.of(ofFile(text, model.parameterCount())));
        }
        Matcher one = ONE_OF_FAMILY.matcher(text);
        return one.matches() ? ofFamily(one.group(1), one.group(2), text, model) : named(text, model);
    }

    private static CaseSymmetry named(String name, Model model) {
        Symmetry symmetry = find(name, model);
        List<Direction> directions = IntStream.range(0, symmetry.generators())
                .mapToObj(index -> Direction.of(model, symmetry, index))
                .toList();
        return new CaseSymmetry(name, symmetry.family(), directions);
    }

    private static CaseSymmetry ofFamily(String name, String index, String text, Model model) {
        Symmetry symmetry = find(name, model);
        if (!symmetry.family()) {
            throw new InputException(
                    FLAG + " is '" + text + "', but " + name + " has one generator; leave [" + index + "] out");
        }
        // Longer numbers are out of range in any case.
        int generator = index.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(index);
        if (generator >= symmetry.generators()) {
            throw new InputException(
                    FLAG + " is '" + text + "', the hidden units are 0 to " + (symmetry.generators() - 1));
        }
        return new CaseSymmetry(text, false, List.of(Direction.of(model, symmetry, generator)));
    }

    private static Symmetry find(String name, Model model) {
        List<Symmetry> all = model.symmetries();
        List<String> names = all.stream().map(Symmetry::name).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new InputException(
                    FLAG + " is '" + name + "', it must be " + choices(model) + Suggestion.suffix(name, names));
        }
        return all.get(index);
    }

    private static String choices(Model model) {
        List<String> names = model.symmetries().stream().map(Symmetry::name).toList();
        String any = "diagonal:LIST or a .npy file";
        return names.isEmpty()
                ? any + ", as the model has no symmetry of its own"
                : "one of " + String.join(", ", names) + ", or " + any;
    }

    private static Direction ofFile(String file, long parameters) {
        Matrix matrix = Npy.readVectorOrMatrix(Path.of(file));
        boolean vector = matrix.rows() == 1;
        if (matrix.columns() != parameters || (!vector && matrix.rows() != parameters)) {
            throw new InputException(file + " holds " + (vector ? "a vector of " : matrix.rows() + " x ")
                    + matrix.columns() + " numbers, the model has " + parameters
                    + " parameters; give a symmetric matrix, or a vector for a diagonal one, over all of them");
        }
        requireFinite(matrix, file);
        try {
            if (vector) {
                return Direction.diagonal(matrix.toRows()[0]);
            }
            if (matrix.rows() <= Generator.LARGEST_DENSE) {
                Memory.require(
                        MATRICES * parameters * parameters * Double.BYTES,
                        "a dense generator of " + parameters + " parameters");
            }
            return Direction.of(Generator.dense(matrix));
        } catch (IllegalArgumentException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }

    private static void requireFinite(Matrix matrix, String file) {
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                if (!Double.isFinite(matrix.get(i, j))) {
                    throw new InputException(file + ": element " + (matrix.rows() == 1 ? "" : "(" + (i + 1) + ", ")
                            + (j + 1) + (matrix.rows() == 1 ? "" : ")") + " is " + matrix.get(i, j)
                            + ", it must be finite");
                }
            }
        }
    }
}
