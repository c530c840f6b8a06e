package dev.noether.bench.peers;

import dev.noether.backend.Backends;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.bench.Contest;
import dev.noether.bench.CostNet;
import dev.noether.bench.Duel;
import dev.noether.bench.Nets;
import dev.noether.bench.Size;
import dev.noether.bench.Way;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.simd.DoubleNormals;
import dev.noether.simd.FloatNormals;
import dev.noether.task.Batch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/** What is compared at a point: curvature and noise with libtorch, the gradient with itself; and random numbers. */
final class PointDuels {

    private static final Set<Quantity> GRADIENT = EnumSet.of(Quantity.GRADIENT);
    private static final Set<Quantity> GRADIENT_AND_TRACE = EnumSet.of(Quantity.GRADIENT, Quantity.HESSIAN_TRACE);
    private static final Set<Quantity> TRACE = EnumSet.of(Quantity.HESSIAN_TRACE);
    private static final Set<Quantity> NOISE = EnumSet.of(Quantity.NOISE_TRACE, Quantity.NOISE_CHARGES);

    /** A float sum of the squares of 20 million numbers, as libtorch makes it, was seen 0.0015 off. */
    private static final double FLOAT_TOLERANCE = 5e-3;

    private static final double DOUBLE_TOLERANCE = 1e-10;

    private static final int NORMALS_ROWS = 100;
    private static final int NORMALS_COLUMNS = 100;

    private final Precision precision;
    private final Libraries libraries;
    private double sink;

    PointDuels(Precision precision, Libraries libraries) {
        this.precision = precision;
        this.libraries = libraries;
    }

    /** Who takes part in a duel at a point. */
    List<StepDuel.Entry> entries(Duel duel) {
        return switch (duel) {
            case TRACE_BY_SAMPLES -> traceOverGradient(duel, CostNet.LINEAR_BY_SAMPLES);
            case TRACE_BY_PRODUCT -> traceOverGradient(duel, CostNet.LINEAR_BY_PRODUCT);
            case HESSIAN_TRACE -> hessianTrace(duel);
            case NOISE -> noise(duel);
            case NORMALS -> normals(duel);
            default -> throw new IllegalArgumentException(duel + " is not at a point");
        };
    }

    private List<StepDuel.Entry> traceOverGradient(Duel duel, CostNet net) {
        Batch.Samples batch = net.minibatch(precision);
        return List.of(
                ours(duel, Way.NOETHER, net.model, batch, GRADIENT_AND_TRACE),
                ours(duel, Way.GRADIENT_ALONE, net.model, batch, GRADIENT));
    }

    private StepDuel.Entry ours(Duel duel, Way way, Model model, Batch.Samples batch, Set<Quantity> asked) {
        Parameters theta = Nets.parameters(model, precision);
        Evaluator evaluator = Backends.named("simd").evaluator(model, precision);
        Result result = new Result(model, precision, asked);
        return new StepDuel.Entry(duel, way, new Contest.Contender("Noether", times -> {
            for (int i = 0; i < times; i++) {
                evaluator.at(theta, batch, 0).compute(asked, result);
            }
        }, true));
    }

    private List<StepDuel.Entry> hessianTrace(Duel duel) {
        Size size = duel.size;
        Batch.Samples batch = Nets.minibatch(size, precision);
        Parameters theta = Nets.parameters(size, precision);
        TorchPoint torch = new TorchPoint(theta, batch, precision);
        Parameters direction = theta.copy(Precision.DOUBLE);
        requireClose("Hutchinson's probe", torch.curvature(direction), curvature(size, theta, batch, direction));
        return List.of(
                ours(duel, Way.NOETHER, size.net(), batch, TRACE), theirs(duel, Way.PROBE, "libtorch", torch::probe));
    }

