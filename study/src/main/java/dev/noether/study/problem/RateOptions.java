package dev.noether.study.problem;

import dev.noether.study.console.NumberText;
import picocli.CommandLine.Option;

/** The flags that set the strength of the noise: batch size, learning rate and weight decay. Mixed into a command. */
public final class RateOptions {

    /** S where the flag is left out. */
    public static final int DEFAULT_BATCH = 10;

    @Option(
            names = "--batch",
            paramLabel = "S",
            description = "samples in a minibatch (default: " + DEFAULT_BATCH + ")")
    private Integer batch;

    @Option(
            names = "--learning-rate",
            paramLabel = "ETA",
            defaultValue = "0.01",
            description = "(default: ${DEFAULT-VALUE})")
    private double learningRate;

    @Option(
            names = "--weight-decay",
            paramLabel = "GAMMA",
            defaultValue = "0",
            description = "adds GAMMA times the squared norm to the loss (default: ${DEFAULT-VALUE})")
    private double weightDecay;

    /** Whether a batch size was given. */
    public boolean hasBatch() {
        return batch != null;
    }

    /** S. */
    public int batch() {
        return batch == null ? DEFAULT_BATCH : (int) NumberText.positive(batch, "--batch");
    }

    /** eta. */
    public double learningRate() {
        return NumberText.notNegative(learningRate, "--learning-rate");
    }

    /** gamma. */
    public double weightDecay() {
        return NumberText.notNegative(weightDecay, "--weight-decay");
    }
}
