package dev.noether.bench;

import dev.noether.backend.Backends;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import java.util.List;

/** The net of each size, ready to be timed; everything comes from one seed. */
final class Nets {

    private static final long SEED = 1;

    private Nets() {}

    static Parameters parameters(Size size, Precision precision) {
        return new Initialization.Kaiming().draw(size.net(), precision, SEED);
    }

    static Batch.Samples minibatch(Size size, Precision precision) {
        return GaussianSampler.minibatch(size.task(), precision, SEED, 0, size.batchSize);
    }

    static Evaluator evaluator(Size size, Precision precision) {
        return Backends.named("simd").evaluator(size.net(), precision);
    }

    /** On one thread, as the controls are, on fresh minibatches, without weight decay. */
    static Stepper stepper(Size size, Precision precision) {
        Replica replica = new Replica(
                SEED,
                size.learningRate,
                0,
                new BatchSource.Fresh(size.task(), size.batchSize),
                new Batch.Population(size.task()),
                parameters(size, precision));
        return Backends.named("simd").stepper(new Run(size.net(), precision, List.of(replica), 1));
    }

    static PlainNet plain(Size size, Precision precision) {
        return switch (precision) {
            case FLOAT -> new FloatPlainNet(size, SEED);
            case DOUBLE -> new DoublePlainNet(size, SEED);
        };
    }
}
