package dev.noether.backend;

import java.util.List;

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
    }

    /**
     * The rate from a step on.
     *
     * @param step steps done before the first one that has it, at least 1
     * @param rate eta
     */
    record Change(long step, double rate) {

        /** @throws IllegalArgumentException if the rate is negative or not finite, or the step is before 1 */
        public Change {
            requireRate(rate);
            requireSteps(step);
        }
    }

    /**
     * Constant pieces: {@code peak} up to the first of {@code changes}, then the rate of the last change that is not after
     * the step.
     *
     * @param peak eta of the first piece
     * @param changes in ascending order of their steps
     */
    record Piecewise(double peak, List<Change> changes) implements LearningRate {

        /** @throws IllegalArgumentException if the rate is negative or not finite, or the steps do not increase */
        public Piecewise {
            requireRate(peak);
            changes = List.copyOf(changes);
            for (int i = 1; i < changes.size(); i++) {
                long before = changes.get(i - 1).step();
                if (changes.get(i).step() <= before) {
                    throw new IllegalArgumentException("step " + changes.get(i).step() + " comes after step " + before
                            + ", the steps must increase");
                }
            }
        }

        /** By bisection: a change of each of many steps costs a step next to nothing. */
        @Override
        public double at(long step) {
            int notAfter = 0;
            int after = changes.size();
            while (notAfter < after) {
                int middle = (notAfter + after) >>> 1;
                if (changes.get(middle).step() <= step) {
                    notAfter = middle + 1;
                } else {
                    after = middle;
                }
            }
            return notAfter == 0 ? peak : changes.get(notAfter - 1).rate();
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
            long stairs = step / every;
            return peak * StrictMath.pow(factor, stairs);
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
