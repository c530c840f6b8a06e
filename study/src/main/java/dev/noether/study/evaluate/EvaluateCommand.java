package dev.noether.study.evaluate;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Result;
import dev.noether.model.Precision;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.Json;
import dev.noether.study.console.Offer;
import dev.noether.study.file.CaseFile;
import dev.noether.study.file.CaseReader;
import dev.noether.task.Batch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code noether evaluate}. */
@Command(
        name = "evaluate",
        description = "Compute the quantities of one point, given parameters and batch in a case file; prints JSON.",
        footer = {
            "",
            "A case: {\"model\": {\"kind\": \"two-layer\", \"activation\": \"tanh\", \"loss\": \"sum\"},",
            "  \"weightDecay\": 0, \"parameters\": {\"U\": [[1, 2]], \"W\": [[3], [4]]},",
            "  \"batch\": {\"x\": [[1], [2]], \"y\": [[0], [1]]},",
            "  \"direction\": {\"U\": [[0, 1]], \"W\": [[1], [0]]}}",
            "Kinds: two-layer with blocks U (dy x d), W (d x dx) and an activation (leaky-relu with a \"slope\");",
            "  net-a, net-b with U, W; deep-linear with W1, W2, ... from the input on; scale-invariant with a vector theta.",
            "Printed: charges as [{symmetry, value, noiseTrace}], with one number a hidden unit for a rescaling; balance as",
            "  a matrix, for deep nets as [{symmetry, value}]; chargeMatrices as [{symmetry, value}]; hutchinson as",
            "  {estimate, standardError, probes}; topEigenvalues, algebraically, as {values, residuals, tolerance, products,",
            "  converged}. A number that is not finite is null, and its name stands in \"nonFinite\".",
            "",
            "Example:",
            "  noether evaluate case.json --backend reference --quantities loss,balance",
            "  noether evaluate case.json --quantities hessianTrace,hutchinson,topEigenvalues --eigenvalues 3"
        })
public final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CASE.json", description = "the case, or - for standard input")
    private String file;

    @Option(
            names = "--quantities",
            paramLabel = "LIST",
            description = "print only these: loss, gradient, hessianTrace, hessianTraceByBlock, hessianDiagonal,"
                    + " hessianVectorProduct, noiseCovarianceVectorProduct (both with the direction of the case),"
                    + " noiseTrace, charges, gammaW, gammaU (default: all of these, as far as the case has them),"
                    + " lossPerSample, balance, chargeMatrices, squaredNorm, hutchinson, topEigenvalues")
    private String quantities;

    @Mixin
    private SpectrumOptions spectrumOptions;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        common.check();
        spectrumOptions.check(quantities == null ? CaseQuantity.usual() : CaseQuantity.parse(quantities));
        CaseFile point = CaseReader.read(file);
        point.warnings().forEach(this::warn);
        Backend backend = common.backend();
        if (common.precision() == Precision.FLOAT) {
            FloatRange.require(point, file);
        }
        CaseMembers members = new CaseMembers(quantities, point, Offer.of(backend, point.model()));
        PointMemory.require(point, members.printed(), spectrumOptions.eigenvalues());
        Map<String, Object> printed = new LinkedHashMap<>();
        printed.put("backend", backend.name());
        printed.put("precision", common.precision());
        compute(point, backend, members, printed);
        members.warnings().forEach(this::warn);
        Json.print(spec.commandLine().getOut(), printed);
        return ExitStatus.DONE;
    }

    private void compute(CaseFile point, Backend backend, CaseMembers members, Map<String, Object> printed) {
        Precision precision = common.precision();
        Batch.Samples batch = point.batch().orElseThrow();
        Result result = new Result(point.model(), precision, members.quantities(), batch.size());
        try (Evaluator evaluator = backend.evaluator(point.model(), precision)) {
            Evaluation evaluation = evaluator.at(point.parameters(), batch, point.weightDecay());
            evaluation.compute(members.quantities(), result);
            SpectrumValues spectrum = new SpectrumValues(spectrumOptions, common.seed());
            PointValues values = new PointValues(point, precision, evaluation, result, spectrum);
            for (CaseQuantity member : members.printed()) {
                try {
                    printed.put(member.word, values.of(member));
                } catch (BackendException e) {
                    members.leaveOut(member, e);
                }
            }
            spectrum.warnings().forEach(this::warn);
        }
    }

    private void warn(String sentence) {
        spec.commandLine().getErr().println("noether: warning: " + sentence);
    }
}
