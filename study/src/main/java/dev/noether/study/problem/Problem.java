package dev.noether.study.problem;

import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.Names;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is learnt: a model, and a Gaussian task for each seed. */
public final class Problem {

    private final TwoLayerNet model;
    private final Covariance inputCovariance;
    private final Covariance noiseCovariance;
    private final String targetName;
    private final TargetMap target;

    /** The task of every seed; null where the target is drawn for each. */
    private final GaussianTask shared;

    Problem(
            TwoLayerNet model,
            Covariance inputCovariance,
            Covariance noiseCovariance,
            String targetName,
            TargetMap target) {
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
    public TwoLayerNet model() {
        return model;
    }

    /** The task of a seed: one object for all seeds, unless the target is random. */
    public GaussianTask task(long seed) {
        return shared != null ? shared : new GaussianTask(inputCovariance, noiseCovariance, target.draw(seed));
    }

    /** The flags as resolved, by their names. */
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model", model.kind());
        settings.put("activation", model.activation());
        settings.put("inputs", model.inputs());
        settings.put("hidden", model.hidden());
        settings.put("outputs", model.outputs());
        settings.put("inputVariances", variances(inputCovariance));
        settings.put("noiseVariances", variances(noiseCovariance));
        settings.put("target", targetName);
        settings.put("loss", model.loss());
        return settings;
    }

    /** The problem in one line for a reader. */
    public String sentence() {
        return "net U W x of " + model.inputs() + " inputs, " + model.hidden() + " hidden units, " + model.outputs()
                + " outputs (" + model.parameterCount() + " parameters), " + Names.of(model.loss()) + " loss, target "
                + targetName;
    }

    private static double[] variances(Covariance covariance) {
        double[] variances = new double[covariance.size()];
        for (int i = 0; i < variances.length; i++) {
            variances[i] = covariance.get(i, i);
        }
        return variances;
    }
}
