package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What one contender needed for one operation.
 *
 * @param duel what was compared
 * @param precision of the arithmetic
 * @param way how it was done
 * @param name who did it, and with which layout of memory
 * @param nanoseconds of an operation, median
 * @param spread half the distance of the quartiles, relative to the median
 */
public record PeerTime(Duel duel, Precision precision, Way way, String name, double nanoseconds, double spread) {

    /** Shortest time of the given ways, empty if there is none. */
    static OptionalDouble fastest(Collection<PeerTime> times, Duel duel, Precision precision, Set<Way> ways) {
        return times.stream()
                .filter(time -> time.duel == duel && time.precision == precision && ways.contains(time.way))
                .mapToDouble(PeerTime::nanoseconds)
                .min();
    }
}
