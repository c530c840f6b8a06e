package dev.noether.study.simulate;

import dev.noether.backend.LearningRate;
import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import dev.noether.study.problem.Problem;
import dev.noether.study.problem.ProblemOptions;
import dev.noether.study.problem.RateOptions;
import dev.noether.study.problem.StartOption;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.Set;
import picocli.CommandLine.Option;

/** The flags of a trajectory: algorithm, data, length, start, replicas and observations. Mixed into a command. */
final class TrajectoryOptions {

    /** More would only wait for each other. */
    private static final int MOST_REPLICAS = 1 << 20;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            defaultValue = "sgd",
            description = "sgd, gd or flow, the stochastic gradient flow (default: ${DEFAULT-VALUE})")
    private String algorithm;

    @Option(
            names = "--flow-step",
            paramLabel = "F",
            description = "step of the flow, as a fraction of the learning rate (default: 1, which is sgd)")
    private Double flowStep;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "size of a data set that is drawn once: sgd draws minibatches from it, gd uses all of it"
                    + " (default: none; sgd draws fresh samples, gd descends the population loss, if the model is linear in"
                    + " its inputs)")
    private Integer samples;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            defaultValue = "constant",
            description = "of the learning rate: " + ScheduleText.FORMS + " (default: ${DEFAULT-VALUE})")
    private String schedule;

    @Option(
            names = "--momentum",
            paramLabel = "M",
            defaultValue = "0",
            description = "only 0 (default: ${DEFAULT-VALUE})")
    private double momentum;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "1000", description = "(default: ${DEFAULT-VALUE})")
    private long steps;

    @Option(
            names = "--init",
            paramLabel = "START",
            defaultValue = "kaiming",
            description = "kaiming, xavier, gaussian:SD or a case file (default: ${DEFAULT-VALUE})")
    private String init;

    @Option(
            names = "--replicas",
            paramLabel = "R",
            defaultValue = "1",
            description = "trajectories; number k = 0 ... R-1 is the run with seed + k (default: ${DEFAULT-VALUE})")
    private int replicas;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "parameters (all of them), width-free (a two-layer linear net of more hidden units than inputs and"
                            + " outputs together is stepped, exactly, as one of so many), or auto: width-free where it can be and"
                            + " nothing is observed that belongs to single hidden units (default: ${DEFAULT-VALUE})")
    private String engine;

    @Option(
            names = "--observe",
            paramLabel = "LIST",
            defaultValue = "loss,squaredNorm",
            description =
                    "values along the way, of the population or, if the model is not linear in its inputs, over one"
                            + " evaluation batch: loss, hessianTrace, hessianTraceByBlock, squaredNorm, balance,"
                            + " relativeBalance, balanceMatrix, charges, noiseTrace, noiseCharges (default:"
                            + " ${DEFAULT-VALUE})")
    private String observe;

    @Option(names = "--every", paramLabel = "K", description = "steps between two observations (default: steps/100)")
    private Long every;

    /** Whether the engine was left to the program. */
    boolean choosesEngine() {
        return engine.equals(Names.of(Engine.AUTO));
    }

    /**
     * The simulation, checked.
     *
     * @throws InputException for the first flag that is wrong
     */
    SimulationPlan resolve(ProblemOptions problemOptions, RateOptions rates, CommonOptions common) {
        Algorithm descent = Names.parse(Algorithm.class, algorithm, "--algorithm");
        if (descent == Algorithm.GD && rates.hasBatch()) {
            throw new InputException(
                    "--batch does not go with --algorithm gd, which uses every sample; take --samples N"
                            + " for a data set, or leave --batch out");
        }
        requireNoMomentum();
        LearningRate learningRate = ScheduleText.parse(schedule, rates.learningRate());
        Engine asked = Names.parse(Engine.class, engine, "--engine");
        if (steps < 0) {
            throw new InputException("--steps is " + steps + ", it must be at least 0");
        }
        NumberText.positive(replicas, "--replicas");
        if (replicas > MOST_REPLICAS) {
            throw new InputException("--replicas is " + replicas + ", it must be at most " + MOST_REPLICAS);
        }
        long largestSeed = Long.MAX_VALUE - (replicas - 1);
        if (common.seed() > largestSeed) {
            throw new InputException("--seed is " + common.seed() + ", with --replicas " + replicas
                    + " it must be at most " + largestSeed + ": replica k has seed + k");
        }
        Problem problem = problemOptions.resolve();
        if (descent == Algorithm.GD && samples == null && !problem.model().linearInInputs()) {
            throw new InputException(
                    "--algorithm gd needs --samples N here: only models that are linear in their inputs"
                            + " have an exact population gradient");
        }
        Set<Observable> observables = Observable.parse(observe);
        Observable.requireDefined(observables, problem.model(), ofTheKindObserved(problem));
        int batch = descent == Algorithm.GD ? 0 : rates.batch();
        return new SimulationPlan(
                problem,
                asked.choose(problem.model(), observables),
                descent,
                batch,
                samples == null ? 0 : (int) NumberText.positive(samples, "--samples"),
                flowStep(descent, problem, batch),
                learningRate,
                schedule,
                rates.weightDecay(),
                StartOption.parse(init, problem.model()),
                init,
                steps,
                every == null ? Math.max(1, steps / 100) : NumberText.positive(every, "--every"),
                observables,
                replicas,
                common.seed(),
                common.precision(),
                common.threads());
    }

    /** Whether a quantity has a value does not depend on the numbers in a batch. */
    private static Batch ofTheKindObserved(Problem problem) {
        int dx = problem.model().inputs();
        int dy = problem.model().outputs();
        return problem.evaluationSamples() == 0
                ? new Batch.Population(new GaussianTask(
                        Covariance.isotropic(dx, 1),
                        Covariance.isotropic(dy, 1),
                        Matrix.allocate(Precision.DOUBLE, dy, dx)))
                : new Batch.Samples(Matrix.allocate(Precision.DOUBLE, 2, dx), Matrix.allocate(Precision.DOUBLE, 2, dy));
    }

    private double flowStep(Algorithm descent, Problem problem, int batch) {
        if (descent != Algorithm.FLOW) {
            if (flowStep != null) {
                throw new InputException("--flow-step goes with --algorithm flow, not with " + Names.of(descent));
            }
            return 1;
        }
        if (samples == null && batch < 2 && !Algorithm.hasDrift(problem.model(), 0)) {
            throw new InputException(
                    "--batch is " + batch + ", --algorithm flow needs at least 2 here: where there is no"
                            + " exact gradient the noise comes from the spread of a minibatch; or take --samples N");
        }
        double fraction = flowStep == null ? 1 : flowStep;
        if (!(fraction > 0) || Double.isInfinite(fraction)) {
            throw new InputException(
                    "--flow-step is " + NumberText.plain(fraction) + ", it must be finite and above 0");
        }
        return fraction;
    }

    private void requireNoMomentum() {
        if (NumberText.notNegative(momentum, "--momentum") != 0) {
            throw new InputException("--momentum is " + NumberText.plain(momentum)
                    + ", it must be 0 in this version (plain SGD and GD)");
        }
    }
}
