package dev.noether.study.evaluate;

import dev.noether.model.Model;
import dev.noether.model.Symmetry;
import dev.noether.study.console.Memory;
import dev.noether.study.file.CaseFile;
import dev.noether.study.problem.ModelText;
import dev.noether.task.Batch;
import java.util.Set;

/** What a point needs at once, compared before work starts. */
final class PointMemory {

    /** Copies of parameters: packed ones, gradient, diagonal, products and their scratch. */
    private static final double PARAMETER_COPIES = 8;

    /** Numbers a sample and hidden unit: inputs of units, outputs, two derivatives, what goes back and scratch. */
    private static final double HIDDEN_COPIES = 8;

    /** Numbers a sample and input or output: packed copies, residuals, scratch. */
    private static final double DATA_COPIES = 4;

    /** Square matrices that a quantity is made of: itself, two terms and a scratch. */
    private static final double MATRICES = 4;

    private PointMemory() {}

    /** Vectors of a Lanczos run: at most so many, or as many as fill so many numbers, but never below what it must have. */
    private static final double BASIS = 400;

    private static final double BASIS_NUMBERS = 1 << 25;
    private static final double SMALLEST_BASIS = 20;

    /**
     * @param eigenvalues how many are searched for, if any are
     * @throws dev.noether.study.console.InputException if it does not fit
     */
    static void require(CaseFile point, Set<CaseQuantity> members, int eigenvalues) {
        Model model = point.model();
        double squares = 0;
        for (CaseQuantity member : members) {
            squares += squares(model, member);
        }
        Batch.Samples batch = point.batch().orElseThrow();
        double hidden = ModelText.hiddenWidths(model).stream()
                .mapToDouble(Integer::doubleValue)
                .sum();
        double numbers = PARAMETER_COPIES * model.parameterCount()
                + batch.size() * (DATA_COPIES * (model.inputs() + (double) model.outputs()) + HIDDEN_COPIES * hidden)
                + MATRICES * squares
                + (members.contains(CaseQuantity.TOP_EIGENVALUES) ? basis(model, eigenvalues) : 0);
        Memory.require(
                numbers * Double.BYTES, "the point of " + ModelText.sizes(model) + " and " + batch.size() + " samples");
    }

    private static double basis(Model model, int eigenvalues) {
        Memory.requireElements(model.parameterCount(), 1, CaseQuantity.TOP_EIGENVALUES.word);
        double size = model.parameterCount();
        double wanted = Math.min(eigenvalues, size);
        double vectors = Math.max(Math.min(BASIS, BASIS_NUMBERS / size), 2 * wanted + SMALLEST_BASIS);
        return size * (Math.min(size, vectors) + 2 * wanted);
    }

    /** Elements of the square matrices that a member prints. */
    private static double squares(Model model, CaseQuantity member) {
        return switch (member) {
            case GAMMA_W -> square(model.inputs(), member);
            case GAMMA_U -> square(model.outputs(), member);
            case BALANCE, CHARGE_MATRICES ->
                model.doubleRotations().stream()
                        .mapToInt(Symmetry.DoubleRotation::size)
                        .mapToDouble(size -> square(size, member))
                        .sum();
            default -> 0;
        };
    }

    private static double square(int side, CaseQuantity member) {
        Memory.requireElements(side, side, member.word);
        return (double) side * side;
    }
}
