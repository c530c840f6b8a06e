package dev.noether.study.report;

import dev.noether.study.console.InputException;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import dev.noether.study.figure.Claim;
import dev.noether.study.report.FigureRecord.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON file of a figure; what is wrong is one sentence with file and member. */
final class FigureRecordReader {

    /** As {@code noether figure} takes it; it ends up in a command line that a person copies. */
    private static final Pattern ID = Pattern.compile("[1-9][0-9]*|extra-[a-z0-9-]+");

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9.-]+");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;

    private FigureRecordReader(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws InputException if it is not the JSON of a figure
     */
    static FigureRecord read(Path file) {
        return new FigureRecordReader(file).record();
    }

    private FigureRecord record() {
        JsonNode root = parse();
        if (!root.isObject()) {
            throw wrong("it", "the JSON object of a figure");
        }
        return new FigureRecord(
                file,
                matching(required(root, "figure", "a number, or extra-NAME").asString(), ID, "figure"),
                text(root, "title"),
                settings(root),
                claims(root),
                root.has("rows") ? OptionalLong.of(integer(root, "rows")) : OptionalLong.empty(),
                number(root, "seconds", ""),
                integer(root, "seed"),
                matching(text(root, "backend"), WORD, "backend"),
                text(root, "version"));
    }

    private JsonNode parse() {
        try {
            return MAPPER.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            String place = e.getLocation() == null
                    ? ""
                    : ", line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            String reason =
                    e.getOriginalMessage().lines().findFirst().orElse("").split(" \\(|: was expecting", 2)[0];
            throw new InputException(file + place + ": not JSON: " + reason, e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private List<Setting> settings(JsonNode root) {
        JsonNode node = required(root, "settings", "an object");
        if (!node.isObject()) {
            throw wrong("settings", "an object");
        }
        List<Setting> settings = new ArrayList<>();
        flatten("", node, settings);
        return settings;
    }

    private static void flatten(String path, JsonNode object, List<Setting> settings) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = path + member.getKey();
            if (member.getValue().isObject()) {
                flatten(name + ".", member.getValue(), settings);
            } else {
                settings.add(new Setting(name, value(member.getValue())));
            }
        }
    }

    private static String value(JsonNode node) {
        if (node.isArray()) {
            StringJoiner items = new StringJoiner(", ");
            node.forEach(item -> items.add(value(item)));
            return items.toString();
        }
        if (node.isFloatingPointNumber()) {
            return NumberText.plain(node.doubleValue());
        }
        return node.isString() ? node.stringValue() : node.toString();
    }

    private List<Claim> claims(JsonNode root) {
        JsonNode node = required(root, "claims", "an array");
        if (!node.isArray() || node.isEmpty()) {
            throw wrong("claims", "an array of at least one claim");
        }
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            claims.add(claim(node.get(i), "claims[" + i + "]."));
        }
        return claims;
    }

    private Claim claim(JsonNode node, String path) {
        if (!node.isObject()) {
            throw wrong(path.substring(0, path.length() - 1), "an object");
        }
        JsonNode reason = node.path("reason");
        Claim claim = new Claim(
                text(node, "claim", path),
                text(node, "quantity", path),
                number(node, "measured", path),
                bound(node, path),
                reason.isString() ? reason.stringValue() : "");
        JsonNode holds = required(node, "holds", "true or false", path);
        if (!holds.isBoolean()) {
            throw wrong(path + "holds", "true or false");
        }
        if (holds.booleanValue() != claim.holds()) {
            throw new InputException(file + ": " + path + "holds is " + holds.booleanValue()
                    + ", but its numbers say the opposite; run the figure again");
        }
        return claim;
    }

    private Claim.Bound bound(JsonNode node, String path) {
        String comparator = text(node, "comparator", path);
        JsonNode threshold = required(node, "threshold", "a number, or two with within", path);
        return switch (comparator) {
            case "<" -> new Claim.Below(number(node, "threshold", path));
            case ">" -> new Claim.Above(number(node, "threshold", path));
            case "within" -> {
                if (threshold.size() != 2
                        || !threshold.get(0).isNumber()
                        || !threshold.get(1).isNumber()) {
                    throw wrong(path + "threshold", "two numbers, [low, high]");
                }
                yield new Claim.Within(
                        threshold.get(0).doubleValue(), threshold.get(1).doubleValue());
            }
            default -> throw wrong(path + "comparator", Names.oneOf(List.of("<", ">", "within")));
        };
    }

    private long integer(JsonNode root, String name) {
        JsonNode node = required(root, name, "an integer");
        if (!node.canConvertToLong() || !node.isIntegralNumber()) {
            throw wrong(name, "an integer");
        }
        return node.longValue();
    }

    /** A number that is not finite is null in the file. */
    private double number(JsonNode object, String name, String path) {
        JsonNode node = required(object, name, "a number", path);
        if (node.isNull()) {
            return Double.NaN;
        }
        if (!node.isNumber()) {
            throw wrong(path + name, "a number");
        }
        return node.doubleValue();
    }

    private String text(JsonNode object, String name) {
        return text(object, name, "");
    }

    private String text(JsonNode object, String name, String path) {
        JsonNode node = required(object, name, "a string", path);
        if (!node.isString()) {
            throw wrong(path + name, "a string");
        }
        return node.stringValue();
    }

    private String matching(String text, Pattern pattern, String name) {
        if (!pattern.matcher(text).matches()) {
            throw new InputException(file + ": " + name + " is '" + text + "', which noether figure does not write");
        }
        return text;
    }

    private JsonNode required(JsonNode object, String name, String form) {
        return required(object, name, form, "");
    }

    private JsonNode required(JsonNode object, String name, String form, String path) {
        JsonNode node = object.get(name);
        if (node == null) {
            throw new InputException(file + ": " + path + name + " is missing, it must be " + form
                    + "; the report takes files that noether figure has written");
        }
        return node;
    }

    private InputException wrong(String name, String form) {
        return new InputException(file + ": " + name + " must be " + form);
    }
}
