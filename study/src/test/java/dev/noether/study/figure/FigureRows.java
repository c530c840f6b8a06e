package dev.noether.study.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Backends;
import dev.noether.study.figure.experiment.ChargeCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;

/** The rows of a figure's table with its claims, as a reader of the two files has them. */
public final class FigureRows {

    private final Map<String, List<LongTable.Row>> bySeries;
    private final List<Claim> claims;

    /** Rows and claims. */
    public FigureRows(LongTable table, List<Claim> claims) {
        bySeries = table.rows().stream().collect(Collectors.groupingBy(LongTable.Row::series));
        this.claims = List.copyOf(claims);
    }

    /** A whole figure on the SIMD backend, at its quick size. */
    public static FigureRows of(Figure figure, long seed) {
        FigureRequest request = new FigureRequest(Backends.named("simd"), 2, seed, FigureSize.QUICK);
        FigureData data = figure.run(request, done -> {}, () -> false);
        return new FigureRows(data.table(), data.claims());
    }

    /** What a claim says was measured. */
    public double claimed(String quantity) {
        return claims.stream()
                .filter(claim -> claim.quantity().equals(quantity))
                .mapToDouble(Claim::measured)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no claim about " + quantity));
    }

    /** Asserts that there are so many claims and all hold. */
    public void requireClaimsHold(int count) {
        assertThat(claims)
                .hasSize(count)
                .allSatisfy(claim -> assertThat(claim.holds())
                        .as("%s: %s", claim.claim(), claim.measured())
                        .isTrue());
    }

    /** The rows of a series with a property. */
    public List<LongTable.Row> rows(String series, Predicate<LongTable.Row> which) {
        return bySeries.getOrDefault(series, List.of()).stream().filter(which).toList();
    }

    /** All values of a quantity along a trajectory. */
    public List<Double> values(String series, long seed, String quantity) {
        return rows(series, row -> row.seed() == seed && row.quantity().equals(quantity)).stream()
                .map(LongTable.Row::value)
                .toList();
    }

    /** One value. */
    public double value(String series, long seed, long step, String quantity) {
        return rows(
                        series,
                        row -> row.seed() == seed
                                && row.step() == step
                                && row.quantity().equals(quantity))
                .stream()
                .mapToDouble(LongTable.Row::value)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(series + ", " + seed + ", " + step + ", " + quantity));
    }

    /** The mean of a quantity over the last fifth of a run of so many steps. */
    public double late(String series, long seed, long steps, String quantity) {
        return mean(series, seed, 0.8 * steps, steps, quantity);
    }

    /** The mean of a quantity over what was observed after a step, up to another. */
    public double mean(String series, long seed, double after, double end, String quantity) {
        return rows(
                        series,
                        row -> row.seed() == seed
                                && row.step() > after
                                && row.step() <= end
                                && row.quantity().equals(quantity))
                .stream()
                .mapToDouble(LongTable.Row::value)
                .average()
                .orElseThrow(() -> new NoSuchElementException(series + ", " + seed + ", " + quantity));
    }

    /**
     * Asserts that the claim about the exact identity follows from its rows and holds.
     *
     * @param rate eta of a series
     * @param weightDecay gamma of all
     * @param count checked steps there must be
     */
    public void requireChargeIdentity(ToDoubleFunction<String> rate, double weightDecay, int count) {
        double largest = 0;
        int checked = 0;
        for (Map.Entry<String, List<LongTable.Row>> series : bySeries.entrySet()) {
            Map<String, Double> values = new HashMap<>();
            for (LongTable.Row row : series.getValue()) {
                values.putIfAbsent(key(row, row.quantity()), row.value());
            }
            for (LongTable.Row row : series.getValue()) {
                if (row.quantity().equals("C next")) {
                    double eta = rate.applyAsDouble(row.series());
                    double decay = 1 - 2 * eta * weightDecay;
                    double expected =
                            decay * decay * values.get(key(row, "C")) + eta * eta * values.get(key(row, "gAg"));
                    double scale =
                            Math.max(values.get(key(row, "|theta|^2 before")), values.get(key(row, "|theta|^2 next")));
                    largest = Math.max(largest, Math.abs(row.value() - expected) / scale);
                    checked++;
                }
            }
        }
        assertThat(checked).isEqualTo(count);
        assertThat(largest).isLessThan(ChargeCheck.BOUND);
        assertThat(claimed("chargeIdentityError")).isCloseTo(largest, Offset.offset(1e-20));
    }

    private static String key(LongTable.Row row, String quantity) {
        return row.seed() + " " + row.step() + " " + quantity;
    }
}
