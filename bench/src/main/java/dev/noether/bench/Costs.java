package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the quantities cost: each against the gradient alone of the same net, precision and run. */
final class Costs {

    /**
     * One line of the table.
     *
     * @param net and its shapes
     * @param precision of the arithmetic
     * @param asked what was computed
     * @param nanoseconds of a call
     * @param ratioToGradient time over that of the gradient alone
     * @param gigaflops operations of {@link OperationCount} a nanosecond; NaN where they are not counted
     * @param bytesPerOperation allocated by a call
     */
    record Line(
            CostNet net,
            Precision precision,
            Asked asked,
            double nanoseconds,
            double ratioToGradient,
            double gigaflops,
            double bytesPerOperation) {}

    private final List<Measurement> measurements;

    Costs(List<Measurement> all) {
        measurements = all.stream()
                .filter(m -> m.benchmark() == QuantityCostBenchmark.class)
                .toList();
    }

    /** One a net, precision and quantity that the net has, in the order of the measurements. */
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (Measurement measurement : measurements) {
            CostNet net = CostNet.valueOf(measurement.parameters().get("net"));
            Asked asked = Asked.valueOf(measurement.parameters().get("asked"));
            double gradient = find(net, measurement.precision(), Asked.GRADIENT)
                    .map(Measurement::nanoseconds)
                    .orElse(Double.NaN);
            lines.add(new Line(
                    net,
                    measurement.precision(),
                    asked,
                    measurement.nanoseconds(),
                    measurement.nanoseconds() / gradient,
                    OperationCount.of(net, asked) / measurement.nanoseconds(),
                    measurement.bytes()));
        }
        return lines;
    }

    private Optional<Measurement> find(CostNet net, Precision precision, Asked asked) {
        return measurements.stream()
                .filter(m -> m.parameters().get("net").equals(net.name())
                        && m.parameters().get("asked").equals(asked.name())
                        && m.precision() == precision)
                .findFirst();
    }
}
