package dev.noether.study.problem;

import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Precision;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Memory;
import dev.noether.study.console.Names;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.Map;

/** What is learnt: a model, and a Gaussian task for each seed. */
public final class Problem {

    /** Samples of the batch over which a model is observed whose loss is no function of second moments. */
    public static final int EVALUATION_SAMPLES = 1000;

    private final Model model;
    private final Covariance inputCovariance;
    private final Covariance noiseCovariance;
    private final String targetName;
    private final TargetMap target;

    /** The task of every seed; null where the target is drawn for each. */
    private final GaussianTask shared;

    Problem(Model model, Covariance inputCovariance, Covariance noiseCovariance, String targetName, TargetMap target) {
        this.model = model;
        this.inputCovariance = inputCovariance;
        this.noiseCovariance = noiseCovariance;
        this.targetName = targetName;
        this.target = target;
        shared = switch (target) {
            case TargetMap.Given given -> new GaussianTask(inputCovariance, noiseCovariance, given.matrix());
            case TargetMap.Random _ -> null;
        };
    }

    /** The model. */
    public Model model() {
        return model;
    }

    /** The task of a seed: one object for all seeds, unless the target is random. */
    public GaussianTask task(long seed) {
        return shared != null ? shared : new GaussianTask(inputCovariance, noiseCovariance, target.draw(seed));
    }

    /**
     * For who makes the parameters whole.
     *
     * @throws InputException if they are more than Java was given, or a block larger than a matrix can be
     */
    public void requireWhole() {
        Memory.require(16.0 * model.parameterCount(), "a model of " + ModelText.sizes(model));
        for (ParameterBlock block : model.blocks()) {
            Memory.requireElements(block.rows(), block.columns(), "the block " + block.name());
        }
    }

    /** Samples of the evaluation batch; 0 where the population itself is observed. */
    public int evaluationSamples() {
        return model.linearInInputs() ? 0 : EVALUATION_SAMPLES;
    }

    /** What is observed of a seed: the population of its task, or one evaluation batch that is drawn from it once. */
    public Batch observed(GaussianTask task, Precision precision, long seed) {
        return evaluationSamples() == 0
                ? new Batch.Population(task)
                : GaussianSampler.evaluationBatch(task, precision, seed, evaluationSamples());
    }

    /** The flags as resolved, by their names. */
    public Map<String, Object> settings() {
        Map<String, Object> settings = ModelText.settings(model);
        settings.put("inputVariances", variances(inputCovariance));
        settings.put("noiseVariances", variances(noiseCovariance));
        settings.put("target", targetName);
        settings.put("loss", model.loss());
        return settings;
    }

    /** The problem in one line for a reader. */
    public String sentence() {
        return ModelText.formula(model) + " of " + ModelText.sizes(model) + " (" + model.parameterCount()
                + " parameters), " + Names.of(model.loss()) + " loss, target " + targetName;
    }

    private static double[] variances(Covariance covariance) {
        double[] variances = new double[covariance.size()];
        for (int i = 0; i < variances.length; i++) {
            variances[i] = covariance.get(i, i);
        }
        return variances;
    }
}
