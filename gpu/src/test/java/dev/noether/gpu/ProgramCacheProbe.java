package dev.noether.gpu;

import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.List;

/** A process that builds programs and steps with them; prints |theta|^2 to the last bit. */
final class ProgramCacheProbe {

    private static final int BATCH = 4;

    private ProgramCacheProbe() {}

    public static void main(String[] arguments) {
        TwoLayerNet net = new TwoLayerNet(3, 5, 2, Activation.TANH, Loss.SUM);
        GaussianTask task = new Problems(1).task(3, 2, false, false);
        Replica replica = new Replica(
                1,
                0.01,
                0,
                new BatchSource.Fresh(task, BATCH),
                GaussianSampler.minibatch(task, Precision.FLOAT, 1, 0, BATCH),
                new Initialization.Kaiming().draw(net, Precision.FLOAT, 1));
        Parameters theta = Parameters.allocate(net, Precision.FLOAT);
        long begin = System.nanoTime();
        try (Stepper stepper = new OpenClBackend().stepper(new Run(net, Precision.FLOAT, List.of(replica), 1))) {
            stepper.advance(5, () -> false);
            stepper.read(0, theta);
        }
        if (arguments.length > 0) {
            System.err.println((System.nanoTime() - begin) / 1000000 + " ms");
        }
        System.out.println(Double.toHexString(theta.squaredNorm()));
    }
}
