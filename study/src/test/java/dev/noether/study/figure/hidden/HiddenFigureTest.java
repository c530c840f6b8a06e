package dev.noether.study.figure.hidden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.model.Activation;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureCancelledException;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.experiment.ChargeCheck;
import dev.noether.study.figure.hidden.HiddenSetting.Pace;
import dev.noether.study.figure.plot.Panel;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Small nets; claims are recomputed from the table, as a reader of the CSV would. */
class HiddenFigureTest {

    private static final int HIDDEN = 6;

    private static final long STEPS = 400;

    private static final long SEED = 1;

    private static final double ROUNDING = 1e-12;

    private static final HiddenSetting SMALL = new HiddenSetting(
            4,
            HIDDEN,
            new Pace("SGD", 0.02, 2, STEPS),
            new Pace("GD", 0.04, 40, STEPS / 2),
            new Pace("GD", 0.04, 20, STEPS / 2));

    private static FigureData tanh;
    private static FigureData rectifiers;

    @BeforeAll
    static void run() {
        tanh = tanh().run(request(FigureSize.QUICK), done -> {}, () -> false);
        rectifiers = new HiddenFigure(
                        "9", "", SMALL, List.of(Activation.RELU, Activation.SWISH), HiddenClaims::ofRectifiers)
                .run(request(FigureSize.DEFAULT), done -> {}, () -> false);
    }

    private static HiddenFigure tanh() {
        return new HiddenFigure("6", "", SMALL, List.of(Activation.TANH), HiddenClaims::ofTanh);
    }

    private static FigureRequest request(FigureSize size) {
        return new FigureRequest(Backends.named("simd"), 2, SEED, size);
    }

    private static double claimed(FigureData data, String quantity) {
        return data.claims().stream()
                .filter(claim -> claim.quantity().equals(quantity))
                .mapToDouble(Claim::measured)
                .findFirst()
                .orElseThrow();
    }

    private static double[][] matrix(FigureData data, String series, String name) {
        double[][] matrix = new double[HIDDEN][HIDDEN];
        for (int k = 0; k < HIDDEN; k++) {
            for (int l = k; l < HIDDEN; l++) {
                String element = name + "[" + k + "," + l + "]";
                matrix[k][l] = data.table().rows().stream()
                        .filter(row ->
                                row.series().equals(series) && row.quantity().equals(element))
                        .mapToDouble(LongTable.Row::value)
                        .findFirst()
                        .orElseThrow();
                matrix[l][k] = matrix[k][l];
            }
        }
        return matrix;
    }

    private static double inner(double[][] a, double[][] b) {
        double sum = 0;
        for (int k = 0; k < HIDDEN; k++) {
            for (int l = 0; l < HIDDEN; l++) {
                sum += a[k][l] * b[k][l];
            }
        }
        return sum;
    }

