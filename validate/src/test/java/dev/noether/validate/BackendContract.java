package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.provider.Arguments;

/** What the contracts of a backend have in common. A backend is held to a contract by a subclass that names it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContract {

    /** The backend that is tested; it must be usable. */
    protected abstract Backend backend();

    /** The precisions that the backend has. */
    protected final List<Precision> precisions() {
        return Arrays.stream(Precision.values())
                .filter(precision -> backend().refuses(precision).isEmpty())
                .toList();
    }

    /** The families of models that the backend has, in each precision that it has: arguments of a test. */
    protected final List<Arguments> models() {
        List<Arguments> arguments = new ArrayList<>();
        for (ModelFamily family : ModelFamily.values()) {
            if (Referee.has(backend(), family)) {
                precisions().forEach(precision -> arguments.add(Arguments.of(family, precision)));
            }
        }
        return arguments;
    }

    /** Quantities at a point, in a result that was NaN before. */
    protected final Result compute(
            Precision precision, Parameters theta, Batch batch, double weightDecay, Set<Quantity> quantities) {
        Result result = result(theta.model(), precision, quantities, batch);
        QuantityValues.erase(result);
        try (Evaluator evaluator = backend().evaluator(theta.model(), precision)) {
            evaluator.at(theta, batch, weightDecay).compute(quantities, result);
        }
        return result;
    }

    /** What is defined there and on this backend. */
    protected final Set<Quantity> defined(Model model, Batch batch) {
        EnumSet<Quantity> defined = EnumSet.noneOf(Quantity.class);
        defined.addAll(Quantity.definedOn(model, batch));
        defined.retainAll(backend().quantities(model));
        return defined;
    }

    /** Memory for quantities on a batch. */
    static Result result(Model model, Precision precision, Set<Quantity> quantities, Batch batch) {
        return new Result(model, precision, quantities, batch instanceof Batch.Samples samples ? samples.size() : 0);
    }

    /** Every quantity that the batch defines. */
    protected final Result compute(Precision precision, Parameters theta, Batch batch, double weightDecay) {
        return compute(precision, theta, batch, weightDecay, defined(theta.model(), batch));
    }

    /** A copy of every element, times {@code factor}. */
    static Matrix scaled(double factor, Matrix source) {
        Matrix result = source.copy(source.precision());
        for (int i = 0; i < source.rows(); i++) {
            for (int j = 0; j < source.columns(); j++) {
                result.set(i, j, factor * source.get(i, j));
            }
        }
        return result;
    }

    /** The same for every block. */
    static Parameters scaled(double factor, Parameters source) {
        Matrix[] blocks = new Matrix[source.blocks()];
        for (int b = 0; b < blocks.length; b++) {
            blocks[b] = scaled(factor, source.block(b));
        }
        return Parameters.of(source.model(), blocks);
    }

    /** The same for every number. */
    static double[] scaled(double factor, double[] values) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }
}
