package dev.noether.bench;

import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.EnumSet;
import java.util.Set;

/** The gradient of a minibatch, and with it the Hessian trace if asked for, through the first door of the backend. */
final class PointSubject implements Comparison.Subject {

    private final Set<Quantity> quantities;
    private final Parameters theta;
    private final Batch.Samples batch;
    private final Evaluator evaluator;
    private final Result result;
    private final PlainNet plain;
    private final Parameters plainGradient;
    private final double[] plainTrace;

    PointSubject(Size size, Precision precision, EnumSet<Quantity> quantities) {
        this.quantities = quantities;
        theta = Nets.parameters(size, precision);
        batch = Nets.minibatch(size, precision);
        evaluator = Nets.evaluator(size, precision);
        result = new Result(size.net(), precision, quantities);
        plain = Nets.plain(size, precision);
        plainGradient = Parameters.allocate(size.net(), precision);
        plainTrace = new double[size.net().blocks().size()];
        kernel();
        control();
        Agreement.require(precision, result.gradient(), plainGradient);
        if (hasTrace()) {
            Agreement.require(precision, result.hessianTraceByBlock(), plainTrace);
        }
    }

    private boolean hasTrace() {
        return quantities.contains(Quantity.HESSIAN_TRACE);
    }

    @Override
    public Object kernel() {
        evaluator.at(theta, batch, 0).compute(quantities, result);
        return result;
    }

    @Override
    public Object control() {
        plain.gradient(theta, batch, plainGradient);
        if (hasTrace()) {
            plain.hessianTrace(plainTrace);
        }
        return plainGradient;
    }
}
