package dev.noether.study.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the names of series differ in, as a coordinate: of "SGD, phi 0.1", "SGD, phi 0.4" and "GD, phi 0.1" the last part
 * is the number phi, of "SGD, all equal" and "GD, all equal" it is a category.
 *
 * @param categories what each whole number from 1 stands for; empty where the coordinate is a number
 * @param label of the coordinate
 */
record SeriesNames(List<String> categories, String label) {

    private static final Pattern NUMBER = Pattern.compile("(.*?)[ =]*([-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)");

    private static final String SEPARATOR = ", ";

    static SeriesNames of(List<Curve> curves) {
        Set<String> series = new LinkedHashSet<>();
        Set<String> lasts = new LinkedHashSet<>();
        Set<String> words = new LinkedHashSet<>();
        Set<Double> numbers = new LinkedHashSet<>();
        for (Curve curve : curves) {
            String last = last(curve.series());
            Matcher number = NUMBER.matcher(last);
            series.add(curve.series());
            lasts.add(last);
            words.add(number.matches() ? number.group(1).strip() : last);
            if (number.matches()) {
                numbers.add(Double.valueOf(number.group(2)));
            }
        }
        if (words.size() == 1 && numbers.size() > 1) {
            String word = words.iterator().next();
            return new SeriesNames(List.of(), word.isEmpty() ? "number" : word);
        }
        boolean shared = lasts.size() > 1 && lasts.size() < series.size();
        return new SeriesNames(new ArrayList<>(shared ? lasts : series), "");
    }

    boolean numeric() {
        return categories.isEmpty();
    }

    /** Where a series stands. */
    double coordinate(String series) {
        if (numeric()) {
            Matcher number = NUMBER.matcher(last(series));
            return number.matches() ? Double.parseDouble(number.group(2)) : Double.NaN;
        }
        int whole = categories.indexOf(series);
        return 1 + (whole >= 0 ? whole : categories.indexOf(last(series)));
    }

    /** What is left of the name; may be empty. */
    String rest(String series) {
        if (categories.contains(series)) {
            return "";
        }
        int comma = series.lastIndexOf(SEPARATOR);
        return comma < 0 ? "" : series.substring(0, comma);
    }

    private static String last(String series) {
        int comma = series.lastIndexOf(SEPARATOR);
        return comma < 0 ? series : series.substring(comma + SEPARATOR.length());
    }
}
