package dev.noether.study.figure.balance;

import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.balance.BalanceHistory.Point;
import dev.noether.study.figure.experiment.ChargeCheck;
import dev.noether.theory.BalancedNet;
import java.util.List;
import java.util.Locale;

/** Everything that figure 2 plots and everything that its claims are computed from, in long form. */
final class BalanceTable {

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
        made.charges(results.sgd());
        made.charges(results.gd());
        results.coarse().ifPresent(made::charges);
        return made.table;
    }

    /** What runs had recorded when the last of them was cancelled; the first row says at which step that was. */
    static LongTable interrupted(List<BalanceRun> runs, long seed) {
        LongTable table = new LongTable();
        BalanceRun last = runs.getLast();
        BalanceHistory first = last.histories().getFirst();
        table.add(
                LongTable.SUMMARY,
                String.format(Locale.ROOT, "incomplete: %s, eta %s", last.algorithm(), last.learningRate()),
                seed,
                first.points().getLast().step(),
                "steps of the whole run",
                first.lastStep());
        for (BalanceRun run : runs) {
            for (int r = 0; r < run.histories().size(); r++) {
                String series = name(run, NoisePattern.values()[r]);
                for (Point point : run.histories().get(r).points()) {
                    String panel = r == 0 ? "a" : LongTable.SUMMARY;
                    table.add(panel, series, seed, point.step(), "|D|", point.balance());
                    table.add(LongTable.SUMMARY, series, seed, point.step(), "relD", point.relative());
                    table.add(LongTable.SUMMARY, series, seed, point.step(), "|U|^2", point.squaredU());
                    table.add(LongTable.SUMMARY, series, seed, point.step(), "|W|^2", point.squaredW());
                }
            }
        }
        return table;
    }

    private void curves() {
        BalanceHistory history = results.shown();
        String pattern = name(results.sgd(), NoisePattern.EQUAL);
        List<Point> points = history.until(results.curveSteps());
        for (Point point : points) {
            table.add("a", pattern, seed, point.step(), "|D|", point.balance());
        }
        for (Point point : results.gd().histories().getFirst().until(results.curveSteps())) {
            table.add("a", name(results.gd(), NoisePattern.EQUAL), seed, point.step(), "|D|", point.balance());
        }
        for (Point point : points) {
            table.add("a", "closed-form rate", seed, point.step(), "|D|", BalancePanels.theory(results, point.step()));
        }
        int[] followed = history.followed();
        for (int k = 0; k < followed.length; k++) {
            String element = "D[" + followed[k] / BalanceRun.HIDDEN + "," + followed[k] % BalanceRun.HIDDEN + "]";
            for (Point point : points) {
                table.add("b", pattern, seed, point.step(), element, point.elements()[k]);
            }
        }
        for (Point point : points) {
            table.add(LongTable.SUMMARY, pattern, seed, point.step(), "relD", point.relative());
        }
        table.add(LongTable.SUMMARY, "closed form", seed, 0, "rate", results.predictedRate());
    }

    private void norms() {
        List<BalancedNet> predictions = results.predictions();
        BalanceHistory gd = results.gd().histories().getFirst();
        for (NoisePattern pattern : NoisePattern.values()) {
            BalanceHistory sgd = results.sgd().histories().get(pattern.ordinal());
            BalancedNet net = predictions.get(pattern.ordinal());
            pair("c", name(results.sgd(), pattern), sgd.lastStep(), "mean ", sgd.meanSquaredU(), sgd.meanSquaredW());
            pair("c", name(results.gd(), pattern), gd.lastStep(), "mean ", gd.meanSquaredU(), gd.meanSquaredW());
            pair("c", "closed form, " + pattern.label(), 0, "", net.squaredNormU(), net.squaredNormW());
            upperTriangle("closed form, " + pattern.label(), 0, "KU", BalanceMeasures.elements(net.gramU()));
            upperTriangle("closed form, " + pattern.label(), 0, "KW", BalanceMeasures.elements(net.gramW()));
        }
        for (Point point : gd.points()) {
            if (BalanceHistory.isLate(point.step(), gd.lastStep())) {
                pair(
                        LongTable.SUMMARY,
                        name(results.gd(), NoisePattern.EQUAL),
                        point.step(),
                        "",
                        point.squaredU(),
                        point.squaredW());
            }
        }
    }

    /** Norms in the last fifth, and the averages of KU and KW over it. */
    private void summary(BalanceRun run) {
        for (NoisePattern pattern : NoisePattern.values()) {
            BalanceHistory history = run.histories().get(pattern.ordinal());
            String series = name(run, pattern);
            for (Point point : history.points()) {
                if (BalanceHistory.isLate(point.step(), history.lastStep())) {
                    pair(LongTable.SUMMARY, series, point.step(), "", point.squaredU(), point.squaredW());
                }
            }
            upperTriangle(series, history.lastStep(), "mean KU", history.meanGramU());
            upperTriangle(series, history.lastStep(), "mean KW", history.meanGramW());
        }
    }

    private void charges(BalanceRun run) {
        for (int r = 0; r < run.charges().size(); r++) {
            String series = name(run, NoisePattern.values()[r]);
            for (ChargeCheck.Step step : run.charges().get(r)) {
                table.add(LongTable.SUMMARY, series, seed, step.step(), "C", step.charge());
                table.add(LongTable.SUMMARY, series, seed, step.step(), "gAg", step.gradientCharge());
                table.add(LongTable.SUMMARY, series, seed, step.step(), "C next", step.next());
                table.add(LongTable.SUMMARY, series, seed, step.step(), "|theta|^2 next", step.scale());
            }
        }
    }

    private void pair(String panel, String series, long step, String prefix, double ofU, double ofW) {
        table.add(panel, series, seed, step, prefix + "|U|^2", ofU);
        table.add(panel, series, seed, step, prefix + "|W|^2", ofW);
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

    private static String name(BalanceRun run, NoisePattern pattern) {
        return String.format(Locale.ROOT, "%s, eta %s, %s", run.algorithm(), run.learningRate(), pattern.label());
    }
}
