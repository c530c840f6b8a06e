package dev.noether.study.figure.balance;

import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.theory.BalancedNet;
import java.util.List;

/** Everything that figure 2 plots and everything that its claims are computed from, in long form. */
final class BalanceTable {

    private static final List<Measure> NORMS = List.of(LinearNetMeasures.SQUARED_U, LinearNetMeasures.SQUARED_W);

    private final LongTable table = new LongTable();
    private final long seed;
    private final BalanceResults results;

    private BalanceTable(BalanceResults results, long seed) {
        this.results = results;
        this.seed = seed;
    }

    /** @param slow {@code |D|} of the slow curve */
    static LongTable of(BalanceResults results, long seed, double[] slow) {
        BalanceTable made = new BalanceTable(results, seed);
        made.curves(slow);
        made.norms();
        made.summary(results.sgd());
        results.coarse().ifPresent(made::summary);
        results.runs().forEach(run -> Recordings.addCharges(made.table, run.recording()));
        return made.table;
    }

    private void curves(double[] slow) {
        History history = results.shown();
        Recordings.add(table, "a", history, LinearNetMeasures.BALANCE);
        Recordings.add(table, "a", results.shownOfGd(), LinearNetMeasures.BALANCE);
        for (int k = 0; k < slow.length; k++) {
            double step = history.steps()[k];
            table.add("a", "closed-form rate", seed, (long) step, "|D|", BalancePanels.theory(results, step));
            table.add("a", "slow curve", seed, (long) step, "|D|", slow[k]);
        }
        BalanceMeasures.elements(history).forEach(element -> Recordings.add(table, "b", history, element));
        Recordings.add(table, LongTable.SUMMARY, history, LinearNetMeasures.RELATIVE);
        table.add(LongTable.SUMMARY, "closed form", seed, 0, "rate", results.predictedRate());
    }

    private void norms() {
        List<BalancedNet> predictions = results.predictions();
        History gd = results.ofGd();
        for (NoisePattern pattern : NoisePattern.values()) {
            means(results.sgd().history(pattern), results.sgd().history(pattern).name());
            means(gd, BalanceRun.name("GD", results.gd().schedule(), pattern));
            BalancedNet net = predictions.get(pattern.ordinal());
            String theory = "closed form, " + pattern.label();
            table.add("c", theory, seed, 0, "|U|^2", net.squaredNormU());
            table.add("c", theory, seed, 0, "|W|^2", net.squaredNormW());
            upperTriangle(theory, 0, "KU", LinearNetMeasures.elements(net.gramU()));
            upperTriangle(theory, 0, "KW", LinearNetMeasures.elements(net.gramW()));
        }
        late(gd);
    }

    private void means(History history, String series) {
        for (Measure norm : NORMS) {
            table.add("c", series, seed, history.lastStep(), "mean " + norm.name(), history.late(norm));
        }
    }

    /** Norms in the last fifth, and the averages of KU and KW over it. */
    private void summary(BalanceRun run) {
        for (History history : run.histories()) {
            late(history);
            upperTriangle(history.name(), history.lastStep(), "mean KU", history.late(LinearNetMeasures.GRAM_U));
            upperTriangle(history.name(), history.lastStep(), "mean KW", history.late(LinearNetMeasures.GRAM_W));
        }
    }

    private void late(History history) {
        NORMS.forEach(norm -> Recordings.addLate(table, history, norm));
    }

    /** A symmetric matrix: elements on and above the diagonal. */
    private void upperTriangle(String series, long step, String name, double[] matrix) {
        int n = (int) Math.round(Math.sqrt(matrix.length));
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                table.add(LongTable.SUMMARY, series, seed, step, name + "[" + i + "," + j + "]", matrix[i * n + j]);
            }
        }
    }
}
