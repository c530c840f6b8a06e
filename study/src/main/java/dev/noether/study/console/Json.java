package dev.noether.study.console;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes one JSON object on one line. A number that is not finite becomes null, and the path of its name stands in a last
 * member {@code "nonFinite"}, which is left out where there is none: {@code "final.loss"}, {@code "gradient.U"}. Numbers
 * have the fewest digits that read back as the same bits, of a float where they are floats.
 */
public final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator out;
    private final Set<String> nonFinite = new LinkedHashSet<>();

    private Json(JsonGenerator out) {
        this.out = out;
    }

    /**
     * The object as one line without a line end.
     *
     * @param members values are maps, iterables, arrays of numbers, {@link Matrix}, {@link Parameters}, numbers, booleans,
     *     strings, enums (lower case) and null
     */
    public static String text(Map<String, ?> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            new Json(generator).writeRoot(members);
        }
        return text.toString();
    }

    /** Prints the object and ends the line. */
    public static void print(PrintWriter out, Map<String, ?> members) {
        out.println(text(members));
        out.flush();
    }

    private void writeRoot(Map<String, ?> members) {
        out.writeStartObject();
        writeMembers("", members);
        if (!nonFinite.isEmpty()) {
            out.writeName("nonFinite");
            write("", nonFinite);
        }
        out.writeEndObject();
    }

    private void writeMembers(String path, Map<?, ?> members) {
        for (Map.Entry<?, ?> member : members.entrySet()) {
            String name = member.getKey().toString();
            out.writeName(name);
            write(path.isEmpty() ? name : path + "." + name, member.getValue());
        }
    }

    private void write(String path, Object value) {
        switch (value) {
            case null -> out.writeNull();
            case Map<?, ?> map -> {
                out.writeStartObject();
                writeMembers(path, map);
                out.writeEndObject();
            }
            case Iterable<?> items -> {
                out.writeStartArray();
                for (Object item : items) {
                    write(path, item);
                }
                out.writeEndArray();
            }
            case double[] numbers -> {
                out.writeStartArray();
                for (double number : numbers) {
                    number(path, number);
                }
                out.writeEndArray();
            }
            case long[] numbers -> out.writeArray(numbers, 0, numbers.length);
            case int[] numbers -> out.writeArray(numbers, 0, numbers.length);
            case Matrix matrix -> matrix(path, matrix);
            case Parameters theta -> parameters(path, theta);
            case Float number -> number(path, number.floatValue());
            case Double number -> number(path, number.doubleValue());
            case Integer number -> out.writeNumber(number.intValue());
            case Long number -> out.writeNumber(number.longValue());
            case Boolean flag -> out.writeBoolean(flag);
            case Enum<?> constant -> out.writeString(Names.of(constant));
            case String text -> out.writeString(text);
            default -> throw new IllegalArgumentException("no JSON for a " + value.getClass());
        }
    }

    private void parameters(String path, Parameters theta) {
        out.writeStartObject();
        for (int b = 0; b < theta.blocks(); b++) {
            String name = theta.model().blocks().get(b).name();
            out.writeName(name);
            if (vectors(theta.model())) {
                row(path + "." + name, theta.block(b), 0);
            } else {
                matrix(path + "." + name, theta.block(b));
            }
        }
        out.writeEndObject();
    }

    /** Whether the blocks of a model are vectors, which are written without the brackets of a matrix. */
    private static boolean vectors(Model model) {
        return switch (model) {
            case ScaleInvariantModel _ -> true;
            case TwoLayerNet _, DeepLinearNet _, NormalizedNet _ -> false;
        };
    }

    private void matrix(String path, Matrix matrix) {
        out.writeStartArray();
        for (int i = 0; i < matrix.rows(); i++) {
            row(path, matrix, i);
        }
        out.writeEndArray();
    }

    private void row(String path, Matrix matrix, int i) {
        out.writeStartArray();
        for (int j = 0; j < matrix.columns(); j++) {
            if (matrix.precision() == Precision.FLOAT) {
                number(path, (float) matrix.get(i, j));
            } else {
                number(path, matrix.get(i, j));
            }
        }
        out.writeEndArray();
    }

    private void number(String path, double value) {
        if (Double.isFinite(value)) {
            out.writeNumber(value);
        } else {
            nonFinite.add(path);
            out.writeNull();
        }
    }

    private void number(String path, float value) {
        if (Float.isFinite(value)) {
            out.writeNumber(value);
        } else {
            nonFinite.add(path);
            out.writeNull();
        }
    }
}
