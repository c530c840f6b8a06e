package dev.noether.study.equilibrium;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.study.console.InputException;
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
     */
    static CaseEquilibrium of(
            CaseFile point, Symmetry symmetry, SgdSettings settings, Backend backend, Precision precision) {
        Result result = new Result(point.model(), precision, NEEDED);
        try (Evaluator evaluator = backend.evaluator(point.model(), precision)) {
            // Without weight decay: its share of flow and fixed point is added in closed form.
            evaluator.at(point.parameters(), point.batch().orElseThrow(), 0).compute(NEEDED, result);
        }
        GradientNoise noise = new GradientNoise(
                square(result.gammaU(), point.model().outputs()),
                square(result.gammaW(), point.model().inputs()));
        double[] traces = noise.blockTraces(point.parameters(), result.gradient());
        NoetherFlow flow = NoetherFlow.of(
                symmetry.charge(point.parameters()),
                traces[0] - traces[1],
                symmetry.charge(result.gradient()),
                settings);
        return new CaseEquilibrium(
                point, symmetry, flow, noise.fixedPoint(point.parameters(), result.gradient(), settings));
    }

    private static Matrix square(double[] elements, int size) {
        return Matrix.view(elements, size, size);
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
                        List.of("charge", NumberText.rounded(symmetry.charge(point.parameters()))),
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
        symmetry.transform(finite.lambda(), moved);
        return moved;
    }
}
