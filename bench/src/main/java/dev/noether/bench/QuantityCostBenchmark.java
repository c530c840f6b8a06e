package dev.noether.bench;

import dev.noether.backend.Backends;
import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Result;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
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
        batch = net.minibatch(precision);
        evaluator = Backends.named("simd").evaluator(model, precision);
        result = new Result(model, precision, asked.quantities());
        bound = evaluator.at(theta, batch, 0);
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
