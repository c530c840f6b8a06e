package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The referee holds what agrees, finds what does not, and says what it left out. */
class RefereeTest {

    private static final long SEED = 1;

    @Test
    void holdsEveryBackendInEveryRow() {
        AgreementTable table = Referee.run(
                List.of(Backends.named("simd"), Backends.named("reference")), 3, SEED, 2, (done, total) -> {});
        assertThat(table.rows())
                .allSatisfy(row -> assertThat(row.holds()).as(row.toString()).isTrue());
        for (Precision precision : Precision.values()) {
            for (ModelFamily family : ModelFamily.values()) {
                assertThat(table.rows())
                        .filteredOn(row -> row.backend().equals("simd")
                                && row.precision() == precision
                                && row.model().equals(family.label()))
                        .extracting(AgreementRow::quantity)
                        .as("%s in %s", family, precision)
                        .contains(
                                "loss",
                                "gradient",
                                "hessianTrace",
                                "hessianDiagonal",
                                "noiseTrace",
                                "gammas",
                                "trajectory",
                                Agreement.HESSIAN_PRODUCT,
                                Agreement.NOISE_PRODUCT)
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void findsAGradientThatIsOffInOneElementByAMillionth() {
        AgreementTable table = Referee.run(List.of(new Skewed()), 3, SEED, 2, (done, total) -> {});
        assertThat(table.holds()).isFalse();
        assertThat(table.rows().stream().filter(row -> !row.holds()).map(AgreementRow::quantity))
                .contains("gradient", "noetherIdentity")
                .doesNotContain("loss", "hessianTrace", "trajectory");
    }

    @Test
    void saysWhyABackendIsLeftOut() {
        AgreementTable table = Referee.run(List.of(Backends.named("reference")), 1, SEED, 2, (done, total) -> {});
        assertThat(table.left()).singleElement().satisfies(left -> {
            assertThat(left.backend()).isEqualTo("reference");
            assertThat(left.reason()).contains("double only");
        });
        assertThat(table.rows()).allMatch(row -> row.precision() == Precision.DOUBLE);
    }

    @Test
    void isAPureFunctionOfTheSeedAndCountsEveryMeasurement() {
        List<Long> progress = new ArrayList<>();
        List<Backend> simd = List.of(Backends.named("simd"));
        AgreementTable first = Referee.run(simd, 1, SEED, 2, (done, total) -> progress.add(total - done));
        assertThat(progress).last().isEqualTo(0L);
        assertThat(progress).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> Long.compare(b, a));
        // As many threads as there are: the table is the same.
        assertThat(Referee.run(simd, 1, SEED, 1, (done, total) -> {})).isEqualTo(first);
    }

    @Test
    void refusesToMeasureNothing() {
        assertThatThrownBy(() -> Referee.run(List.of(), 0, SEED, 2, (done, total) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }

    /** The reference, but the first element of the gradient is larger by a millionth of itself. */
    private static final class Skewed implements Backend {

        private final Backend reference = Backends.named("reference");

        @Override
        public String name() {
            return "skewed";
        }

        @Override
        public Optional<String> unusable() {
            return Optional.empty();
        }

        @Override
        public Optional<String> refuses(Precision precision) {
            return reference.refuses(precision);
        }

        @Override
        public Set<Quantity> quantities(Model model) {
            return reference.quantities(model);
        }

        @Override
        public Evaluator evaluator(Model model, Precision precision) {
            Evaluator evaluator = reference.evaluator(model, precision);
            return new Evaluator() {
                @Override
                public Evaluation at(Parameters theta, Batch batch, double weightDecay) {
                    Evaluation evaluation = evaluator.at(theta, batch, weightDecay);
                    return new Evaluation() {
                        @Override
                        public void compute(Set<Quantity> quantities, Result result) {
                            skew(evaluation, quantities, result);
                        }

                        @Override
                        public void hessianVectorProduct(Parameters direction, Parameters out) {
                            evaluation.hessianVectorProduct(direction, out);
                        }

                        @Override
                        public void noiseCovarianceVectorProduct(Parameters direction, Parameters out) {
                            evaluation.noiseCovarianceVectorProduct(direction, out);
                        }
                    };
                }

                @Override
                public void close() {
                    evaluator.close();
                }
            };
        }

        private static void skew(Evaluation evaluation, Set<Quantity> quantities, Result result) {
            evaluation.compute(quantities, result);
            if (quantities.contains(Quantity.GRADIENT)) {
                double value = result.gradient().block(0).get(0, 0);
                result.gradient().block(0).set(0, 0, value * (1 + 1e-6));
            }
        }

        @Override
        public Stepper stepper(Run run) {
            return reference.stepper(run);
        }
    }
}
