package dev.noether.study.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * The interactive pictures of a panel, from nothing but its rows. Elements of a matrix, named {@code A[i,j]}, at one step
 * are a map; what goes over several steps is a curve, beside which a closed form of one value is a level; what is left are
 * points over what their names differ in.
 */
final class PanelCharts {

    /** Fewer elements than this are points. */
    private static final int LEAST_MATRIX = 16;

    private PanelCharts() {}

    private record MatrixKey(String series, String name, long seed) {}

    /**
     * The charts of a panel.
     *
     * @param panel its letter
     */
    static List<Chart> of(String panel, List<Curve> curves) {
        Map<MatrixKey, List<Curve>> matrices = matrices(curves);
        List<Curve> rest = new ArrayList<>(curves);
        matrices.values().forEach(rest::removeAll);
        List<Chart> charts = new ArrayList<>();
        boolean overSteps = rest.stream().anyMatch(curve -> curve.size() > 1);
        if (overSteps) {
            charts.add(CurveChart.overSteps(panel, rest));
        } else if (!rest.isEmpty()) {
            charts.add(CurveChart.overNames(panel, rest));
        }
        matrices.forEach((key, elements) -> charts.add(MatrixChart.of(panel, key.series(), key.name(), elements)));
        return charts;
    }

    private static Map<MatrixKey, List<Curve>> matrices(List<Curve> curves) {
        Map<MatrixKey, List<Curve>> matrices = new LinkedHashMap<>();
        for (Curve curve : curves) {
            Matcher element = MatrixChart.ELEMENT.matcher(curve.quantity());
            if (curve.size() == 1 && element.matches()) {
                matrices.computeIfAbsent(
                                new MatrixKey(curve.series(), element.group(1), curve.seed()),
                                unseen -> new ArrayList<>())
                        .add(curve);
            }
        }
        matrices.values().removeIf(elements -> elements.size() < LEAST_MATRIX);
        return matrices;
    }
}
