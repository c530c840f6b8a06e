package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import dev.noether.validate.reference.ReferenceBackend;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Compares what a backend computes at a point with the reference. */
public final class Agreement {

    private Agreement() {}

    /**
     * Deviation of every quantity that is defined at a point. The backend is given strided views in memory that is NaN
     * around them, and a result that is NaN before.
     *
     * @throws dev.noether.backend.BackendException if the backend refuses the precision or the size
     */
    public static Map<Quantity, Deviation> measure(Backend backend, Precision precision, AgreementCase point) {
        return measure(backend, precision, point, QuantityValues.definedOn(point.batch()));
    }

    /** The same for some quantities, all asked for at once. */
    public static Map<Quantity, Deviation> measure(
            Backend backend, Precision precision, AgreementCase point, Set<Quantity> quantities) {
        Result actual = evaluate(backend, precision, point, quantities);
        Result expected = evaluate(new ReferenceBackend(), Precision.DOUBLE, point, quantities);
        Result magnitudes = Magnitudes.of(point);
        Map<Quantity, Deviation> deviations = new EnumMap<>(Quantity.class);
        for (Quantity quantity : quantities) {
            double error = Deviation.largest(
                    QuantityValues.of(quantity, actual),
                    QuantityValues.of(quantity, expected),
                    QuantityValues.of(quantity, magnitudes));
            deviations.put(quantity, new Deviation(error, Roundoff.bound(quantity, point, precision)));
        }
        return deviations;
    }

    private static Result evaluate(
            Backend backend, Precision precision, AgreementCase point, Set<Quantity> quantities) {
        Result result = new Result(point.model(), precision, quantities);
        QuantityValues.erase(result);
        Batch batch = Surrounded.copy(point.batch(), precision);
        try (Evaluator evaluator = backend.evaluator(point.model(), precision)) {
            evaluator
                    .at(Surrounded.copy(point.parameters(), precision), batch, point.weightDecay())
                    .compute(quantities, result);
        }
        return result;
    }
}
