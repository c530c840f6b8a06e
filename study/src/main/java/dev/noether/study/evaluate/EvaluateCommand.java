package dev.noether.study.evaluate;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.Json;
import dev.noether.study.console.Memory;
import dev.noether.study.file.CaseFile;
import dev.noether.study.file.CaseReader;
import dev.noether.task.Batch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
            "A case: {\"model\": {\"kind\": \"two-layer\", \"activation\": \"identity\", \"loss\": \"sum\"},",
            "  \"weightDecay\": 0, \"parameters\": {\"U\": [[1, 2]], \"W\": [[3], [4]]},",
            "  \"batch\": {\"x\": [[1], [2]], \"y\": [[0], [1]]}}",
            "",
            "Example:",
            "  noether evaluate case.json --backend opencl --quantities loss,balance"
        })
public final class EvaluateCommand implements Callable<Integer> {

    /** Square matrices that a quantity is made of: itself, two terms and a scratch. */
    private static final double MATRICES = 4;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CASE.json", description = "the case, or - for standard input")
    private String file;

    @Option(
            names = "--quantities",
            paramLabel = "LIST",
            description =
                    "print only these: loss, gradient, hessianTrace, hessianTraceByBlock, charges, gammaW, gammaU,"
                            + " squaredNorm, balance, chargeMatrices (default: the first seven)")
    private String quantities;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        common.check();
        Set<CaseQuantity> asked = quantities == null ? CaseQuantity.usual() : CaseQuantity.parse(quantities);
        CaseFile point = CaseReader.read(file);
        point.warnings().forEach(warning -> spec.commandLine().getErr().println("noether: warning: " + warning));
        requireMemory(point, asked);
        Backend backend = common.backend();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("backend", backend.name());
        members.put("precision", common.precision());
        Set<Quantity> needed = CaseQuantity.quantities(asked);
        Result result = new Result(point.model(), common.precision(), needed);
        Batch batch = point.batch().orElseThrow();
        try (Evaluator evaluator = backend.evaluator(point.model(), common.precision())) {
            evaluator.at(point.parameters(), batch, point.weightDecay()).compute(needed, result);
        }
        asked.forEach(quantity -> members.put(quantity.word, quantity.read(result)));
        Json.print(spec.commandLine().getOut(), members);
        return ExitStatus.DONE;
    }

    private static void requireMemory(CaseFile point, Set<CaseQuantity> asked) {
        for (CaseQuantity quantity : asked) {
            int side = quantity.side(point.model());
            Memory.requireElements(side, side, quantity.word);
            Memory.require(MATRICES * side * side * Double.BYTES, quantity.word + " of " + side + " x " + side);
        }
    }
}
