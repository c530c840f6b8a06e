package dev.noether.study.equilibrium;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.TextTable;
import dev.noether.study.file.CaseFile;
import dev.noether.theory.GradientNoise;
import dev.noether.theory.NoetherFlow;
import dev.noether.theory.NoiseFixedPoint;
import dev.noether.theory.SgdSettings;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The expected flow of a charge at given parameters, and how far along the symmetry its noise equilibrium is. */
final class CaseEquilibrium {

    private static final Set<Quantity> NEEDED = EnumSet.of(Quantity.GRADIENT, Quantity.GAMMAS, Quantity.CHARGES);

    /** How far a random walk of roundings may go, in its standard deviations. */
    private static final double DEVIATIONS = 8;

    private final CaseFile point;
    private final Symmetry symmetry;
    private final NoetherFlow flow;
    private final NoiseFixedPoint fixed;

    private CaseEquilibrium(CaseFile point, Symmetry symmetry, NoetherFlow flow, NoiseFixedPoint fixed) {
        this.point = point;
        this.symmetry = symmetry;
        this.flow = flow;
        this.fixed = fixed;
    }

    /**
     * Evaluates the case: gradient of the data loss and gammas of its batch, and from them the noise of each block.
     *
     * @param settings with the weight decay of the case
     * @throws InputException if the case has one sample, or overflows
     */
    static CaseEquilibrium of(
            CaseFile point, Symmetry symmetry, SgdSettings settings, Backend backend, Precision precision) {
        if (point.batch().orElseThrow().size() == 1) {
            throw new InputException(
                    "batch has one sample, whose gradient has no noise; give x and y at least two rows");
        }
        Result result = new Result(point.model(), precision, NEEDED);
        try (Evaluator evaluator = backend.evaluator(point.model(), precision)) {
            // Without weight decay: its share of flow and fixed point is added in closed form.
            evaluator.at(point.parameters(), point.batch().orElseThrow(), 0).compute(NEEDED, result);
        }
        requireFinite(precision, result.gammaU());
        requireFinite(precision, result.gammaW());
        GradientNoise noise = new GradientNoise(
                symmetric(result.gammaU(), point.model().outputs()),
                symmetric(result.gammaW(), point.model().inputs()));
        double roundoff = roundoff(point, precision);
        double[] traces = noise.blockTraces(point.parameters(), result.gradient(), roundoff);
        requireFinite(precision, traces);
        NoetherFlow flow = NoetherFlow.of(
                symmetry.charge(0, point.parameters()),
                traces[0] - traces[1],
                symmetry.charge(0, result.gradient()),
                settings);
        requireFinite(precision, point.parameters().squaredNorm(), flow.total());
        return new CaseEquilibrium(
                point, symmetry, flow, noise.fixedPoint(point.parameters(), result.gradient(), roundoff, settings));
    }

    /** Relative error of sums over samples, inputs, outputs and hidden units, as of a random walk of roundings. */
    private static double roundoff(CaseFile point, Precision precision) {
        double terms = (double) point.batch().orElseThrow().size()
                + point.model().inputs()
                + point.model().outputs()
                + ((TwoLayerNet) point.model()).hidden();
        double unit = precision == Precision.FLOAT ? Math.ulp(1.0f) : Math.ulp(1.0);
        return DEVIATIONS * Math.sqrt(terms) * unit;
    }

    private static void requireFinite(Precision precision, double... values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new InputException("the noise of this case overflows in " + Names.of(precision)
                        + "; make its parameters and its batch smaller"
                        + (precision == Precision.FLOAT ? ", or take --precision double" : ""));
            }
        }
    }

    /** Gammas are symmetric; a backend may round the two halves differently. */
    private static Matrix symmetric(double[] elements, int size) {
        Matrix matrix = Matrix.allocate(Precision.DOUBLE, size, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                matrix.set(i, j, 0.5 * elements[i * size + j] + 0.5 * elements[j * size + i]);
            }
        }
        return matrix;
    }

    /** Members of the JSON object. */
    Map<String, Object> json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("flow", flow.total());
        members.put("gradientTerm", flow.gradient());
        members.put("lambda", lambda());
        return members;
    }

    /** Lines for a reader. */
    String text() {
        Object lambda = lambda();
        return TextTable.format(
                List.of("quantity", "value"),
                List.of(
                        List.of("charge", NumberText.rounded(symmetry.charge(0, point.parameters()))),
                        List.of("expected flow of the charge per unit of time", NumberText.rounded(flow.total())),
                        List.of("of it, from the mean gradient", NumberText.rounded(flow.gradient())),
                        List.of("lambda*", lambda instanceof Double x ? NumberText.rounded(x) : lambda.toString())));
    }

    private Object lambda() {
        return switch (fixed) {
            case NoiseFixedPoint.Finite finite -> finite.lambda();
            case NoiseFixedPoint.PlusInfinity _ -> "infinity";
            case NoiseFixedPoint.MinusInfinity _ -> "-infinity";
            case NoiseFixedPoint.Undetermined _ -> "undetermined";
        };
    }

    /**
     * The parameters at the noise equilibrium along the symmetry.
     *
     * @throws InputException if it is not at a finite place
     */
    Parameters projected() {
        if (!(fixed instanceof NoiseFixedPoint.Finite finite)) {
            throw new InputException("--project needs a finite lambda*, here it is " + lambda()
                    + "; leave --project out, or take a case with noise in both blocks");
        }
        Parameters moved = point.parameters().copy(Precision.DOUBLE);
        symmetry.transform(0, finite.lambda(), moved);
        if (!Double.isFinite(moved.squaredNorm())) {
            throw new InputException("--project would write parameters beyond the range of a double, lambda* is "
                    + NumberText.rounded(finite.lambda()) + "; leave --project out");
        }
        return moved;
    }
}
