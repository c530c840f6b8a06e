package dev.noether.study.report;

import dev.noether.study.report.Chart.Switch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Curves and points over one coordinate. Those that differ in the seed alone are one group. */
final class CurveChart {

    /** More points than a window has columns of pixels. */
    private static final int MOST_OF_CURVE = 2000;

    /** What a chart may add to the page, in points. */
    private static final int MOST_OF_CHART = 24_000;

    private static final int LEAST_OF_CURVE = 200;

    private static final int DIGITS = 6;

    /** Values whose largest is more times the least are shown on a logarithmic axis at first. */
    private static final double WIDE = 30;

    private static final int MOST_NAMES = 2;

    private static final Pattern PREDICTED = Pattern.compile("(?i).*(closed.form|theory|predict).*");

    private static final Pattern INDICES = Pattern.compile("\\[[0-9,]+]");

    private CurveChart() {}

    private record Name(String series, String quantity) {}

    /** Curves over steps; single values among them are levels where they are closed forms, else points. */
    static Chart overSteps(String panel, List<Curve> curves) {
        double first = extreme(curves, Curve::steps, Double::min);
        double last = extreme(curves, Curve::steps, Double::max);
        int limit = Math.clamp(MOST_OF_CHART / curves.size(), LEAST_OF_CURVE, MOST_OF_CURVE);
        Map<Name, List<Curve>> groups = new LinkedHashMap<>();
        boolean thinned = false;
        for (Curve curve : curves) {
            boolean level = curve.size() == 1 && predicted(curve.series());
            double[] ends = {first, last};
            double[] same = {curve.values()[0], curve.values()[0]};
            Curve shown = level
                    ? new Curve(curve.series(), curve.quantity(), curve.seed(), ends, same)
                    : curve.thinned(limit);
            thinned |= shown.size() < curve.size();
            groups.computeIfAbsent(new Name(curve.series(), curve.quantity()), unseen -> new ArrayList<>())
                    .add(shown);
        }
        String note = thinned
                ? "Long curves are thinned to " + limit
                        + " points; the least and the largest value of every piece are kept."
                : "";
        return chart(panel, groups, "step", List.of(), true, note);
    }

    /** Single values over what the names of their series differ in. */
    static Chart overNames(String panel, List<Curve> curves) {
        SeriesNames names = SeriesNames.of(curves);
        Map<Name, Map<Long, TreeMap<Double, Double>>> points = new LinkedHashMap<>();
        for (Curve curve : curves) {
            points.computeIfAbsent(
                            new Name(names.rest(curve.series()), curve.quantity()), unseen -> new LinkedHashMap<>())
                    .computeIfAbsent(curve.seed(), unseen -> new TreeMap<>())
                    .put(names.coordinate(curve.series()), curve.values()[0]);
        }
        Map<Name, List<Curve>> groups = new LinkedHashMap<>();
        points.forEach((name, seeds) ->
                seeds.forEach((seed, values) -> groups.computeIfAbsent(name, unseen -> new ArrayList<>())
                        .add(new Curve(
                                name.series(),
                                name.quantity(),
                                seed,
                                array(values.keySet().stream()),
                                array(values.values().stream())))));
        return chart(panel, groups, names.label(), names.categories(), names.numeric(), "");
    }

    private static double[] array(Stream<Double> values) {
        return values.mapToDouble(Double::doubleValue).toArray();
    }

    private static Chart chart(
            String panel,
            Map<Name, List<Curve>> groups,
            String across,
            List<String> categories,
            boolean joined,
            String note) {
        List<Curve> all = groups.values().stream().flatMap(List::stream).toList();
        String up = quantities(all);
        double most = extreme(all, Curve::values, Double::max);
        double least = extreme(all, Curve::values, Double::min);
        boolean numeric = categories.isEmpty();
        List<Switch> switches = new ArrayList<>();
        if (numeric && extreme(all, Curve::steps, Double::max) > 0) {
            switches.add(new Switch("x", false));
        }
        if (most > 0) {
            switches.add(new Switch("y", least > 0 && most > WIDE * least));
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", "curves");
        data.put("across", across);
        data.put("up", up);
        data.put("joined", joined);
        data.put("categories", categories);
        Map<String, Integer> grids = new LinkedHashMap<>();
        List<List<Number>> coordinates = new ArrayList<>();
        List<Map<String, Object>> described = new ArrayList<>();
        groups.forEach((name, curves) -> {
            Map<String, Object> group = new LinkedHashMap<>();
            group.put("name", label(name, groups.keySet().stream().toList()));
            group.put("predicted", predicted(name.series()));
            List<Map<String, Object>> members = new ArrayList<>();
            for (Curve curve : curves) {
                int grid = grids.computeIfAbsent(Arrays.toString(curve.steps()), unseen -> {
                    coordinates.add(compact(curve.steps()));
                    return coordinates.size() - 1;
                });
                members.add(Map.of("grid", grid, "values", compact(curve.values())));
            }
            group.put("curves", members);
            described.add(group);
        });
        data.put("grids", coordinates);
        data.put("groups", described);
        return new Chart("(" + panel + ") " + up, switches, true, categories, note, data);
    }

    private static boolean predicted(String series) {
        return PREDICTED.matcher(series).matches();
    }

    private static List<Number> compact(double[] values) {
        List<Number> compact = new ArrayList<>(values.length);
        for (double value : values) {
            compact.add(Digits.compact(value, value == Math.rint(value) ? 15 : DIGITS));
        }
        return compact;
    }

    /** What distinguishes a group: series, quantity, or both. */
    private static String label(Name name, List<Name> all) {
        boolean oneSeries = all.stream().map(Name::series).distinct().count() == 1;
        boolean oneQuantity = all.stream().map(Name::quantity).distinct().count() == 1;
        if (name.series().isEmpty() || (oneSeries && !oneQuantity)) {
            return name.quantity();
        }
        return oneQuantity ? name.series() : name.series() + ": " + name.quantity();
    }

    /** The quantities for the axis, without indices; the first few of them. */
    private static String quantities(List<Curve> curves) {
        List<String> names = curves.stream()
                .map(curve -> INDICES.matcher(curve.quantity()).replaceAll("[·]"))
                .distinct()
                .toList();
        String shown = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
        return names.size() > MOST_NAMES ? shown + ", …" : shown;
    }

    /** Over the finite ones; not a number where there are none. */
    private static double extreme(List<Curve> curves, Function<Curve, double[]> of, DoubleBinaryOperator better) {
        return curves.stream()
                .flatMapToDouble(curve -> Arrays.stream(of.apply(curve)))
                .filter(Double::isFinite)
                .reduce(better)
                .orElse(Double.NaN);
    }
}
