package dev.noether.backend;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The learning rate eta of each step: a schedule is a pure function of the number of steps done, the same bits on every
 * machine. In all of them {@code peak} is what the plain learning rate is where nothing is scheduled.
 */
public sealed interface LearningRate {

    /**
     * The rate of the step from state {@code step} to state {@code step + 1}.
     *
     * @param step steps done before, from 0
     */
    double at(long step);

    /** The rate without its schedule. */
    double peak();

    /** The same schedule of another rate: all rates are multiplied alike. */
    LearningRate times(double factor);

    /** The same rate at every step. */
    static LearningRate constant(double rate) {
        return new Constant(rate);
    }

    /**
     * The same rate at every step.
     *
     * @param peak eta
     */
    record Constant(double peak) implements LearningRate {

        /** @throws IllegalArgumentException if the rate is negative or not finite */
        public Constant {
            requireRate(peak);
        }

        @Override
        public double at(long step) {
            return peak;
        }

        @Override
        public LearningRate times(double factor) {
            return new Constant(peak * factor);
        }
    }

    /**
     * Linear warmup: {@code from + (peak - from) step / steps}, and {@code peak} from step {@code steps} on.
     *
     * @param peak eta at the end
     * @param steps length of the warmup, at least 1
     * @param from eta of the first step
     */
    record Warmup(double peak, long steps, double from) implements LearningRate {

        /** @throws IllegalArgumentException if a rate is negative or not finite, or there is no step */
        public Warmup {
            requireRate(peak);
            requireRate(from);
            requireSteps(steps);
        }

        @Override
        public double at(long step) {
            return step >= steps ? peak : from + (peak - from) * ((double) step / steps);
        }

        @Override
        public LearningRate times(double factor) {
            return new Warmup(peak * factor, steps, from * factor);
        }
    }

    /**
     * Constant pieces: {@code peak} up to the first of {@code changes}, then the rate of the last change that is not after
     * the step.
     *
     * @param peak eta of the first piece
     * @param changes from a step, at least 1, to the rate that begins there
     */
    record Piecewise(double peak, SortedMap<Long, Double> changes) implements LearningRate {

        /** @throws IllegalArgumentException if a rate is negative or not finite, or a change comes before step 1 */
        public Piecewise {
            requireRate(peak);
            changes = Collections.unmodifiableSortedMap(new TreeMap<>(changes));
            changes.forEach((step, rate) -> {
                requireSteps(step);
                requireRate(rate);
            });
        }

        @Override
        public double at(long step) {
            SortedMap<Long, Double> before = changes.headMap(step + 1);
            return before.isEmpty() ? peak : before.get(before.lastKey());
        }

        @Override
        public LearningRate times(double factor) {
            SortedMap<Long, Double> scaled = new TreeMap<>();
            changes.forEach((step, rate) -> scaled.put(step, rate * factor));
            return new Piecewise(peak * factor, scaled);
        }
    }

    /**
     * Half a cosine down to 0: {@code peak (1 + cos(pi step / steps)) / 2}, and 0 from step {@code steps} on.
     *
     * @param peak eta of the first step
     * @param steps length of the decay, at least 1
     */
    record Cosine(double peak, long steps) implements LearningRate {

        /** @throws IllegalArgumentException if the rate is negative or not finite, or there is no step */
        public Cosine {
            requireRate(peak);
            requireSteps(steps);
        }

        @Override
        public double at(long step) {
            return step >= steps ? 0 : peak * (1 + StrictMath.cos(Math.PI * ((double) step / steps))) / 2;
        }

        @Override
        public LearningRate times(double factor) {
            return new Cosine(peak * factor, steps);
        }
    }

    /**
     * Decay in stairs: {@code peak factor^floor(step / every)}.
     *
     * @param peak eta of the first step
     * @param every length of a stair, at least 1
     * @param factor ratio of a stair to the one before, at least 0
     */
    record StepDecay(double peak, long every, double factor) implements LearningRate {

        /** @throws IllegalArgumentException if the rate or the factor is negative or not finite, or there is no step */
        public StepDecay {
            requireRate(peak);
            requireRate(factor);
            requireSteps(every);
        }

        @Override
        public double at(long step) {
            return peak * StrictMath.pow(factor, step / every);
        }

        @Override
        public LearningRate times(double scale) {
            return new StepDecay(peak * scale, every, factor);
        }
    }

    private static void requireRate(double rate) {
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("learning rate " + rate + ", it must be finite and at least 0");
        }
    }

    private static void requireSteps(long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("a schedule of " + steps + " steps, there must be at least 1");
        }
    }
}
