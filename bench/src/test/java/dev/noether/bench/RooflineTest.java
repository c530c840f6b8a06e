package dev.noether.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RooflineTest {

    private static final double PEAK = 200;

    /** Peak of 200 operations a nanosecond; triads of 100 bytes a nanosecond over 10 kB and of 10 over 10 MB. */
    private static List<PeerTime> machine() {
        List<PeerTime> times = new ArrayList<>();
        times.add(limit(Limits.CHAINS, Limits.chainOperations(Precision.FLOAT) / PEAK));
        times.add(limit("triad 10000", 10_000 / 100.0));
        times.add(limit("triad 10000000", 10_000_000 / 10.0));
        return times;
    }

    private static PeerTime limit(String name, double nanoseconds) {
        return new PeerTime(Duel.MACHINE, Precision.FLOAT, Way.LIMIT, name, nanoseconds, 0);
    }

    private static PeerTime step(Duel duel, double nanoseconds) {
        return new PeerTime(duel, Precision.FLOAT, Way.NOETHER, "Noether", nanoseconds, 0);
    }

    @Test
    void peakAndBandwidthAreThoseOfTheRun() {
        Roofline roofline = new Roofline(machine());
        assertThat(roofline.peak(Precision.FLOAT)).isCloseTo(PEAK, within(1e-9));
        assertThat(roofline.peak(Precision.DOUBLE)).isNaN();
        assertThat(roofline.bandwidth(10_000)).isCloseTo(100, within(1e-9));
        assertThat(roofline.bandwidth(10_001)).isCloseTo(10, within(1e-9));
        assertThat(roofline.bandwidth(1e9)).isNaN();
    }

    @Test
    void aStepOfManyOperationsAByteIsLimitedByArithmetic() {
        // 6 dx dy d + 4 S dx dy = 124 MFLOP over 3.2 MB: 39 a byte, of which 10 bytes a nanosecond would allow 388.
        double operations = 6.0 * 100 * 100 * 2000 + 4.0 * 100 * 100 * 100;
        double half = operations / PEAK * 2;
        Roofline roofline = new Roofline(machine());
        assertThat(roofline.fractionOfLimit(step(Duel.FIGURE_8, half)).orElseThrow())
                .isCloseTo(0.5, within(1e-9));
        // Two threads could do twice as much.
        assertThat(roofline.fractionOfLimit(step(Duel.FIGURE_8_TEAM, half)).orElseThrow())
                .isCloseTo(0.5 * 200 / Math.min(400, 10 * operations / 3.2e6), within(1e-9));
    }

    @Test
    void aStepOfFewOperationsAByteIsLimitedByMemory() {
        // min(10 d, 6 d + 4) = 604 operations, 200 parameters read and written: 1600 bytes at 100 a nanosecond.
        PeerTime time = step(Duel.RANK_ONE, 32);
        assertThat(Roofline.intensity(time)).isCloseTo(604 / 1600.0, within(1e-12));
        assertThat(new Roofline(machine()).fractionOfLimit(time).orElseThrow()).isCloseTo(16 / 32.0, within(1e-9));
    }

    @Test
    void whatHasNoOperationsHasNoFraction() {
        assertThat(new Roofline(machine()).fractionOfLimit(step(Duel.NORMALS, 1)))
                .isEmpty();
    }
}
