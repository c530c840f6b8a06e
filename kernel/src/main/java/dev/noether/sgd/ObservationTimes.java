package dev.noether.sgd;

/** At which steps a trajectory is observed. */
@FunctionalInterface
public interface ObservationTimes {

    /** The first time after {@code step}. */
    long after(long step);

    /** Every {@code interval} steps, at least 1. */
    static ObservationTimes every(long interval) {
        if (interval < 1) {
            throw new IllegalArgumentException("interval " + interval + ", it must be at least 1");
        }
        return step -> Math.addExact(step - Math.floorMod(step, interval), interval);
    }

    /** Sparse before {@code from}, then dense: for averages over the end of a run. */
    static ObservationTimes thenEvery(long interval, long from, long denseInterval) {
        ObservationTimes sparse = every(interval);
        ObservationTimes dense = every(denseInterval);
        return step -> step < from ? Math.min(from, sparse.after(step)) : dense.after(step);
    }
}
