package dev.noether.study.problem;

import dev.noether.model.Model;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Memory;
import dev.noether.task.Covariance;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of a model and its task. Mixed into a command. */
public final class ProblemOptions {

    @Mixin
    private ModelOptions modelOptions;

    @Option(
            names = "--input-variances",
            paramLabel = "LIST",
            defaultValue = "1",
            description = "a number, a comma list, V*N,V*N or power:P, which is 1/k^P with mean 1 (default:"
                    + " ${DEFAULT-VALUE})")
    private String inputVariances;

    @Option(
            names = "--noise-variances",
            paramLabel = "LIST",
            defaultValue = "1",
            description = "of the label noise, in the same forms; 0 is none (default: ${DEFAULT-VALUE})")
    private String noiseVariances;

    @Option(
            names = "--target",
            paramLabel = "MAP",
            defaultValue = "identity",
            description = "the linear map to learn: identity, scale:C, gaussian (variance 1/DX) or a .npy file of DY x"
                    + " DX; needed where DX is not DY (default: ${DEFAULT-VALUE})")
    private String target;

    /**
     * The problem, checked; whether its parameters fit depends on what is done with it.
     *
     * @throws InputException for the first flag that is wrong
     */
    public Problem resolve() {
        Model model = modelOptions.resolve();
        int dx = model.inputs();
        int dy = model.outputs();
        Memory.require(16.0 * ((double) dx * dy + dx + dy), "a task of " + dx + " inputs and " + dy + " outputs");
        Memory.requireElements(dy, dx, "the target");
        Covariance sx = Covariance.diagonal(VarianceList.parse(inputVariances, dx, "--input-variances", "--inputs"));
        Covariance se = Covariance.diagonal(VarianceList.parse(noiseVariances, dy, "--noise-variances", "--outputs"));
        return new Problem(model, sx, se, target, TargetMap.parse(target, dy, dx));
    }
}
