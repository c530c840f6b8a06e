package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import dev.noether.validate.reference.ReferenceBackend;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The reference's answers at a point, with which those of any backend are compared. */
public final class Agreement {

    private final AgreementCase point;
    private final Precision precision;
    private final Result expected;
    private final Result magnitudes;

    /**
     * Asks the reference.
     *
     * @param point a point whose numbers are representable in {@code precision}
     * @param precision of the backends that will be compared
     */
    public Agreement(AgreementCase point, Precision precision) {
        this.point = point;
        this.precision = precision;
        expected = evaluate(new ReferenceBackend(), Precision.DOUBLE, point, defined(new ReferenceBackend(), point));
        magnitudes = Magnitudes.of(point);
    }

    /**
     * Deviation of every quantity that is defined at the point. The backend is given strided views in memory that is NaN
     * around them, and a result that is NaN before.
     *
     * @throws dev.noether.backend.BackendException if the backend refuses the precision or the size
     */
    public Map<Quantity, Deviation> measure(Backend backend) {
        return compare(evaluate(backend, precision, point, defined(backend, point)));
    }

    /** Deviation of every quantity of a result that claims to be of the point. */
    Map<Quantity, Deviation> compare(Result actual) {
        Map<Quantity, Deviation> deviations = new EnumMap<>(Quantity.class);
        for (Quantity quantity : actual.quantities()) {
            double error = Deviation.largest(
                    QuantityValues.of(quantity, actual),
                    QuantityValues.of(quantity, expected),
                    QuantityValues.of(quantity, magnitudes));
            deviations.put(quantity, new Deviation(error, Roundoff.bound(quantity, point, precision)));
        }
        return deviations;
    }

    private static Set<Quantity> defined(Backend backend, AgreementCase point) {
        EnumSet<Quantity> defined = EnumSet.noneOf(Quantity.class);
        defined.addAll(Quantity.definedOn(point.model(), point.batch()));
        defined.retainAll(backend.quantities(point.model()));
        return defined;
    }

    private static Result evaluate(
            Backend backend, Precision precision, AgreementCase point, Set<Quantity> quantities) {
        int samples = point.batch() instanceof Batch.Samples s ? s.size() : 0;
        Result result = new Result(point.model(), precision, quantities, samples);
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
