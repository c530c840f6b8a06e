package dev.noether.study.equilibrium;

import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import java.util.Arrays;

/** The diagonal of a generator as text: a comma list of numbers and of runs {@code VALUE*COUNT}, one number a parameter. */
final class DiagonalText {

    private DiagonalText() {}

    /**
     * @param count number of parameters
     * @param flag that the text belongs to, for errors
     */
    static double[] parse(String text, long count, String flag) {
        if (count > Integer.MAX_VALUE - 8) {
            throw new InputException(flag + " cannot list " + count + " parameters; take a smaller model");
        }
        double[] weights = new double[(int) count];
        long length = 0;
        for (String item : text.split(",", -1)) {
            int star = item.indexOf('*');
            double value =
                    NumberText.finite(star < 0 ? item : item.substring(0, star), "an entry of " + flag + " diagonal:");
            long times = star < 0 ? 1 : times(item.substring(star + 1), flag);
            if (length + times <= count) {
                Arrays.fill(weights, (int) length, (int) (length + times), value);
            }
            length += times;
        }
        if (length != count) {
            throw new InputException(flag + " diagonal: lists " + length + " numbers, the model has " + count
                    + " parameters; give one for each, in the order of the case's blocks, rows first");
        }
        return weights;
    }

    private static long times(String text, String flag) {
        try {
            int times = Integer.parseInt(text.strip());
            if (times >= 1) {
                return times;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new InputException(
                "a count of " + flag + " diagonal: is '" + text + "', it must be an integer of at least 1");
    }
}
