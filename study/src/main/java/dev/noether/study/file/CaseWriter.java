package dev.noether.study.file;

import dev.noether.model.Activation;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
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
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("model", description(point.model()));
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

    private static Map<String, Object> description(Model model) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("kind", model.kind());
        if (model instanceof TwoLayerNet net) {
            description.put("activation", net.activation());
            if (net.activation() == Activation.LEAKY_RELU) {
                description.put("slope", net.slope());
            }
        }
        description.put("loss", model.loss());
        return description;
    }

    /** The text as the content of a file. */
    public static OutputFolder.Content content(String text) {
        return out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
