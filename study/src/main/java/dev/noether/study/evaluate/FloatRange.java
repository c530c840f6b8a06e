package dev.noether.study.evaluate;

import dev.noether.model.Matrix;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import dev.noether.study.file.CaseFile;
import dev.noether.task.Batch;
import java.util.List;

/** Whether the numbers of a case fit float, in which they would otherwise be infinite. */
final class FloatRange {

    private final String file;

    private FloatRange(String file) {
        this.file = file;
    }

    /** @throws InputException for the first number that float does not reach */
    static void require(CaseFile point, String file) {
        FloatRange range = new FloatRange(file.equals("-") ? "standard input" : file);
        range.requireWeightDecay(point.weightDecay());
        range.require("parameters.", point.parameters());
        Batch.Samples batch = point.batch().orElseThrow();
        range.require("batch.x", batch.x());
        range.require("batch.y", batch.y());
        point.direction().ifPresent(direction -> range.require("direction.", direction));
    }

    /** Gradient and Hessian have twice the weight decay. */
    private void requireWeightDecay(double weightDecay) {
        if (Float.isInfinite((float) (2 * weightDecay))) {
            throw new InputException(file + ": weightDecay is " + NumberText.plain(weightDecay)
                    + ", twice of which does not fit float; make it smaller, or take --precision double");
        }
    }

    private void require(String path, Parameters parameters) {
        List<ParameterBlock> blocks = parameters.model().blocks();
        for (int b = 0; b < blocks.size(); b++) {
            require(path + blocks.get(b).name(), parameters.block(b));
        }
    }

    private void require(String name, Matrix matrix) {
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                if (Float.isInfinite((float) matrix.get(i, j))) {
                    throw new InputException(file + ": " + name + ", row " + (i + 1) + ", column " + (j + 1) + " is "
                            + NumberText.plain(matrix.get(i, j))
                            + ", which does not fit float; make it smaller, or take --precision double");
                }
            }
        }
    }
}
