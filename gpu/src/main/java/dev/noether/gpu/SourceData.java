package dev.noether.gpu;

import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jocl.Pointer;

/**
 * What the replicas draw their batches from, on the device: one region a distinct source, matrices one after the other,
 * rows padded with zeros ({@code lx}, {@code ly}), F and G the factors of input and noise covariance:
 *
 * <pre>
 * FRESH    F^T  dx x lx (or its diagonal, lx) | G^T  dy x ly (or its diagonal, ly) | V^T  dx x ly
 * DRAWN    X    n x lx                        | Y    n x ly
 * FIXED    the same, all of it in every step
 * MOMENTS  Cx   dx x lx                       | V^T  dx x ly                       | N^T  dx x ly
 * </pre>
 */
final class SourceData {

    /** Kinds of sources; all replicas of a run share one. */
    enum Kind {
        FRESH,
        DRAWN,
        FIXED,
        MOMENTS
    }

    private final Transfer transfer;
    private final Kind kind;
    private final boolean inputsFull;
    private final boolean noiseFull;
    private final int inputs;
    private final int outputs;
    private final int paddedInputs;
    private final int paddedOutputs;
    private final int batchSize;
    private final long[] starts;
    private final int[] sizes;
    private final DeviceBuffer data;
    private final DeviceBuffer startsOnDevice;
    private final DeviceBuffer sizesOnDevice;

    SourceData(Session session, Transfer transfer, Run run, Tuning tuning) {
        this.transfer = transfer;
        List<BatchSource> sources = run.replicas().stream().map(Replica::source).toList();
        kind = kind(sources.getFirst());
        inputsFull = sources.stream()
                .anyMatch(s -> s instanceof BatchSource.Fresh f && full(f.task().inputCovariance()));
        noiseFull = sources.stream()
                .anyMatch(s -> s instanceof BatchSource.Fresh f && full(f.task().noiseCovariance()));
        inputs = run.model().inputs();
        outputs = run.model().outputs();
        paddedInputs = tuning.padded(inputs);
        paddedOutputs = tuning.padded(outputs);
        batchSize = Run.batchSize(sources.getFirst());
        starts = new long[sources.size()];
        sizes = new int[sources.size()];
        Map<Object, Long> regions = new IdentityHashMap<>();
        long total = 0;
        for (int r = 0; r < starts.length; r++) {
            Object identity = identity(sources.get(r));
            Long known = regions.get(identity);
            starts[r] = known == null ? total : known;
            sizes[r] = size(sources.get(r));
            if (known == null) {
                regions.put(identity, total);
                total += length(sizes[r]);
            }
        }
        data = session.reals(total);
        startsOnDevice = session.buffer((long) starts.length * Long.BYTES);
        session.write(startsOnDevice, 0, (long) starts.length * Long.BYTES, Pointer.to(starts));
        sizesOnDevice = session.buffer((long) sizes.length * Integer.BYTES);
        session.write(sizesOnDevice, 0, (long) sizes.length * Integer.BYTES, Pointer.to(sizes));
        for (int r = 0; r < starts.length; r++) {
            if (regions.remove(identity(sources.get(r))) != null) {
                upload(r, sources.get(r));
            }
        }
    }

    Kind kind() {
        return kind;
    }

    boolean inputsFull() {
        return inputsFull;
    }

    boolean noiseFull() {
        return noiseFull;
    }

    /** dx. */
    int inputs() {
        return inputs;
    }

    /** dy. */
    int outputs() {
        return outputs;
    }

    /** S, or 0 for moments. */
    int batchSize() {
        return batchSize;
    }

    DeviceBuffer data() {
        return data;
    }

    /** Where each replica's region starts, as longs. */
    DeviceBuffer startsOnDevice() {
        return startsOnDevice;
    }

    /** Samples of each replica's data set, as ints. */
    DeviceBuffer sizesOnDevice() {
        return sizesOnDevice;
    }

    /** FRESH: F^T of a replica, or its diagonal as one row. */
    View inputFactor(int replica) {
        return View.of(data, starts[replica], inputsFull ? inputs : 1, inputs, paddedInputs);
    }

    /** FRESH: G^T of a replica, or its diagonal as one row. */
    View noiseFactor(int replica) {
        long at = starts[replica] + (long) (inputsFull ? inputs : 1) * paddedInputs;
        return View.of(data, at, noiseFull ? outputs : 1, outputs, paddedOutputs);
    }

