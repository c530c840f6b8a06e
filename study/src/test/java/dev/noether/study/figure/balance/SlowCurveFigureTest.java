package dev.noether.study.figure.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureCancelledException;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.balance.SlowCurveRuns.Pace;
import dev.noether.study.figure.experiment.Crossing;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Larger learning rates and fewer steps than the figure has; claims are recomputed from the table. */
class SlowCurveFigureTest {

    private static final List<Pace> SHORT = List.of(new Pace(0.04, 640), new Pace(0.02, 1280), new Pace(0.01, 5120));

    private static final long SEED = 3;

    private static FigureData data;

    @BeforeAll
    static void run() {
        data = new SlowCurveFigure(SHORT).run(request(), done -> {}, () -> false);
    }

    private static FigureRequest request() {
        return new FigureRequest(Backends.named("simd"), 2, SEED, FigureSize.QUICK);
    }

    private static Claim claim(String quantity) {
        return data.claims().stream()
                .filter(claim -> claim.quantity().equals(quantity))
                .findFirst()
                .orElseThrow();
    }

    private static List<LongTable.Row> rows(String series, long seed) {
        return data.table().rows().stream()
                .filter(row -> row.series().equals(series)
                        && row.seed() == seed
                        && row.quantity().equals("relD"))
                .toList();
    }

    private static double halving(String series, long seed, double start) {
        List<LongTable.Row> rows = rows(series, seed);
        double[] steps = rows.stream().mapToDouble(LongTable.Row::step).toArray();
        double[] values = rows.stream().mapToDouble(LongTable.Row::value).toArray();
        return Crossing.below(steps, values, start / 2);
    }

    private static double deviation(String curve, double eta) {
        double sum = 0;
        for (long seed = SEED; seed < SEED + 2; seed++) {
            double start = rows("SGD, eta " + eta, seed).getFirst().value();
            sum += halving(curve + ", eta " + eta, seed, start) / halving("SGD, eta " + eta, seed, start);
        }
        return sum / 2 - 1;
    }

    @Test
    void claimsFollowFromTheTable() {
        assertThat(data.claims()).hasSize(5);
        double[] plain = new double[3];
        double left = 0;
        for (int k = 0; k < 3; k++) {
            double eta = SHORT.get(k).learningRate();
            plain[k] = deviation("slow curve", eta);
            left = Math.max(left, Math.abs(deviation("slow curve with charge flow", eta) / plain[k]));
        }
        assertThat(claim("deviation 0.02").measured()).isCloseTo(plain[1], within(1e-12));
        assertThat(claim("deviation 0.01").measured()).isCloseTo(plain[2], within(1e-12));
        assertThat(claim("deviationShrinks").measured())
                .isCloseTo(Math.min(plain[0] / plain[1], plain[1] / plain[2]), within(1e-9));
        assertThat(claim("deviationLeft").measured()).isCloseTo(left, within(1e-9));
    }

    /** At eta = 0.01 the deviation is that of the figure. */
    @Test
    void theSlowCurveIsLateByItsOrderInTheLearningRate() {
        assertThat(deviation("slow curve", 0.01)).isBetween(0.1, 0.22);
        assertThat(claim("deviationLeft").holds()).isTrue();
        assertThat(claim("chargeIdentityError").holds()).isTrue();
    }

    @Test
    void anInterruptedRunKeepsItsRows() {
        assertThatThrownBy(() -> new SlowCurveFigure(SHORT).run(request(), done -> {}, () -> true))
                .isInstanceOfSatisfying(
                        FigureCancelledException.class,
                        e -> assertThat(e.recorded().rows().getFirst().series())
                                .isEqualTo("incomplete: SGD, eta 0.04"));
    }
}
