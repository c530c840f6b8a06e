package dev.noether.study.equilibrium;

import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Memory;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.TextTable;
import dev.noether.study.problem.Problem;
import dev.noether.theory.BalancedNet;
import dev.noether.theory.SgdSettings;
import dev.noether.theory.TwoLayerEquilibrium;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where SGD leaves a two-layer linear net on a task, for a person and for a script. */
final class TaskEquilibrium {

    /** Dense matrices that the closed form holds at once, of the largest shape. */
    private static final int MATRICES = 24;

    private final BalancedNet net;
    private final SgdSettings settings;

    private TaskEquilibrium(BalancedNet net, SgdSettings settings) {
        this.net = net;
        this.settings = settings;
    }

    /** @throws InputException if the task has no single equilibrium */
    static TaskEquilibrium of(Problem problem, long seed, SgdSettings settings) {
        if (!(problem.model() instanceof TwoLayerNet linear && linear.linearInInputs())) {
            throw new InputException("--model " + problem.model().kind()
                    + " has no closed form here; take --model two-layer with --activation identity");
        }
        double side = Math.max(problem.model().inputs(), problem.model().outputs());
        Memory.require(
                MATRICES * side * side * Double.BYTES,
                "the closed form for " + problem.model().inputs() + " inputs and "
                        + problem.model().outputs() + " outputs");
        return switch (TwoLayerEquilibrium.of(problem.task(seed), linear.hidden(), settings)) {
            case BalancedNet net -> new TaskEquilibrium(net, settings);
            case TwoLayerEquilibrium.Degenerate none -> throw new InputException(none.reason());
        };
    }

    /** Members of the JSON object. */
    Map<String, Object> json() {
        Map<String, Object> norms = new LinkedHashMap<>();
        norms.put("U", net.squaredNormU());
        norms.put("W", net.squaredNormW());
        Map<String, Object> singular = new LinkedHashMap<>();
        singular.put("U", net.singularValuesU());
        singular.put("W", net.singularValuesW());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("squaredNorm", norms);
        members.put("singularValues", singular);
        members.put("hessianTrace", net.hessianTrace());
        members.put("rate", slowestRate());
        members.put("g", shift());
        return members;
    }

    /** Lines for a reader. */
    String text() {
        Double rate = slowestRate();
        return TextTable.format(
                List.of("quantity", "value"),
                List.of(
                        List.of("|U|^2", NumberText.rounded(net.squaredNormU())),
                        List.of("|W|^2", NumberText.rounded(net.squaredNormW())),
                        List.of("singular values of U", range(net.singularValuesU())),
                        List.of("singular values of W", range(net.singularValuesW())),
                        List.of("Hessian trace", NumberText.rounded(net.hessianTrace())),
                        List.of("slowest decay of D per step", rate == null ? "none" : NumberText.rounded(rate)),
                        List.of("g", NumberText.rounded(shift()))));
    }

    /** The rate that decides when the equilibrium is reached; null where the net is zero. */
    private Double slowestRate() {
        double[] rates = net.rates();
        return rates.length == 0 ? null : rates[0];
    }

    private double shift() {
        return settings.balanceShift(net.model().outputs());
    }

    private static String range(double[] values) {
        double least = Arrays.stream(values).min().orElse(0);
        double most = Arrays.stream(values).max().orElse(0);
        return NumberText.rounded(most) + (least == most ? "" : " to " + NumberText.rounded(least)) + ", "
                + values.length + " of them";
    }
}
