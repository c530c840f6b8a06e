package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.Collection;
import java.util.Comparator;
import java.util.OptionalDouble;

/**
 * What limits a step on this machine: arithmetic, or reading and writing the parameters once a step,
 *
 * <pre>
 * limit = min(threads peak, bandwidth operations / bytes)
 * </pre>
 *
 * the bandwidth being that of a triad of the smallest measured size that does not fit where the parameters fit. For more
 * threads only the peak is multiplied: caches are their own but the memory is shared, so the limit is a lower bound then.
 */
public final class Roofline {

    private static final double BYTES_OF_CACHE_LINE_TRAFFIC = 2;

    private final Collection<PeerTime> times;

    /** A roofline from all times of a run. */
    public Roofline(Collection<PeerTime> times) {
        this.times = times;
    }

    /** FMA peak of one core in operations a nanosecond, NaN if it was not measured. */
    public double peak(Precision precision) {
        return times.stream()
                .filter(time -> time.way() == Way.LIMIT
                        && time.precision() == precision
                        && time.name().equals(Limits.CHAINS))
                .mapToDouble(time -> Limits.chainOperations(precision) / time.nanoseconds())
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Bandwidth in bytes a nanosecond of a triad over {@code bytes}, or the next larger size that was measured. */
    public double bandwidth(double bytes) {
        return times.stream()
                .filter(time -> time.way() == Way.LIMIT
                        && time.precision() == Precision.FLOAT
                        && Limits.triadBytes(time.name()).isPresent())
                .filter(time -> Limits.triadBytes(time.name()).getAsLong() >= bytes)
                .min(Comparator.comparingLong(
                        time -> Limits.triadBytes(time.name()).getAsLong()))
                .map(time -> Limits.triadBytes(time.name()).getAsLong() / time.nanoseconds())
                .orElse(Double.NaN);
    }

    /** Operations a byte of a step, if the parameters are read and written once. */
    public static double intensity(PeerTime time) {
        return time.duel().operations(time.way())
                / (BYTES_OF_CACHE_LINE_TRAFFIC
                        * time.duel().parameterBytes(time.precision().bytes()));
    }

    /** The part of its limit that a time reaches; empty where operations are not counted. */
    public OptionalDouble fractionOfLimit(PeerTime time) {
        double operations = time.duel().operations(time.way());
        double limit = Math.min(
                time.duel().threads * peak(time.precision()),
                bandwidth(time.duel().parameterBytes(time.precision().bytes())) * intensity(time));
        double fraction = operations / time.nanoseconds() / limit;
        return Double.isNaN(fraction) ? OptionalDouble.empty() : OptionalDouble.of(fraction);
    }
}
