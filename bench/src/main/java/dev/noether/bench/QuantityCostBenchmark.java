package dev.noether.bench;

import dev.noether.backend.Backends;
import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What does each quantity of each model cost, against the gradient alone? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QuantityCostBenchmark {

    private static final long SEED = 1;

    @Param
    private CostNet net;

    @Param
    private Precision precision;

    @Param
    private Asked asked;

    private Parameters theta;
    private Parameters direction;
    private Parameters product;
    private Batch.Samples batch;
    private Evaluator evaluator;
    private Evaluation bound;
    private Result result;

    @Setup
    public void setUp() {
        Model model = net.model;
        theta = new Initialization.Kaiming().draw(model, precision, SEED);
        direction = new Initialization.Kaiming().draw(model, precision, SEED + 1);
        product = Parameters.allocate(model, precision);
        batch = GaussianSampler.minibatch(task(model), precision, SEED, 0, net.batchSize);
        evaluator = Backends.named("simd").evaluator(model, precision);
        result = new Result(model, precision, asked.quantities());
        bound = evaluator.at(theta, batch, 0);
    }

    /** Inputs of variance 1, labels of the identity, cut to the outputs, with label noise of variance 0.2. */
    private static GaussianTask task(Model model) {
        Matrix target = Matrix.allocate(Precision.DOUBLE, model.outputs(), model.inputs());
        for (int i = 0; i < Math.min(model.outputs(), model.inputs()); i++) {
            target.set(i, i, 1);
        }
        return new GaussianTask(
                Covariance.isotropic(model.inputs(), 1), Covariance.isotropic(model.outputs(), 0.2), target);
    }

    /** A point is bound anew for quantities, forward pass included; products are asked of a point that stays bound. */
    @Benchmark
    public Object kernel() {
        switch (asked) {
            case HESSIAN_PRODUCT -> bound.hessianVectorProduct(direction, product);
            case NOISE_PRODUCT -> bound.noiseCovarianceVectorProduct(direction, product);
            default -> evaluator.at(theta, batch, 0).compute(asked.quantities(), result);
        }
        return product;
    }
}
