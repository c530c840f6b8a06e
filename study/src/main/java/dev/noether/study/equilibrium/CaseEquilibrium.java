package dev.noether.study.equilibrium;

import dev.noether.backend.Backend;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.TextTable;
import dev.noether.study.file.CaseFile;
import dev.noether.task.Batch;
import dev.noether.theory.CovarianceEstimate;
import dev.noether.theory.NoetherFlow;
import dev.noether.theory.NoiseFixedPoint;
import dev.noether.theory.ParameterVector;
import dev.noether.theory.SgdSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The expected flow of charges at given parameters, and how far along the symmetry its noise equilibrium is. */
final class CaseEquilibrium {

    /** A symmetry's {@code grad l . A theta} is rounding: this many times the root of that of a number. */
    private static final double ASYMMETRY = 8;

    /** What lambda* is, below a table that shows a flow there. */
    private static final String EXPLANATION = """

            At lambda* noise and weight decay balance. The part of the mean gradient remains: it is zero where the data loss
            is stationary.
            """;

    /** Rows of a table over hidden units; the rest is for {@code --json}. */
    private static final int ROWS = 20;

    private final CaseFile point;
    private final CaseSymmetry along;
    private final SgdSettings settings;
    private final CovarianceEstimate estimate;
    private final Backend backend;
    private final Precision precision;
    private final CaseNoise here;

    /** What was found at the equilibrium; null until the parameters have been moved there. */
    private CaseNoise there;

    /**
     * Evaluates the case.
     *
     * @param settings with the weight decay of the case
     * @throws InputException if the case has one sample, or overflows
     */
    CaseEquilibrium(
            CaseFile point,
            CaseSymmetry along,
            SgdSettings settings,
            CovarianceEstimate estimate,
            Backend backend,
            Precision precision) {
        this.point = point;
        this.along = along;
        this.settings = settings;
        this.estimate = estimate;
        this.backend = backend;
        this.precision = precision;
        if (batch().size() == 1) {
            throw new InputException(
                    "batch has one sample, whose gradient has no noise; give x and y at least two rows");
        }
        here = at(point.parameters());
    }

    private Batch.Samples batch() {
        return point.batch().orElseThrow();
    }

    private CaseNoise at(Parameters theta) {
        return CaseNoise.at(theta, batch(), along, settings, estimate, backend, precision);
    }

    /** What a reader must know before using the numbers, in one sentence: that the loss does not have this symmetry. */
    Optional<String> note() {
        double bound = ASYMMETRY * Math.sqrt(precision.epsilon());
        return here.asymmetry() > bound
                ? Optional.of("the loss is not symmetric along " + along.name()
                        + ": grad l . A theta, which would be zero at every sample, is "
                        + NumberText.rounded(here.asymmetry())
                        + " of the size of its terms, so that flow and lambda leave out how the loss itself moves the"
                        + " charge")
                : Optional.empty();
    }

    /** Members of the JSON object; the last four once the parameters have been {@link #project moved}. */
    Map<String, Object> json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("flow", ofDirections(here, NoetherFlow::total));
        members.put("gradientTerm", ofDirections(here, NoetherFlow::gradient));
        List<Object> lambdas = lambdas();
        members.put("lambda", along.family() ? lambdas : lambdas.getFirst());
        note().ifPresent(sentence -> members.put("note", sentence));
        if (there != null) {
            members.put("lossBefore", here.loss());
            members.put("lossAfter", there.loss());
            members.put("flowAfter", ofDirections(there, NoetherFlow::total));
            members.put("gradientTermAfter", ofDirections(there, NoetherFlow::gradient));
        }
        return members;
    }

    private Object ofDirections(CaseNoise noise, ToDoubleFunction<NoetherFlow> value) {
        double[] values = noise.flows().stream().mapToDouble(value).toArray();
        return along.family() ? values : (Object) values[0];
    }

    private List<Object> lambdas() {
        return here.fixedPoints().stream().map(CaseEquilibrium::lambda).toList();
    }

    private static Object lambda(NoiseFixedPoint fixed) {
        return switch (fixed) {
            case NoiseFixedPoint.Finite finite -> finite.lambda();
            case NoiseFixedPoint.PlusInfinity _ -> "infinity";
            case NoiseFixedPoint.MinusInfinity _ -> "-infinity";
            case NoiseFixedPoint.Undetermined _ -> "undetermined";
        };
    }

    /** Lines for a reader. */
    String text() {
        List<List<String>> rows = new ArrayList<>();
        double[] theta = ParameterVector.of(point.parameters());
        for (int k = 0; k < Math.min(ROWS, along.directions().size()); k++) {
            String unit = along.family() ? " of unit " + k : "";
            Direction direction = along.directions().get(k);
            Object lambda = lambda(here.fixedPoints().get(k));
            row(rows, "charge" + unit, direction.generator().charge(direction.part(theta)));
            flow(rows, "its expected flow", here.flows().get(k));
            rows.add(List.of("lambda*", lambda instanceof Double x ? NumberText.rounded(x) : lambda.toString()));
            if (there != null) {
                flow(rows, "expected flow there", there.flows().get(k));
            }
        }
        if (along.directions().size() > ROWS) {
            rows.add(List.of(
                    "further units, see --json",
                    String.valueOf(along.directions().size() - ROWS)));
        }
        if (there != null) {
            row(rows, "data loss", here.loss());
            row(rows, "data loss at the equilibrium", there.loss());
        }
        String table = TextTable.format(List.of("quantity", "value"), rows);
        return there == null ? table : table + EXPLANATION;
    }

    private static void flow(List<List<String>> rows, String name, NoetherFlow flow) {
        row(rows, name, flow.total());
        row(rows, "of it, from noise and weight decay", flow.noise() + flow.decay());
        row(rows, "of it, from the mean gradient", flow.gradient());
    }

    private static void row(List<List<String>> rows, String name, double value) {
        rows.add(List.of(name, NumberText.rounded(value)));
    }

    /**
     * The parameters at the noise equilibrium along the symmetry; along all generators of a family, which act on
     * different parameters. Loss and flow are evaluated there too.
     *
     * @throws InputException if one is not at a finite place
     */
    Parameters project() {
        double[] values = ParameterVector.of(point.parameters());
        for (int k = 0; k < along.directions().size(); k++) {
            if (!(here.fixedPoints().get(k) instanceof NoiseFixedPoint.Finite finite)) {
                throw new InputException("--project needs a finite lambda*, here it is "
                        + lambda(here.fixedPoints().get(k)) + (along.family() ? " for unit " + k : "")
                        + "; leave --project out, or take a case with noise on both sides of the symmetry");
            }
            along.directions().get(k).move(finite.lambda(), values);
        }
        Parameters moved = Parameters.allocate(point.model(), Precision.DOUBLE);
        ParameterVector.copy(values, moved);
        if (!Double.isFinite(moved.squaredNorm())) {
            throw new InputException("--project would write parameters beyond the range of a double, lambda* is "
                    + lambdas() + "; leave --project out");
        }
        there = at(moved);
        return moved;
    }
}
