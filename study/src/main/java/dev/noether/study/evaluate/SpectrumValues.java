package dev.noether.study.evaluate;

import dev.noether.backend.Evaluation;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.spectrum.HutchinsonTrace;
import dev.noether.spectrum.LargestEigenvalues;
import dev.noether.study.console.NumberText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Members that are estimated from products with the Hessian, in the form that {@code Json} prints. */
final class SpectrumValues {

    private final SpectrumOptions options;
    private final long seed;
    private final List<String> warnings = new ArrayList<>();

    /** @param seed of probes and start vectors */
    SpectrumValues(SpectrumOptions options, long seed) {
        this.options = options;
        this.seed = seed;
    }

    Map<String, Object> hutchinson(Evaluation evaluation, Model model, Precision precision) {
        HutchinsonTrace trace = HutchinsonTrace.of(evaluation, model, precision, options.probes(), seed);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("estimate", trace.estimate());
        members.put("standardError", trace.standardError());
        members.put("probes", trace.probes());
        return members;
    }

    Map<String, Object> topEigenvalues(Evaluation evaluation, Model model, Precision precision) {
        LargestEigenvalues largest =
                LargestEigenvalues.of(evaluation, model, precision, options.eigenvalues(), options.tolerance(), seed);
        boolean finite = Arrays.stream(largest.values()).allMatch(Double::isFinite);
        if (!largest.converged() && finite) {
            warnings.add("topEigenvalues did not converge to the tolerance "
                    + NumberText.plain(largest.tolerance()) + " within " + largest.products()
                    + " products; take fewer of them or a larger --tolerance, their residuals say how near they are");
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("values", largest.values());
        members.put("residuals", largest.residuals());
        members.put("tolerance", largest.tolerance());
        members.put("products", largest.products());
        members.put("converged", largest.converged());
        return members;
    }

    /** A sentence about what did not converge. */
    List<String> warnings() {
        return warnings;
    }
}