    private static void claimsFollow(FigureData data, String algorithm, String activation) {
        double[][] a = matrix(data, algorithm + ", " + activation, "A");
        double[][] b = matrix(data, algorithm + ", " + activation, "B");
        String suffix = " " + activation + " " + algorithm;
        assertThat(claimed(data, "cosine" + suffix))
                .isCloseTo(inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b)), within(ROUNDING));
        assertThat(claimed(data, "frob" + suffix)).isCloseTo(distance(a, b), within(ROUNDING));
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int k = 0; k < HIDDEN; k++) {
            // Traces are one, so that the diagonals' mean is 1 / d.
            double x = a[k][k] - 1.0 / HIDDEN;
            double y = b[k][k] - 1.0 / HIDDEN;
            ab += x * y;
            aa += x * x;
            bb += y * y;
        }
        assertThat(claimed(data, "diag" + suffix)).isCloseTo(ab / Math.sqrt(aa * bb), within(1e-9));
    }

    private static double distance(double[][] a, double[][] b) {
        double squares = 0;
        for (int k = 0; k < HIDDEN; k++) {
            for (int l = 0; l < HIDDEN; l++) {
                squares += Math.pow(a[k][l] - b[k][l], 2);
            }
        }
        return Math.sqrt(squares / ((inner(a, a) + inner(b, b)) / 2));
    }

    @Test
    void claimsOfTanhFollowFromTheTable() {
        assertThat(tanh.claims()).hasSize(7);
        claimsFollow(tanh, "SGD", "tanh");
        claimsFollow(tanh, "GD", "tanh");
        assertThat(claimed(tanh, "frob tanh GD over SGD"))
                .isCloseTo(
                        distance(matrix(tanh, "GD, tanh", "A"), matrix(tanh, "GD, tanh", "B"))
                                / distance(matrix(tanh, "SGD, tanh", "A"), matrix(tanh, "SGD, tanh", "B")),
                        within(ROUNDING));
    }

    @Test
    void claimsOfRectifiersFollowFromTheTable() {
        assertThat(rectifiers.claims()).hasSize(2 * 4 + 1);
        claimsFollow(rectifiers, "SGD", "relu");
        claimsFollow(rectifiers, "SGD", "swish");
    }

    @Test
    void theBoundsOfTanhAreThoseOfTheSpecification() {
        assertThat(tanh.claims())
                .extracting(Claim::quantity, Claim::bound)
                .containsExactly(
                        tuple("cosine tanh SGD", new Claim.Above(0.9)),
                        tuple("frob tanh SGD", new Claim.Below(0.45)),
                        tuple("diag tanh SGD", new Claim.Above(0.85)),
                        tuple("cosine tanh GD", new Claim.Below(0.75)),
                        tuple("frob tanh GD", new Claim.Above(0.75)),
                        tuple("diag tanh GD", new Claim.Below(-0.5)),
                        tuple("frob tanh GD over SGD", new Claim.Above(2)));
    }

    @Test
    void theBoundsOfRectifiersAreThoseOfTheSpecification() {
        assertThat(rectifiers.claims())
                .extracting(Claim::quantity, Claim::bound)
                .containsExactly(
                        tuple("cosine relu SGD", new Claim.Above(0.9)),
                        tuple("frob relu SGD", new Claim.Below(0.42)),
                        tuple("diag relu SGD", new Claim.Above(0.97)),
                        tuple("frob relu GD over SGD", new Claim.Above(1.4)),
                        tuple("cosine swish SGD", new Claim.Above(0.9)),
                        tuple("frob swish SGD", new Claim.Below(0.42)),
                        tuple("diag swish SGD", new Claim.Above(0.8)),
                        tuple("frob swish GD over SGD", new Claim.Above(1.4)),
                        tuple("chargeIdentityError", new Claim.Below(1e-14)));
    }

    @Test
    void everyRowIsOfTheSeedOfTheRun() {
        assertThat(tanh.table().rows()).allMatch(row -> row.seed() == SEED);
        assertThat(rectifiers.table().rows()).allMatch(row -> row.seed() == SEED);
    }

    /** tanh and swish have no symmetry; relu has the rescaling of its units. */
    @Test
    void chargesAreCheckedWhereThereIsASymmetry() {
        assertThat(tanh.table().rows()).noneMatch(row -> row.quantity().equals("gAg"));
        List<LongTable.Row> checked = rectifiers.table().rows().stream()
                .filter(row -> row.quantity().equals("C next"))
                .toList();
        assertThat(checked).hasSizeGreaterThan(30).allMatch(row -> row.series().endsWith("relu"));
        assertThat(claimed(rectifiers, "chargeIdentityError")).isPositive().isLessThan(ChargeCheck.BOUND);
    }

    @Test
    void theQuickSizeHasItsOwnGd() {
        assertThat(tanh.settings().get("GD").toString()).contains("batchSize=20", "learningRateOverBatchSize=0.002");
        assertThat(rectifiers.settings().get("GD").toString()).contains("batchSize=40");
        assertThat(tanh.caption()).contains("S = 20").contains("2\u00a0×\u00a010⁻³");
    }

    @Test
    void everyRunHasTwoMapsOfOneScale() {
        assertThat(rectifiers.panels()).hasSize(8).allSatisfy(panel -> {
            Panel.Map map = (Panel.Map) panel;
            assertThat(map.values()).hasDimensions(HIDDEN, HIDDEN);
            assertThat(map.scale()).isEqualTo(((Panel.Map) rectifiers.panels().getFirst()).scale());
        });
        assertThat(rectifiers.table().rows().stream().map(LongTable.Row::panel).distinct())
                .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", LongTable.SUMMARY);
    }

    @Test
    void anInterruptedRunKeepsItsRows() {
        assertThatThrownBy(() -> tanh().run(request(FigureSize.QUICK), done -> {}, () -> true))
                .isInstanceOfSatisfying(FigureCancelledException.class, e -> {
                    LongTable.Row first = e.recorded().rows().getFirst();
                    assertThat(first.series()).isEqualTo("incomplete: SGD, tanh");
                    assertThat(first.value()).isEqualTo(STEPS);
                });
    }
}
