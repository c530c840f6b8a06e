package dev.noether.study.equilibrium;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.ParameterBlock;
import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.TextTable;
import dev.noether.task.GaussianTask;
import dev.noether.theory.BalancedDeepNet;
import dev.noether.theory.DeepEquilibrium;
import dev.noether.theory.SgdSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where SGD leaves a deep linear net on a task: the live part of each layer. */
record DeepTask(BalancedDeepNet net) implements TaskEquilibrium {

    /** @throws InputException if the task has no single equilibrium */
    static DeepTask of(DeepLinearNet model, GaussianTask task, Integer rank, SgdSettings settings) {
        if (rank != null) {
            NumberText.positive(rank, "--rank");
            int narrowest = Collections.min(model.widths());
            if (rank > narrowest) {
                throw new InputException("--rank is " + rank + ", the narrowest layer allows at most " + narrowest);
            }
        }
        DeepEquilibrium equilibrium = rank == null
                ? DeepEquilibrium.of(model, task, settings)
                : DeepEquilibrium.ofRank(model, task, rank, settings);
        return switch (equilibrium) {
            case BalancedDeepNet net -> new DeepTask(net);
            case DeepEquilibrium.Degenerate none -> throw new InputException(none.reason());
        };
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> norms = new LinkedHashMap<>();
        Map<String, Object> singular = new LinkedHashMap<>();
        Map<String, Object> traces = new LinkedHashMap<>();
        for (int i = 0; i < names().size(); i++) {
            norms.put(names().get(i), net.squaredNorms()[i]);
            singular.put(names().get(i), net.singularValues(i));
            traces.put(names().get(i), net.hessianTraceByLayer()[i]);
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("squaredNorm", norms);
        members.put("singularValues", singular);
        members.put("hessianTrace", net.hessianTrace());
        members.put("hessianTraceByBlock", traces);
        // Rates and the shift by weight decay belong to the two-layer form.
        members.put("rate", null);
        members.put("g", null);
        members.put("s", scale());
        members.put("rank", net.rank());
        return members;
    }

    @Override
    public String text() {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < names().size(); i++) {
            rows.add(List.of("|" + names().get(i) + "|^2, live part", NumberText.rounded(net.squaredNorms()[i])));
        }
        for (int i = 0; i < names().size(); i++) {
            rows.add(List.of("singular values of " + names().get(i), TaskEquilibrium.range(net.singularValues(i))));
        }
        rows.add(List.of("Hessian trace", NumberText.rounded(net.hessianTrace())));
        Double scale = scale();
        rows.add(List.of("s", scale == null ? "none, a single layer" : NumberText.rounded(scale)));
        rows.add(List.of("rank", String.valueOf(net.rank())));
        return TextTable.format(List.of("quantity", "value"), rows);
    }

    private Double scale() {
        return net.scale().isPresent() ? net.scale().getAsDouble() : null;
    }

    private List<String> names() {
        return net.model().blocks().stream().map(ParameterBlock::name).toList();
    }
}
