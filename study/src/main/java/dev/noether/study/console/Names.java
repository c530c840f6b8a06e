package dev.noether.study.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Constants of enums as words of the command line and of files: LEAKY_RELU is "leaky-relu". */
public final class Names {

    private Names() {}

    /** The word of a constant. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The words of all constants. */
    public static List<String> all(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Names::of).toList();
    }

    /**
     * The constant of a word.
     *
     * @param where the flag or place in a file, named in the error
     * @throws InputException if there is none
     */
    public static <E extends Enum<E>> E parse(Class<E> type, String word, String where) {
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(word)) {
                return constant;
            }
        }
        throw new InputException(
                where + " is '" + word + "', it must be " + oneOf(all(type)) + Suggestion.suffix(word, all(type)));
    }

    /** "a", "a or b", "a, b or c". */
    public static String oneOf(List<String> words) {
        if (words.size() == 1) {
            return words.getFirst();
        }
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }
}
