package dev.noether.bench;

import dev.noether.backend.Backends;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** How does the time of a step grow with samples, inputs, hidden units, and fall with threads? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScalingBenchmark {

    /** What the others are held at while one parameter varies. */
    static final int THREADS = 1;

    static final int SAMPLES = 100;
    static final int INPUTS = 100;
    static final int HIDDEN = 1000;

    private static final int STEPS = 16;
    private static final double LEARNING_RATE = 1e-4;

    @Param("FLOAT")
    private Precision precision;

    @Param("" + THREADS)
    private int threads;

    @Param("" + SAMPLES)
    private int samples;

    @Param("" + INPUTS)
    private int inputs;

    @Param("" + HIDDEN)
    private int hidden;

    private Stepper stepper;

    @Setup
    public void setUp() {
        TwoLayerNet net = TwoLayerNet.linear(inputs, hidden, inputs, Loss.SUM);
        GaussianTask task = new GaussianTask(
                Covariance.isotropic(inputs, 1), Covariance.isotropic(inputs, 0.2), Matrix.identity(inputs));
        Replica replica = new Replica(
                1,
                LEARNING_RATE,
                0,
                new BatchSource.Fresh(task, samples),
                new Batch.Population(task),
                Nets.parameters(net, precision));
        stepper = Backends.named("simd").stepper(new Run(net, precision, List.of(replica), threads));
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Object kernel() {
        return stepper.advance(stepper.step(0) + STEPS, () -> false);
    }

    /** @throws IllegalStateException if the trajectory has diverged: what was timed were no steps */
    @TearDown
    public void tearDown() {
        boolean diverged = stepper.diverged(0);
        stepper.close();
        if (diverged) {
            throw new IllegalStateException("the trajectory has diverged");
        }
    }
}
