package dev.noether.study.file;

import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** A JSON document in which every value knows its line, and rows of numbers are arrays of doubles. */
sealed interface JsonTree {

    /** What a number is that is no finite double, for error sentences. */
    String BEYOND = "infinite, or beyond the range of a double";

    /** Line of the first character, from 1. */
    int line();

    /** The value in a few words, for error sentences. */
    String describe();

    /** An object. */
    record Members(int line, Map<String, JsonTree> values) implements JsonTree {
        @Override
        public String describe() {
            return "an object";
        }
    }

    /** An array, unless all its entries are numbers. */
    record Items(int line, List<JsonTree> values) implements JsonTree {
        @Override
        public String describe() {
            return "an array";
        }
    }

    /** An array of numbers, possibly empty. */
    record Row(int line, double[] values) implements JsonTree {
        @Override
        public String describe() {
            return values.length == 0 ? "an empty array" : "an array of numbers";
        }
    }

    /** A number; infinite where it is beyond the range of a double. NaN and Infinity are read, so that their place can be said. */
    record Number(int line, double value) implements JsonTree {
        @Override
        public String describe() {
            return Double.isInfinite(value) ? BEYOND : "the number " + NumberText.plain(value);
        }
    }

    /** A string. */
    record Text(int line, String value) implements JsonTree {
        @Override
        public String describe() {
            return "the string '" + value + "'";
        }
    }

    /** true, false or null. */
    record Constant(int line, String word) implements JsonTree {
        @Override
        public String describe() {
            return word;
        }
    }

    /**
     * Reads a document.
     *
     * @param name of the file, for errors
     * @throws InputException with line and column if the text is not JSON, or an object has a member twice
     */
    static JsonTree parse(byte[] text, String name) {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new InputException(name + " is empty, it must be a JSON object");
            }
            JsonTree tree = value(parser, first);
            if (parser.nextToken() != null) {
                throw new InputException(name + ", line " + line(parser) + ": text after the end of the JSON object");
            }
            return tree;
        } catch (JacksonException e) {
            throw new InputException(name + place(e) + ": not JSON: " + reason(e), e);
        }
    }

    /** Where; nothing if a limit of the parser was passed, of which it does not say where. */
    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : ", line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    /** The parser's first clause, without the options of its own that it names. */
    private static String reason(JacksonException e) {
        return e.getOriginalMessage()
                .split(" \\(start marker|: enable|: was expecting", 2)[0]
                .replaceFirst(", from `[^`]*`", "");
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static JsonTree value(JsonParser parser, JsonToken token) {
        int line = line(parser);
        return switch (token) {
            case START_OBJECT -> new Members(line, members(parser));
            case START_ARRAY -> array(parser, line);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Number(line, parser.getDoubleValue());
            case VALUE_STRING -> new Text(line, parser.getString());
            default -> new Constant(line, parser.getString());
        };
    }

    private static Map<String, JsonTree> members(JsonParser parser) {
        Map<String, JsonTree> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            members.put(name, value(parser, parser.nextToken()));
        }
        return members;
    }

    /** Numbers stay doubles for as long as nothing else has been met: a boxed matrix would be eight times its size. */
    private static JsonTree array(JsonParser parser, int line) {
        double[] numbers = new double[16];
        int count = 0;
        JsonToken token = parser.nextToken();
        while (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = parser.getDoubleValue();
            token = parser.nextToken();
        }
        if (token == JsonToken.END_ARRAY) {
            return new Row(line, Arrays.copyOf(numbers, count));
        }
        List<JsonTree> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(new Number(line, numbers[i]));
        }
        for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(parser, token));
        }
        return new Items(line, items);
    }
}
