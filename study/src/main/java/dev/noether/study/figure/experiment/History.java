package dev.noether.study.figure.experiment;

import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** What was recorded along one trajectory. */
public final class History {

    private final String name;
    private final long seed;
    private final long lastStep;
    private final List<Measure> measures;
    private final List<Average> averages;
    private final List<double[]> sums = new ArrayList<>();
    private final List<Point> points = new ArrayList<>();
    private int averaged;
    private boolean diverged;
    private long divergenceStep;

    /** The numbers of one observation, in the order of the measures. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Point(long step, double[] values) {}

    History(String name, long seed, long lastStep, List<Measure> measures, List<Average> averages) {
        this.name = name;
        this.seed = seed;
        this.lastStep = lastStep;
        this.measures = List.copyOf(measures);
        this.averages = List.copyOf(averages);
    }

    /**
     * Adds an observation.
     *
     * @param theta the parameters there; may be null where no measure and no average is of the parameters
     */
    void add(long step, Result result, Parameters theta) {
        points.add(new Point(
                step,
                measures.stream()
                        .mapToDouble(measure -> measure.of().applyAsDouble(result, theta))
                        .toArray()));
        boolean late = isAtEnd(step, 1);
        for (int a = 0; a < averages.size() && (late || sums.size() < averages.size()); a++) {
            double[] values = averages.get(a).of().apply(result, theta);
            if (sums.size() == a) {
                sums.add(new double[values.length]);
            }
            if (late) {
                addTo(sums.get(a), values);
            }
        }
        averaged += late ? 1 : 0;
    }

    private static void addTo(double[] sum, double[] values) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += values[k];
        }
    }

    /** Whether a step belongs to so many of the last fifths of the run. */
    boolean isAtEnd(long step, int fifths) {
        return 5 * step > (5 - fifths) * lastStep;
    }

    void divergedAt(long step) {
        diverged = true;
        divergenceStep = step;
    }

    /** Name of the trajectory in tables. */
    public String name() {
        return name;
    }

    /** Seed of the trajectory. */
    public long seed() {
        return seed;
    }

    /** Number of the last step that it was to do. */
    public long lastStep() {
        return lastStep;
    }

    /** What was recorded. */
    public List<Measure> measures() {
        return measures;
    }

    /** Whether it diverged before its end. */
    public boolean diverged() {
        return diverged;
    }

    /** The step after which it had diverged. */
    public long divergenceStep() {
        if (!diverged) {
            throw new IllegalStateException(name + " has not diverged");
        }
        return divergenceStep;
    }

    /** Steps of all observations. */
    public double[] steps() {
        return points.stream().mapToDouble(Point::step).toArray();
    }

    /** All values of a measure. */
    public double[] values(Measure measure) {
        int m = index(measure);
        return points.stream().mapToDouble(point -> point.values()[m]).toArray();
    }

    /** The value at the first observation. */
    public double first(Measure measure) {
        return points.getFirst().values()[index(measure)];
    }

    /** The value at the last observation. */
    public double last(Measure measure) {
        return points.getLast().values()[index(measure)];
    }

    /** The value at the last observation up to a step. */
    public double at(long step, Measure measure) {
        double value = Double.NaN;
        int m = index(measure);
        for (Point point : points) {
            if (point.step() <= step) {
                value = point.values()[m];
            }
        }
        return value;
    }

    /** Between how many neighbouring observations a charge falls: by more than rounding, {@code 4 eps} of it. */
    public long falls(Measure charge) {
        double[] values = values(charge);
        return IntStream.range(1, values.length)
                .filter(k -> values[k] < values[k - 1] * (1 - 4 * Math.ulp(1.0)))
                .count();
    }

    /** The mean over the last fifth of the run; NaN if the trajectory ended before. */
    public double late(Measure measure) {
        return mean(measure, 1);
    }

    /** The mean over so many of the last fifths of the run; NaN if the trajectory ended before. */
    public double mean(Measure measure, int fifths) {
        return mean(measure, step -> isAtEnd(step, fifths));
    }

    /** The mean over the observations after a step, up to another; NaN if the trajectory ended before. */
    public double mean(Measure measure, double after, double end) {
        return mean(measure, step -> step > after && step <= end);
    }

    private double mean(Measure measure, LongPredicate steps) {
        int m = index(measure);
        return diverged
                ? Double.NaN
                : points.stream()
                        .filter(point -> steps.test(point.step()))
                        .mapToDouble(point -> point.values()[m])
                        .average()
                        .orElse(Double.NaN);
    }

    /** The mean over the last fifth of the run, element by element; NaN if the trajectory ended before. */
    public double[] late(Average average) {
        int a = averages.indexOf(average);
        if (a < 0) {
            throw new IllegalArgumentException(average.name() + " was not averaged");
        }
        return Arrays.stream(sums.get(a))
                .map(sum -> diverged ? Double.NaN : sum / averaged)
                .toArray();
    }

    /** The same trajectory as if it had ended at an earlier step, without averages. */
    public History until(long step) {
        History cut = new History(name, seed, step, measures, List.of());
        points.stream().filter(point -> point.step() <= step).forEach(cut.points::add);
        return cut;
    }

    private int index(Measure measure) {
        int index = measures.indexOf(measure);
        if (index < 0) {
            throw new IllegalArgumentException(measure.name() + " was not recorded");
        }
        return index;
    }
}
