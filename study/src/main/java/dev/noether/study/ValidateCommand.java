package dev.noether.study;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.model.Precision;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.Json;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.Progress;
import dev.noether.study.console.TextTable;
import dev.noether.validate.ActivationAccuracy;
import dev.noether.validate.AgreementRow;
import dev.noether.validate.AgreementTable;
import dev.noether.validate.FunctionAccuracy;
import dev.noether.validate.Referee;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code noether validate}: the referee's table. */
@Command(
        name = "validate",
        description = {
            "Measure every backend, model, quantity and precision against the reference, at random points and along"
                    + " trajectories; the reference against an analysis of rounding errors. A line shows the largest error of"
                    + " all, its bound, and bound over error. Status 1 if a bound is passed."
        },
        footer = {"", "Example:", "  noether validate --backend opencl --cases 50"})
final class ValidateCommand implements Callable<Integer> {

    private static final int ACTIVATION_POINTS = 100_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--cases",
            paramLabel = "N",
            description = "random points for each model and precision (default: " + Referee.DEFAULT_CASES + ", "
                    + Referee.THOROUGH_CASES + " with --thorough)")
    private Integer cases;

    @Option(
            names = "--thorough",
            description =
                    "many more points, which also tell bounds that are too loose, and the functions of the lanes at every"
                            + " float; some minutes a backend")
    private boolean thorough;

    @Override
    public Integer call() {
        common.check();
        int usual = thorough ? Referee.THOROUGH_CASES : Referee.DEFAULT_CASES;
        int points = cases == null ? usual : (int) NumberText.positive(cases, "--cases");
        Precision only = common.hasPrecision() ? common.precision() : null;
        List<Backend> backends = backends();
        AgreementTable table;
        try (Progress progress = Progress.start("validate", 0, " measurements")) {
            table = Referee.run(backends, points, common.seed(), common.threads(), (done, total) -> {
                progress.total(total);
                progress.to(done);
            });
        }
        List<AgreementRow> all = new ArrayList<>(table.rows());
        if (thorough && backends.stream().anyMatch(backend -> backend.name().equals("simd"))) {
            all.addAll(functions(common.seed()));
        }
        List<AgreementRow> rows = all.stream()
                .filter(row -> only == null || row.precision() == only)
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (common.json()) {
            rows.forEach(row -> Json.print(out, members(row)));
            unusable(table).forEach(line -> spec.commandLine().getErr().println("noether: " + line));
        } else {
            print(out, rows, unusable(table));
            // Of fewer cases the worst may be missing.
            explain(out, rows, points >= Referee.THOROUGH_CASES);
            out.flush();
        }
        return status(rows);
    }

    /** The functions of the lanes, at every float there is, and the activations made of them. */
    private static List<AgreementRow> functions(long seed) {
        try (Progress progress = Progress.start("functions", 0, " measurements")) {
            List<AgreementRow> rows = new ArrayList<>(FunctionAccuracy.measure(1, (done, total) -> {
                progress.total(total);
                progress.to(done);
            }));
            rows.addAll(ActivationAccuracy.measure(ACTIVATION_POINTS, seed));
            return rows;
        }
    }

    static int status(List<AgreementRow> rows) {
        return rows.stream().allMatch(AgreementRow::holds) ? ExitStatus.DONE : ExitStatus.CLAIM_FAILS;
    }

    /** One line a backend that has no row at all; that the reference has no float is no news. */
    private static List<String> unusable(AgreementTable table) {
        return table.left().stream()
                .filter(left ->
                        table.rows().stream().noneMatch(row -> row.backend().equals(left.backend())))
                .map(left -> left.backend() + " left out: " + left.reason())
                .toList();
    }

    /** The backend that was named, which must be usable; else all, of which the referee leaves out what is not. */
    private List<Backend> backends() {
        return common.hasBackend() ? List.of(common.backend()) : Backends.all();
    }

    private static Map<String, Object> members(AgreementRow row) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("backend", row.backend());
        members.put("model", row.model());
        members.put("precision", row.precision());
        members.put("quantity", row.quantity());
        members.put("error", row.error());
        members.put("ulp", row.ulp());
        members.put("bound", row.bound());
        members.put("headroom", row.headroom());
        members.put("holds", row.holds());
        members.put("where", row.where());
        return members;
    }

    private static void print(PrintWriter out, List<AgreementRow> rows, List<String> unusable) {
        List<List<String>> lines = new ArrayList<>();
        for (AgreementRow row : rows) {
            lines.add(List.of(
                    row.backend(),
                    row.model(),
                    Names.of(row.precision()),
                    row.quantity(),
                    NumberText.rounded(row.error()),
                    NumberText.rounded(row.ulp()),
                    NumberText.rounded(row.bound()),
                    NumberText.rounded(row.headroom()),
                    row.holds() ? "holds" : "FAILS"));
        }
        out.print(TextTable.format(
                List.of("backend", "model", "precision", "quantity", "error", "ulp", "bound", "headroom", ""), lines));
        unusable.forEach(out::println);
        rows.stream()
                .min(Comparator.comparingDouble(AgreementRow::headroom))
                .ifPresent(row ->
                        out.println(rows.stream().filter(AgreementRow::holds).count() + " of " + rows.size()
                                + " bounds hold; least headroom: " + NumberText.rounded(row.headroom()) + ", "
                                + title(row) + ", " + row.where()));
    }

    /** What fails, and where; and what tells little, if enough cases were tried to say so. */
    private static void explain(PrintWriter out, List<AgreementRow> rows, boolean many) {
        for (AgreementRow row : rows) {
            if (!row.holds()) {
                out.println("FAILS: " + title(row) + ", " + row.where());
            } else if (many && row.isLoose()) {
                out.println("loose: " + title(row) + ", bound " + NumberText.rounded(row.headroom())
                        + " times the largest error, more than " + NumberText.rounded(AgreementRow.MOST_HEADROOM) + "; "
                        + row.where());
            }
        }
    }

    private static String title(AgreementRow row) {
        return row.quantity() + " of " + row.model() + " in " + Names.of(row.precision()) + " on " + row.backend();
    }
}
