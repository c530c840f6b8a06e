package dev.noether.bench;

import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.Set;

/** The gradient of a minibatch, through the first door of the backend. */
final class PointSubject implements Comparison.Subject {

    private static final Set<Quantity> GRADIENT = Set.of(Quantity.GRADIENT);

    private final Parameters theta;
    private final Batch.Samples batch;
    private final Evaluator evaluator;
    private final Result result;
    private final PlainNet plain;
    private final Parameters plainGradient;

    PointSubject(Size size, Precision precision) {
        theta = Nets.parameters(size, precision);
        batch = Nets.minibatch(size, precision);
        evaluator = Nets.evaluator(size, precision);
        result = new Result(size.net(), precision, GRADIENT);
        plain = Nets.plain(size, precision);
        plainGradient = Parameters.allocate(size.net(), precision);
        kernel();
        control();
        Agreement.require(precision, result.gradient(), plainGradient);
    }

    @Override
    public Object kernel() {
        evaluator.at(theta, batch, 0).compute(GRADIENT, result);
        return result;
    }

    @Override
    public Object control() {
        plain.gradient(theta, batch, plainGradient);
        return plainGradient;
    }
}
