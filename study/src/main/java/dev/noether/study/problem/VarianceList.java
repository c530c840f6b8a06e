package dev.noether.study.problem;

import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import java.util.Arrays;

/**
 * Variances of independent components as text: a number for all; a list of numbers and {@code V*N} (N times V), whose
 * length is the number of components; or {@code power:P}, the k-th being 1/k^P, scaled to mean 1.
 */
final class VarianceList {

    private static final String POWER = "power:";

    private VarianceList() {}

    /**
     * @param text as above
     * @param count number of components
     * @param flag that the text belongs to, for errors
     * @param counted what determines the number, for errors: "--inputs"
     */
    static double[] parse(String text, int count, String flag, String counted) {
        if (text.startsWith(POWER)) {
            return power(NumberText.finite(text.substring(POWER.length()), "the power of " + flag), count, flag);
        }
        String[] items = text.split(",", -1);
        if (items.length == 1 && text.indexOf('*') < 0) {
            double[] all = new double[count];
            Arrays.fill(all, variance(text, flag));
            return all;
        }
        double[] variances = new double[count];
        // A long: the counts of a list may add up to more than an int.
        long length = 0;
        for (String item : items) {
            int star = item.indexOf('*');
            double value = variance(star < 0 ? item : item.substring(0, star), flag);
            long times = star < 0 ? 1 : times(item.substring(star + 1), flag);
            if (length + times <= count) {
                Arrays.fill(variances, (int) length, (int) (length + times), value);
            }
            length += times;
        }
        if (length != count) {
            throw new InputException(flag + " lists " + length + " variances, " + counted + " asks for " + count
                    + "; give one number, " + count + " of them, VALUE*COUNT items that add up to " + count
                    + ", or power:P");
        }
        return variances;
    }

    private static double variance(String text, String flag) {
        return NumberText.notNegative(NumberText.finite(text, "a variance of " + flag), "a variance of " + flag);
    }

    private static int times(String text, String flag) {
        try {
            int times = Integer.parseInt(text.strip());
            if (times >= 1) {
                return times;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new InputException("a count of " + flag + " is '" + text + "', it must be an integer of at least 1");
    }

    private static double[] power(double exponent, int count, String flag) {
        double[] variances = new double[count];
        double sum = 0;
        for (int k = 0; k < count; k++) {
            variances[k] = Math.pow(k + 1, -exponent);
            sum += variances[k];
        }
        for (int k = 0; k < count; k++) {
            variances[k] *= count / sum;
            if (!Double.isFinite(variances[k])) {
                throw new InputException(flag + " power:" + NumberText.plain(exponent)
                        + " leaves the range of a double; take a power nearer to 0");
            }
        }
        return variances;
    }
}
