package dev.noether.study.file;

import dev.noether.study.console.InputException;
import dev.noether.study.console.Names;
import dev.noether.study.console.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Takes members out of the objects of one JSON file; every sentence has file, line and member. */
final class MemberReader {

    private final String file;
    private final List<String> warnings = new ArrayList<>();

    MemberReader(String file) {
        this.file = file;
    }

    /** What was ignored. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    JsonTree.Members object(JsonTree value, String name) {
        if (value instanceof JsonTree.Members members) {
            return members;
        }
        throw at(value, name + " is " + value.describe() + ", it must be an object");
    }

    /**
     * @param path of the object, with a full stop behind it
     * @param form what the member must be, for the sentence
     */
    JsonTree required(JsonTree.Members members, String name, String path, String form) {
        JsonTree value = members.values().get(name);
        if (value == null) {
            String similar = Suggestion.nearest(name, members.values().keySet())
                    .map(nearest -> " (there is '" + nearest + "')")
                    .orElse("");
            throw at(members, path + name + " is missing, it must be " + form + similar);
        }
        return value;
    }

    String text(JsonTree value, String name) {
        if (value instanceof JsonTree.Text text) {
            return text.value();
        }
        throw at(value, name + " is " + value.describe() + ", it must be a string");
    }

    <E extends Enum<E>> E constant(JsonTree value, String name, Class<E> type) {
        return Names.parse(type, text(value, name), place(value) + name);
    }

    /** Warns of members that are none of the known ones. */
    void warnOfUnknown(JsonTree.Members members, String path, Collection<String> known) {
        for (Map.Entry<String, JsonTree> member : members.values().entrySet()) {
            if (!known.contains(member.getKey())) {
                warn(
                        member.getValue(),
                        path + member.getKey() + " is unknown and ignored" + Suggestion.suffix(member.getKey(), known));
            }
        }
    }

    void warn(JsonTree value, String sentence) {
        warnings.add(place(value) + sentence);
    }

    InputException at(JsonTree value, String sentence) {
        return new InputException(place(value) + sentence);
    }

    /** The beginning of a sentence about a value. */
    String place(JsonTree value) {
        return file + ", line " + value.line() + ": ";
    }
}