    /** {@code v^T H v} by the reference. */
    private static double curvature(Size size, Parameters theta, Batch.Samples batch, Parameters direction) {
        Parameters product = Parameters.allocate(size.net(), Precision.DOUBLE);
        try (Evaluator reference = Backends.named("reference").evaluator(size.net(), Precision.DOUBLE)) {
            reference.at(theta, batch, 0).hessianVectorProduct(direction, product);
        }
        double sum = 0;
        for (int b = 0; b < product.blocks(); b++) {
            for (int i = 0; i < product.block(b).rows(); i++) {
                for (int j = 0; j < product.block(b).columns(); j++) {
                    sum += product.block(b).get(i, j) * direction.block(b).get(i, j);
                }
            }
        }
        return sum;
    }

    private List<StepDuel.Entry> noise(Duel duel) {
        Size size = duel.size;
        Batch.Samples batch = Nets.minibatch(size, precision);
        Parameters theta = Nets.parameters(size, precision);
        TorchPoint torch = new TorchPoint(theta, batch, precision);
        Set<Quantity> trace = EnumSet.of(Quantity.NOISE_TRACE);
        Result result = new Result(size.net(), Precision.DOUBLE, trace);
        try (Evaluator reference = Backends.named("reference").evaluator(size.net(), Precision.DOUBLE)) {
            reference.at(theta, batch, 0).compute(trace, result);
        }
        double expected = DoubleStream.of(result.noiseTraceByBlock()).sum();
        requireClose("the noise from single samples", torch.noiseBySamples(), expected);
        requireClose("the noise from repeated parameters", torch.noiseByRepeatedParameters(), expected);
        return List.of(
                ours(duel, Way.NOETHER, size.net(), batch, NOISE),
                theirs(duel, Way.PER_SAMPLE, "libtorch, sample by sample", torch::noiseBySamples),
                theirs(duel, Way.PER_SAMPLE, "libtorch, repeated parameters", torch::noiseByRepeatedParameters));
    }

    private StepDuel.Entry theirs(Duel duel, Way way, String name, DoubleSupplier work) {
        return new StepDuel.Entry(duel, way, new Contest.Contender(name, times -> {
            for (int i = 0; i < times; i++) {
                sink += work.getAsDouble();
            }
        }));
    }

    private void requireClose(String what, double reached, double expected) {
        double tolerance = precision == Precision.FLOAT ? FLOAT_TOLERANCE : DOUBLE_TOLERANCE;
        if (!(Math.abs(reached - expected) <= tolerance * Math.abs(expected))) {
            throw new IllegalStateException(what + " gives " + reached + ", the reference " + expected);
        }
    }

    private List<StepDuel.Entry> normals(Duel duel) {
        int count = NORMALS_ROWS * NORMALS_COLUMNS;
        Gaussians gaussians = Gaussians.fastest(libraries.mkl, precision, count);
        MemorySegment out = Arena.ofAuto().allocate((long) count * precision.bytes(), 64);
        return List.of(
                new StepDuel.Entry(duel, Way.NOETHER, new Contest.Contender("Noether", ourNormals(), true)),
                new StepDuel.Entry(
                        duel, Way.GENERATOR, new Contest.Contender("MKL, " + gaussians.name(), times -> {
                            for (int i = 0; i < times; i++) {
                                gaussians.fill(out.address(), count, 1);
                            }
                            // The memory stays reachable for as long as its address is used.
                            sink += out.byteSize();
                        })));
    }

    private java.util.function.IntConsumer ourNormals() {
        long[] step = {0};
        return switch (precision) {
            case FLOAT -> {
                FloatNormals normals = new FloatNormals(1);
                float[] out = new float[NORMALS_ROWS * NORMALS_COLUMNS];
                yield times -> {
                    for (int i = 0; i < times; i++) {
                        normals.fill(
                                Purpose.INPUTS, step[0]++, 0, NORMALS_ROWS, NORMALS_COLUMNS, out, 0, NORMALS_COLUMNS);
                    }
                };
            }
            case DOUBLE -> {
                DoubleNormals normals = new DoubleNormals(1);
                double[] out = new double[NORMALS_ROWS * NORMALS_COLUMNS];
                yield times -> {
                    for (int i = 0; i < times; i++) {
                        normals.fill(
                                Purpose.INPUTS, step[0]++, 0, NORMALS_ROWS, NORMALS_COLUMNS, out, 0, NORMALS_COLUMNS);
                    }
                };
            }
        };
    }
}
