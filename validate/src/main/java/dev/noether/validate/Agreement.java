package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import dev.noether.validate.reference.ReferenceBackend;
import dev.noether.validate.traced.Analysis;
import dev.noether.validate.traced.Traced;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The answers of the reference at a point, with which those of any backend are compared, and the errors that rounding
 * explains: of a quantity, {@code lambda} standard deviations of what {@link Analysis} finds, relative to the magnitudes of
 * all terms. The reference itself is compared with the values of that analysis, which are computed in another way.
 */
public final class Agreement {

    /** Name of {@code H v} in tables. */
    public static final String HESSIAN_PRODUCT = "hessianVectorProduct";

    /** Name of {@code Sigma v} in tables. */
    public static final String NOISE_PRODUCT = "noiseCovarianceVectorProduct";

    private final AgreementCase point;
    private final Parameters direction;
    private final Precision precision;
    private final Analysis analysis;
    private final Map<String, double[]> expected;

    /**
     * Asks the reference.
     *
     * @param point a point whose numbers are representable in {@code precision}
     * @param direction v of the products, likewise
     * @param precision of the backends that will be compared
     */
    public Agreement(AgreementCase point, Parameters direction, Precision precision) {
        this.point = point;
        this.direction = direction;
        this.precision = precision;
        analysis = Analysis.of(point.parameters(), point.batch(), point.weightDecay(), precision);
        expected = evaluate(new ReferenceBackend(), Precision.DOUBLE);
    }

    /**
     * Deviation of every quantity that is defined at the point, and of the products if the backend has them, by their names
     * in tables. The backend is given strided views in memory that is NaN around them, and results that are NaN before.
     *
     * @throws dev.noether.backend.BackendException if the backend refuses the precision or the size
     */
    public Map<String, Deviation> measure(Backend backend) {
        if (backend instanceof ReferenceBackend) {
            Map<String, Deviation> deviations = new LinkedHashMap<>();
            expected.forEach((name, values) -> {
                if (values.length > 0) {
                    List<Traced> pieces = pieces(name);
                    deviations.put(name, deviation(values, values(pieces), pieces));
                }
            });
            return deviations;
        }
        return compare(evaluate(backend, precision));
    }

    /**
     * The same of some quantities, by an evaluator that may have been at other points before; with the Hessian's diagonal
     * comes the product with it, with the trace of the noise that with its covariance.
     */
    Map<String, Deviation> measure(Evaluator evaluator, Set<Quantity> quantities) {
        return compare(evaluate(evaluator, quantities, precision));
    }

    /** Deviation of every quantity of a result that claims to be of the point. */
    Map<String, Deviation> compare(Result actual) {
        return compare(flat(actual));
    }

    private Map<String, Deviation> compare(Map<String, double[]> actual) {
        Map<String, Deviation> deviations = new LinkedHashMap<>();
        actual.forEach((name, values) -> {
            if (values.length > 0) {
                deviations.put(name, deviation(values, expected.get(name), pieces(name)));
            }
        });
        return deviations;
    }

    /** The element with the least headroom. */
    private static Deviation deviation(double[] actual, double[] wanted, List<Traced> pieces) {
        Deviation worst = Deviation.NONE;
        int at = 0;
        for (Traced piece : pieces) {
            for (int i = 0; i < piece.values().length; i++) {
                worst = worst.worse(Deviation.of(
                        actual[at] - wanted[at], piece.magnitudes()[i], Roundoff.LAMBDA * piece.deviations()[i]));
                at++;
            }
        }
        if (at != actual.length || at != wanted.length) {
            throw new IllegalStateException(
                    actual.length + " and " + wanted.length + " numbers, the analysis has " + at);
        }
        return worst;
    }

    private List<Traced> pieces(String name) {
        return switch (name) {
            case HESSIAN_PRODUCT -> analysis.hessianVectorProduct(direction, precision);
            case NOISE_PRODUCT -> analysis.noiseCovarianceVectorProduct(direction, precision);
            default -> analysis.quantity(QuantityValues.named(name));
        };
    }

    private static double[] values(List<Traced> pieces) {
        return pieces.stream()
                .map(Traced::values)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /** What is defined at a point and computed by a backend. */
    static Set<Quantity> defined(Backend backend, AgreementCase point) {
        EnumSet<Quantity> defined = EnumSet.noneOf(Quantity.class);
        defined.addAll(Quantity.definedOn(point.model(), point.batch()));
        defined.retainAll(backend.quantities(point.model()));
        return defined;
    }

    /** All quantities and products of a backend at the point. */
    private Map<String, double[]> evaluate(Backend backend, Precision arithmetic) {
        try (Evaluator evaluator = backend.evaluator(point.model(), arithmetic)) {
            return evaluate(evaluator, defined(backend, point), arithmetic);
        }
    }

    private Map<String, double[]> evaluate(Evaluator evaluator, Set<Quantity> quantities, Precision arithmetic) {
        int samples = point.batch() instanceof Batch.Samples s ? s.size() : 0;
        Result result = new Result(point.model(), arithmetic, quantities, samples);
        QuantityValues.erase(result);
        Batch batch = Surrounded.copy(point.batch(), arithmetic);
        Parameters v = Surrounded.copy(direction, arithmetic);
        Parameters out = Surrounded.copy(direction, arithmetic);
        Evaluation evaluation =
                evaluator.at(Surrounded.copy(point.parameters(), arithmetic), batch, point.weightDecay());
        evaluation.compute(quantities, result);
        Map<String, double[]> values = flat(result);
        if (quantities.contains(Quantity.HESSIAN_DIAGONAL)) {
            QuantityValues.erase(out);
            evaluation.hessianVectorProduct(v, out);
            values.put(HESSIAN_PRODUCT, Surrounded.values(out));
        }
        if (quantities.contains(Quantity.NOISE_TRACE)) {
            QuantityValues.erase(out);
            evaluation.noiseCovarianceVectorProduct(v, out);
            values.put(NOISE_PRODUCT, Surrounded.values(out));
        }
        return values;
    }

    private static Map<String, double[]> flat(Result result) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Quantity quantity : result.quantities()) {
            values.put(QuantityValues.name(quantity), QuantityValues.of(quantity, result));
        }
        return values;
    }
}
