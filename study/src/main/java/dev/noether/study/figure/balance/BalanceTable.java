package dev.noether.study.figure.balance;

import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.theory.BalancedNet;
import java.util.List;

/** Everything that figure 2 plots and everything that its claims are computed from, in long form. */
final class BalanceTable {

    private static final List<Measure> NORMS = List.of(BalanceMeasures.SQUARED_U, BalanceMeasures.SQUARED_W);

    private final LongTable table = new LongTable();
    private final long seed;
    private final BalanceResults results;

    private BalanceTable(BalanceResults results, long seed) {
        this.results = results;
        this.seed = seed;
    }

    static LongTable of(BalanceResults results, long seed) {
        BalanceTable made = new BalanceTable(results, seed);
        made.curves();
        made.norms();
        made.summary(results.sgd());
        results.coarse().ifPresent(made::summary);
        results.runs().forEach(run -> Recordings.addCharges(made.table, run.recording()));
        return made.table;
    }

    private void curves() {
        History history = results.shown();
        Recordings.add(table, "a", history, BalanceMeasures.BALANCE);
        Recordings.add(table, "a", results.shownOfGd(), BalanceMeasures.BALANCE);
        for (double step : history.steps()) {
            table.add("a", "closed-form rate", seed, (long) step, "|D|", BalancePanels.theory(results, step));
        }
        BalanceMeasures.elements(history).forEach(element -> Recordings.add(table, "b", history, element));
        Recordings.add(table, LongTable.SUMMARY, history, BalanceMeasures.RELATIVE);
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
            upperTriangle(theory, 0, "KU", BalanceMeasures.elements(net.gramU()));
            upperTriangle(theory, 0, "KW", BalanceMeasures.elements(net.gramW()));
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
            upperTriangle(history.name(), history.lastStep(), "mean KU", history.late(BalanceMeasures.GRAM_U));
            upperTriangle(history.name(), history.lastStep(), "mean KW", history.late(BalanceMeasures.GRAM_W));
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
