package dev.noether.bench;

import dev.noether.backend.Backends;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import java.util.List;

/** The net of each size, ready to be timed; everything comes from one seed. */
public final class Nets {

    private static final long SEED = 1;

    private Nets() {}

    /** Kaiming's start of the linear net. */
    public static Parameters parameters(Size size, Precision precision) {
        return parameters(size.net(), precision);
    }

    /** Kaiming's start of a net. */
    public static Parameters parameters(Model model, Precision precision) {
        return new Initialization.Kaiming().draw(model, precision, SEED);
    }

    /** Minibatch 0 of the stream. */
    public static Batch.Samples minibatch(Size size, Precision precision) {
        return GaussianSampler.minibatch(size.task(), precision, SEED, 0, size.batchSize);
    }

    static Evaluator evaluator(Size size, Precision precision) {
        return Backends.named("simd").evaluator(size.net(), precision);
    }

    /** The linear net on one thread, as the controls are. */
    static Stepper stepper(Size size, Precision precision) {
        return stepper("simd", size, size.net(), precision, 1);
    }

    /** Steps of a net of these shapes on fresh minibatches, without weight decay. */
    public static Stepper stepper(String backend, Size size, TwoLayerNet net, Precision precision, int threads) {
        Batch observed = net.linearInInputs() ? new Batch.Population(size.task()) : minibatch(size, precision);
        Replica replica = new Replica(
                SEED,
                size.learningRate,
                0,
                new BatchSource.Fresh(size.task(), size.batchSize),
                observed,
                parameters(net, precision));
        return Backends.named(backend).stepper(new Run(net, precision, List.of(replica), threads));
    }

    static PlainNet plain(Size size, Precision precision) {
        return switch (precision) {
            case FLOAT -> new FloatPlainNet(size, SEED);
            case DOUBLE -> new DoublePlainNet(size, SEED);
        };
    }
}
