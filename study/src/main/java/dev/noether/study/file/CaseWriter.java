package dev.noether.study.file;

import dev.noether.model.Parameters;
import dev.noether.study.console.Json;
import dev.noether.study.console.OutputFolder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes case files. */
public final class CaseWriter {

    private CaseWriter() {}

    /** The text of a case with other parameters. */
    public static String text(CaseFile point, Parameters parameters) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("kind", point.model().kind());
        model.put("activation", activation(point));
        model.put("loss", point.model().loss());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("model", model);
        members.put("weightDecay", point.weightDecay());
        members.put("parameters", parameters);
        point.batch().ifPresent(batch -> {
            Map<String, Object> samples = new LinkedHashMap<>();
            samples.put("x", batch.x());
            samples.put("y", batch.y());
            members.put("batch", samples);
        });
        point.direction().ifPresent(direction -> members.put("direction", direction));
        return Json.text(members);
    }

    private static Object activation(CaseFile point) {
        return switch (point.model()) {
            case dev.noether.model.TwoLayerNet net -> net.activation();
        };
    }

    /** The text as the content of a file. */
    public static OutputFolder.Content content(String text) {
        return out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
