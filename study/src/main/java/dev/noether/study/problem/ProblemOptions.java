package dev.noether.study.problem;

import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Memory;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.Suggestion;
import dev.noether.study.file.CaseReader;
import dev.noether.task.Covariance;
import picocli.CommandLine.Option;

/** The flags that say what is learnt: model and task. Mixed into a command. */
public final class ProblemOptions {

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "two-layer",
            description = "two-layer: U W x (default: ${DEFAULT-VALUE})")
    private String model;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            defaultValue = "identity",
            description = "what a hidden unit does with its input: identity (default: ${DEFAULT-VALUE})")
    private String activation;

    @Option(
            names = "--inputs",
            paramLabel = "DX",
            defaultValue = "30",
            description = "length of an input (default: ${DEFAULT-VALUE})")
    private int inputs;

    @Option(
            names = "--hidden",
            paramLabel = "D",
            defaultValue = "40",
            description = "hidden units (default: ${DEFAULT-VALUE})")
    private String hidden;

    @Option(names = "--outputs", paramLabel = "DY", description = "length of an output (default: DX)")
    private Integer outputs;

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
            description = "the map to learn: identity, scale:C, gaussian (variance 1/DX) or a .npy file of DY x DX"
                    + " (default: ${DEFAULT-VALUE})")
    private String target;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            defaultValue = "sum",
            description = "squared error of a sample: sum or mean over the outputs (default: ${DEFAULT-VALUE})")
    private String loss;

    /**
     * The problem, checked.
     *
     * @throws InputException for the first flag that is wrong
     */
    public Problem resolve() {
        if (!CaseReader.KINDS.contains(model)) {
            throw new InputException("--model is '" + model + "', it must be " + Names.oneOf(CaseReader.KINDS)
                    + " in this version" + Suggestion.suffix(model, CaseReader.KINDS));
        }
        Activation phi = Names.parse(Activation.class, activation, "--activation");
        Loss convention = Names.parse(Loss.class, loss, "--loss");
        NumberText.positive(inputs, "--inputs");
        int dy = outputs == null ? inputs : outputs;
        NumberText.positive(dy, "--outputs");
        int d = hiddenUnits();
        Memory.require(16.0 * ((double) inputs * dy + (double) inputs * d + (double) dy * d), shape(d, dy));
        Memory.requireElements(dy, d, "the block U");
        Memory.requireElements(d, inputs, "the block W");
        Memory.requireElements(dy, inputs, "the target");
        TwoLayerNet net = new TwoLayerNet(inputs, d, dy, phi, convention);
        Covariance sx =
                Covariance.diagonal(VarianceList.parse(inputVariances, inputs, "--input-variances", "--inputs"));
        Covariance se = Covariance.diagonal(VarianceList.parse(noiseVariances, dy, "--noise-variances", "--outputs"));
        return new Problem(net, sx, se, target, TargetMap.parse(target, dy, inputs));
    }

    private String shape(int d, int dy) {
        return "a net of " + inputs + " inputs, " + d + " hidden units and " + dy + " outputs";
    }

    private int hiddenUnits() {
        if (hidden.indexOf(',') >= 0) {
            throw new InputException(
                    "--hidden is '" + hidden + "', a two-layer net has one hidden layer: give one number");
        }
        try {
            int units = Integer.parseInt(hidden.strip());
            NumberText.positive(units, "--hidden");
            return units;
        } catch (NumberFormatException e) {
            throw new InputException(
                    "--hidden is '" + hidden + "', it must be an integer from 1 to " + Integer.MAX_VALUE, e);
        }
    }
}
