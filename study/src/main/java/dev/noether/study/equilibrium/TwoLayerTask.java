package dev.noether.study.equilibrium;

import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.TextTable;
import dev.noether.task.GaussianTask;
import dev.noether.theory.BalancedNet;
import dev.noether.theory.SgdSettings;
import dev.noether.theory.TwoLayerEquilibrium;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where SGD leaves a two-layer linear net on a task, for a person and for a script. */
record TwoLayerTask(BalancedNet net, SgdSettings settings) implements TaskEquilibrium {

    /** A shrinkage that is below what other terms of higher order in the learning rate usually make. */
    private static final double NEGLIGIBLE = 0.02;

    /** @throws InputException if the task has no single equilibrium */
    static TwoLayerTask of(TwoLayerNet model, GaussianTask task, SgdSettings settings) {
        return switch (TwoLayerEquilibrium.of(task, model.hidden(), settings)) {
            case BalancedNet net -> {
                if (net.shrinkage() >= 1) {
                    throw new InputException("--weight-decay " + NumberText.plain(settings.weightDecay())
                            + " is beyond the closed form, which is of first order in it and would let U W shrink below"
                            + " zero; give less than "
                            + NumberText.rounded(settings.weightDecay() / net.shrinkage()));
                }
                yield new TwoLayerTask(net, settings);
            }
            case TwoLayerEquilibrium.Degenerate none -> throw new InputException(none.reason());
        };
    }

    @Override
    public Optional<String> note() {
        double shrinkage = net.shrinkage();
        return shrinkage < NEGLIGIBLE
                ? Optional.empty()
                : Optional.of("weight decay shrinks U W by about " + NumberText.rounded(100 * shrinkage)
                        + " % of it, which the closed form leaves out: it holds for weight decay that is small beside what the"
                        + " data say of U W");
    }

    @Override
    public Map<String, Object> json() {
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

    @Override
    public String text() {
        Double rate = slowestRate();
        return TextTable.format(
                List.of("quantity", "value"),
                List.of(
                        List.of("|U|^2", NumberText.rounded(net.squaredNormU())),
                        List.of("|W|^2", NumberText.rounded(net.squaredNormW())),
                        List.of("singular values of U", TaskEquilibrium.range(net.singularValuesU())),
                        List.of("singular values of W", TaskEquilibrium.range(net.singularValuesW())),
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
}