    /** FRESH: V of a replica, dy x dx. */
    View freshTarget(int replica) {
        View noise = noiseFactor(replica);
        return transposed(noise.offset() + (long) noise.rows() * paddedOutputs);
    }

    /** DRAWN and FIXED: the data set of a replica. */
    DeviceBatch.Samples samples(int replica) {
        int n = sizes[replica];
        return new DeviceBatch.Samples(
                View.of(data, starts[replica], n, inputs, paddedInputs),
                View.of(data, starts[replica] + (long) n * paddedInputs, n, outputs, paddedOutputs));
    }

    /** MOMENTS: those of a replica, without the noise, which does not move parameters. */
    DeviceBatch.Moments moments(int replica) {
        return new DeviceBatch.Moments(cx(replica), target(replica), cross(replica), null, false);
    }

    /** MOMENTS: Cx of a replica. */
    private View cx(int replica) {
        return View.of(data, starts[replica], inputs, inputs, paddedInputs);
    }

    /** MOMENTS: V of a replica, dy x dx. */
    private View target(int replica) {
        return transposed(starts[replica] + (long) inputs * paddedInputs);
    }

    /** MOMENTS: N of a replica, dy x dx. */
    private View cross(int replica) {
        return transposed(starts[replica] + (long) inputs * (paddedInputs + paddedOutputs));
    }

    private View transposed(long at) {
        return View.of(data, at, inputs, outputs, paddedOutputs).transposed();
    }

    private static Kind kind(BatchSource source) {
        return switch (source) {
            case BatchSource.Fresh _ -> Kind.FRESH;
            case BatchSource.Drawn _ -> Kind.DRAWN;
            case BatchSource.Fixed fixed -> fixed.batch() instanceof Batch.Samples ? Kind.FIXED : Kind.MOMENTS;
        };
    }

    private static boolean full(Covariance covariance) {
        return !covariance.isDiagonal();
    }

    private static Object identity(BatchSource source) {
        return switch (source) {
            case BatchSource.Fresh fresh -> fresh.task();
            case BatchSource.Drawn drawn -> drawn.data();
            case BatchSource.Fixed fixed ->
                fixed.batch() instanceof Batch.Population population ? population.task() : fixed.batch();
        };
    }

    private static int size(BatchSource source) {
        return switch (source) {
            case BatchSource.Fresh _ -> 0;
            case BatchSource.Drawn drawn -> drawn.data().size();
            case BatchSource.Fixed fixed -> fixed.batch() instanceof Batch.Samples samples ? samples.size() : 0;
        };
    }

    private long length(int size) {
        return switch (kind) {
            case FRESH ->
                (long) (inputsFull ? inputs : 1) * paddedInputs
                        + (long) ((noiseFull ? outputs : 1) + inputs) * paddedOutputs;
            case DRAWN, FIXED -> (long) size * (paddedInputs + paddedOutputs);
            case MOMENTS -> (long) inputs * (paddedInputs + 2L * paddedOutputs);
        };
    }

    private void upload(int replica, BatchSource source) {
        switch (source) {
            case BatchSource.Fresh fresh -> {
                transfer.upload(factor(fresh.task().inputCovariance(), inputsFull), inputFactor(replica));
                transfer.upload(factor(fresh.task().noiseCovariance(), noiseFull), noiseFactor(replica));
                transfer.upload(fresh.task().target(), freshTarget(replica));
            }
            case BatchSource.Drawn drawn -> upload(replica, drawn.data());
            case BatchSource.Fixed fixed -> upload(replica, fixed.batch());
        }
    }

    private void upload(int replica, Batch batch) {
        switch (batch) {
            case Batch.Samples samples -> {
                transfer.upload(samples.x(), samples(replica).x());
                transfer.upload(samples.y(), samples(replica).y());
            }
            case Batch.Moments moments -> {
                transfer.upload(moments.cx(), cx(replica));
                transfer.upload(moments.cyx(), cross(replica));
            }
            case Batch.Population population -> {
                GaussianTask task = population.task();
                transfer.upload(task.inputCovariance().toMatrix(), cx(replica));
                transfer.upload(task.target(), target(replica));
            }
        }
    }

    /** The transposed factor, or its diagonal as one row. */
    private static Matrix factor(Covariance covariance, boolean full) {
        int n = covariance.size();
        Matrix matrix = Matrix.allocate(Precision.DOUBLE, full ? n : 1, n);
        for (int i = 0; i < n; i++) {
            for (int j = full ? 0 : i; j <= i; j++) {
                matrix.set(full ? j : 0, i, covariance.factor(i, j));
            }
        }
        return matrix;
    }
}
