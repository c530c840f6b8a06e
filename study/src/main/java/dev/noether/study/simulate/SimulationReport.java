package dev.noether.study.simulate;

import dev.noether.backend.Result;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.TextTable;
import dev.noether.study.file.ParameterChecksum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What is printed at the end of a simulation: one JSON object, or lines for a reader. */
final class SimulationReport {

    /** Trajectories that the table for a reader shows; all are in the JSON object. */
    private static final int SHOWN = 20;

    private final SimulationPlan plan;
    private final Outcome outcome;
    private final String backend;
    private final Map<String, Object> settings;

    /** @param settings every flag as resolved */
    SimulationReport(SimulationPlan plan, Outcome outcome, String backend, Map<String, Object> settings) {
        this.plan = plan;
        this.outcome = outcome;
        this.backend = backend;
        this.settings = settings;
    }

    /** Members of the JSON object. */
    Map<String, Object> json() {
        Map<String, Object> last = new LinkedHashMap<>();
        last.put("loss", each(end -> end.values().loss()));
        last.put("hessianTrace", each(end -> end.values().hessianTrace()));
        Map<String, Object> norms = new LinkedHashMap<>();
        for (int b = 0; b < plan.problem().model().blocks().size(); b++) {
            int block = b;
            norms.put(
                    plan.problem().model().blocks().get(b).name(),
                    each(end -> end.values().squaredNormByBlock()[block]));
        }
        last.put("squaredNorm", norms);
        last.put("balance", each(Outcome.ReplicaEnd::balance));

        Map<String, Object> report = new LinkedHashMap<>();
        report.put("status", each(Outcome.ReplicaEnd::status));
        report.put("steps", each(Outcome.ReplicaEnd::steps));
        report.put("seconds", outcome.ending().seconds());
        report.put("stepsPerSecond", perSecond(outcome.totalSteps()));
        report.put("flops", flops());
        report.put("engine", plan.engine());
        report.put("backend", backend);
        report.put("threads", outcome.threads());
        report.put("seed", plan.seed());
        report.put("settings", settings);
        report.put("final", last);
        report.put("computedElsewhere", Observable.words(outcome.computedElsewhere()));
        report.put("checksum", ParameterChecksum.of(outcome.states()));
        return report;
    }

    /** One value, or with several replicas a list of them. */
    private Object each(Function<Outcome.ReplicaEnd, Object> value) {
        List<Object> values = outcome.replicas().stream().map(value).toList();
        return plan.replicas() == 1 ? values.getFirst() : values;
    }

    private double flops() {
        return plan.flopsPerStep() * outcome.totalSteps();
    }

    /** A rate; null where no time passed. */
    private Double perSecond(double amount) {
        double seconds = outcome.ending().seconds();
        return seconds > 0 ? amount / seconds : null;
    }

    /** Lines for a reader. */
    String text() {
        List<String> header = new ArrayList<>(List.of("seed", "status", "steps", "loss", "Hessian trace"));
        plan.problem().model().blocks().forEach(block -> header.add("|" + block.name() + "|^2"));
        boolean balanced = outcome.replicas().getFirst().balance() != null;
        if (balanced) {
            header.add("|D|");
        }
        List<List<String>> lines = new ArrayList<>();
        for (int r = 0; r < Math.min(SHOWN, outcome.replicas().size()); r++) {
            lines.add(line(plan.seed() + r, outcome.replicas().get(r)));
        }
        StringBuilder text = new StringBuilder(TextTable.format(header, lines));
        if (outcome.replicas().size() > SHOWN) {
            text.append("... and ").append(outcome.replicas().size() - SHOWN).append(" more (--json has all)\n");
        }
        text.append('\n').append(speed()).append('\n');
        text.append(plan.engine() == Engine.WIDTH_FREE ? "The reduced state has" : "Parameters have")
                .append(" the checksum ")
                .append(ParameterChecksum.of(outcome.states()))
                .append('\n');
        return text.toString();
    }

    private List<String> line(long seed, Outcome.ReplicaEnd end) {
        Result values = end.values();
        List<String> line = new ArrayList<>(List.of(
                Long.toString(seed),
                end.status(),
                Long.toString(end.steps()),
                NumberText.rounded(values.loss()),
                NumberText.rounded(values.hessianTrace())));
        for (double norm : values.squaredNormByBlock()) {
            line.add(NumberText.rounded(norm));
        }
        if (end.balance() != null) {
            line.add(NumberText.rounded(end.balance()));
        }
        return line;
    }

    private String speed() {
        Double steps = perSecond(outcome.totalSteps());
        Double flops = perSecond(flops());
        return String.format(
                        Locale.ROOT,
                        "%d steps in %.3g s",
                        outcome.totalSteps(),
                        outcome.ending().seconds())
                + (steps == null
                        ? ""
                        : String.format(Locale.ROOT, ": %.0f a second, nominally %.3g GFLOP/s", steps, flops * 1e-9));
    }
}
