package dev.noether.gpu;

import dev.noether.model.Model;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jocl.Pointer;

/** What the replicas of a run take their batches from, on the device: one region a distinct source, shared by its replicas. */
final class SourceData {

    private final SourceLayout layout;
    private final SourceRegion[] regions;
    private final DeviceBuffer data;
    private final DeviceBuffer starts;
    private final DeviceBuffer sizes;

    /** @param sources one for each replica, of one kind */
    SourceData(Session session, Transfer transfer, Model model, List<BatchSource> sources, Tuning tuning) {
        layout = SourceLayout.of(model, sources, tuning);
        int count = sources.size();
        long[] start = new long[count];
        int[] size = new int[count];
        Map<Object, Integer> first = new IdentityHashMap<>();
        long total = 0;
        for (int r = 0; r < count; r++) {
            BatchSource source = sources.get(r);
            Integer same = first.putIfAbsent(identity(source), r);
            size[r] = size(source);
            start[r] = same == null ? total : start[same];
            total += same == null ? layout.length(size[r]) : 0;
        }
        data = session.reals(total);
        starts = session.buffer((long) count * Long.BYTES);
        sizes = session.buffer((long) count * Integer.BYTES);
        session.write(starts, 0, starts.bytes(), Pointer.to(start));
        session.write(sizes, 0, sizes.bytes(), Pointer.to(size));
        regions = new SourceRegion[count];
        for (int r = 0; r < count; r++) {
            BatchSource source = sources.get(r);
            regions[r] = new SourceRegion(layout, data, start[r], size[r]);
            if (first.get(identity(source)) == r) {
                regions[r].upload(source, transfer);
            }
        }
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

    SourceLayout layout() {
        return layout;
    }

    /** A replica's source. */
    SourceRegion region(int replica) {
        return regions[replica];
    }

    DeviceBuffer data() {
        return data;
    }

    /** Where each replica's region starts, as longs. */
    DeviceBuffer starts() {
        return starts;
    }

    /** Samples of each replica's data set, as ints. */
    DeviceBuffer sizes() {
        return sizes;
    }
}
