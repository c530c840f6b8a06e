import dev.noether.backend.Backends;
import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.theory.CovarianceEstimate;
import dev.noether.theory.Generator;
import dev.noether.theory.ParameterVector;
import dev.noether.theory.SampleGradientNoise;
import dev.noether.theory.SgdSettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** A ReLU net on data that lies in native memory of the caller's, with columns that the net does not see between. */
public final class Example {

    private static final int SAMPLES = 64;
    private static final int INPUTS = 3;
    private static final int HIDDEN = 5;
    private static final int OUTPUTS = 2;

    /** Numbers a record: the inputs, a time stamp that is none of the net's business, the labels. */
    private static final int RECORD = INPUTS + 1 + OUTPUTS;

    private static final double LEARNING_RATE = 0.02;

    public static void main(String[] arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment records = records(arena);
            Matrix x = new Matrix(records, Precision.FLOAT, 0, SAMPLES, INPUTS, RECORD);
            Matrix y = new Matrix(records, Precision.FLOAT, INPUTS + 1, SAMPLES, OUTPUTS, RECORD);
            run(new Batch.Samples(x, y));
        }
    }

    /** Evaluate, make a few steps, and ask how far along its symmetry the noise would drive a hidden unit. */
    private static void run(Batch.Samples batch) {
        Model model = new TwoLayerNet(INPUTS, HIDDEN, OUTPUTS, Activation.RELU, Loss.SUM);
        Parameters theta = Parameters.allocate(model, Precision.FLOAT);
        ParameterVector.copy(new Random(2).doubles(model.parameterCount(), -1, 1).toArray(), theta);
        Set<Quantity> all = Quantity.definedOn(model, batch);
        Result result = new Result(model, Precision.FLOAT, all, batch.size());
        try (Evaluator evaluator = Backends.named("simd").evaluator(model, Precision.FLOAT)) {
            for (int step = 0; step <= 50; step++) {
                Evaluation point = evaluator.at(theta, batch, 0);
                point.compute(all, result);
                if (step % 25 == 0) {
                    print(step, result);
                }
                descend(theta, result.gradient());
            }
            noiseEquilibrium(model, theta, batch, evaluator);
        }
    }

    private static void print(int step, Result result) {
        System.out.printf("step %d: loss %.6f, Hessian trace %.4f%n", step, result.loss(), result.hessianTrace());
        System.out.println("  trace by block     " + Arrays.toString(result.hessianTraceByBlock()));
        System.out.println("  charges            " + Arrays.toString(result.charges(0)));
        System.out.println("  Tr[Sigma A]        " + Arrays.toString(result.noiseCharges(0)));
        System.out.println("  Tr Sigma by block  " + Arrays.toString(result.noiseTraceByBlock()));
        System.out.println("  Gamma_U            " + Arrays.toString(result.gammaU()));
    }

    /** {@code theta -= eta g}, in the caller's own loop. */
    private static void descend(Parameters theta, Parameters gradient) {
        for (int b = 0; b < theta.blocks(); b++) {
            for (int i = 0; i < theta.block(b).rows(); i++) {
                for (int j = 0; j < theta.block(b).columns(); j++) {
                    double next = theta.block(b).get(i, j) - LEARNING_RATE * gradient.block(b).get(i, j);
                    theta.block(b).set(i, j, next);
                }
            }
        }
    }

    /** The gradients of single samples, one after another, are all that the noise equilibrium needs, of any model. */
    private static void noiseEquilibrium(Model model, Parameters theta, Batch.Samples batch, Evaluator evaluator) {
        Generator unit = Generator.of(model, model.symmetries().getFirst(), 0);
        SampleGradientNoise noise = new SampleGradientNoise(unit, 16 * Precision.FLOAT.epsilon());
        Set<Quantity> gradient = EnumSet.of(Quantity.GRADIENT);
        Result result = new Result(model, Precision.FLOAT, gradient);
        for (int i = 0; i < batch.size(); i++) {
            Matrix x = row(batch.x(), i);
            Matrix y = row(batch.y(), i);
            evaluator.at(theta, new Batch.Samples(x, y), 0).compute(gradient, result);
            noise.accept(ParameterVector.of(result.gradient()));
        }
        SgdSettings settings = new SgdSettings(LEARNING_RATE, 0, 8, Loss.SUM);
        double[] here = ParameterVector.of(theta);
        System.out.println("hidden unit 0 under SGD with batches of 8:");
        System.out.println("  flow     " + noise.noise(CovarianceEstimate.UNBIASED).flow(here, settings));
        System.out.println("  lambda*  " + noise.noise(CovarianceEstimate.UNBIASED).fixedPoint(here, settings));
    }

    private static Matrix row(Matrix a, int i) {
        return new Matrix(a.segment(), a.precision(), a.offset() + i * a.rowStride(), 1, a.columns(), a.rowStride());
    }

    /** What another program may have left in memory: noisy products of the inputs. */
    private static MemorySegment records(Arena arena) {
        MemorySegment records = arena.allocate(ValueLayout.JAVA_FLOAT, (long) SAMPLES * RECORD);
        Random random = new Random(1);
        for (int i = 0; i < SAMPLES; i++) {
            float[] record = new float[RECORD];
            for (int j = 0; j < INPUTS; j++) {
                record[j] = (float) random.nextGaussian();
            }
            record[INPUTS] = 1e9f + i;
            for (int j = 0; j < OUTPUTS; j++) {
                record[INPUTS + 1 + j] = record[j] * record[j + 1] + 0.3f * (float) random.nextGaussian();
            }
            MemorySegment.copy(record, 0, records, ValueLayout.JAVA_FLOAT, 4L * i * RECORD, RECORD);
        }
        return records;
    }
}
