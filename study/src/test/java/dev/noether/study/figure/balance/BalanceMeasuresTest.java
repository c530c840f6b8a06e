package dev.noether.study.figure.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Backends;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.sgd.Initialization;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.task.Batch;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalanceMeasuresTest {

    @Test
    void followsTheTenLargestElementsOnceEach() {
        Parameters start = new Initialization.Kaiming().draw(BalanceRun.MODEL, Precision.DOUBLE, 9);
        Set<Quantity> quantities = Set.of(Quantity.TASK_BALANCE);
        Result result = new Result(BalanceRun.MODEL, Precision.DOUBLE, quantities);
        try (Evaluator evaluator = Backends.named("reference").evaluator(BalanceRun.MODEL, Precision.DOUBLE)) {
            evaluator
                    .at(start, new Batch.Population(NoisePattern.EQUAL.task()), 0)
                    .compute(quantities, result);
        }
        int d = BalanceRun.HIDDEN;
        List<String> largest = IntStream.range(0, d * d)
                .filter(k -> k / d <= k % d)
                .boxed()
                .sorted((a, b) ->
                        Double.compare(Math.abs(result.taskBalance(0)[b]), Math.abs(result.taskBalance(0)[a])))
                .limit(10)
                .map(k -> "D[" + k / d + "," + k % d + "]")
                .toList();
        assertThat(BalanceMeasures.elements(start)).extracting(Measure::name).isEqualTo(largest);
    }

    @Test
    void theFactorFarthestFromTwoCountsFactors() {
        assertThat(BalanceMeasures.farthestFromTwo(new double[] {1.9, 2.1, 1.5, 2.6}))
                .isEqualTo(1.5);
        assertThat(BalanceMeasures.farthestFromTwo(new double[] {1.9, 2.9})).isEqualTo(2.9);
    }
}
