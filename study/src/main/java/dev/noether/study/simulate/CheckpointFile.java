package dev.noether.study.simulate;

import dev.noether.backend.Stepper;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Json;
import dev.noether.study.console.Version;
import dev.noether.study.file.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A {@link Checkpoint} as it is found in a folder; what is wrong with it is one sentence. */
final class CheckpointFile {

    /** Settings that the results do not depend on, or that name the folder itself. */
    private static final Set<String> FREE = Set.of("threads", "out", "checkpointEvery");

    private final Path path;
    private final JsonNode description;
    private final Map<String, Matrix> arrays;

    private CheckpointFile(Path path, JsonNode description, Map<String, Matrix> arrays) {
        this.path = path;
        this.description = description;
        this.arrays = arrays;
    }

    /** @throws InputException if there is none, or it is damaged, or of another version */
    static CheckpointFile read(Path folder) {
        Path path = folder.resolve(Checkpoint.FILE);
        JsonNode description = null;
        Map<String, Matrix> arrays = new HashMap<>();
        try (InputStream in = Files.newInputStream(path);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] bytes = zip.readAllBytes();
                if (entry.getName().equals(Checkpoint.DESCRIPTION)) {
                    description = JsonMapper.builder().build().readTree(bytes);
                } else {
                    arrays.put(entry.getName(), Npy.read(bytes, path + ", " + entry.getName()));
                }
            }
        } catch (NoSuchFileException e) {
            throw new InputException(
                    "--resume " + folder + " has no " + Checkpoint.FILE
                            + "; name the --out of a run with --checkpoint-every",
                    e);
        } catch (IOException | JacksonException e) {
            throw damaged(path, e);
        }
        if (description == null || !description.path("version").isString()) {
            throw damaged(path, null);
        }
        String version = description.get("version").asString();
        if (!version.equals(Version.current())) {
            throw new InputException(path + " was written by version " + version + ", this is " + Version.current()
                    + "; go on with the version that began, or begin again");
        }
        return new CheckpointFile(path, description, arrays);
    }

    private static InputException damaged(Path path, Exception cause) {
        return new InputException(path + " is damaged, or not a checkpoint of 'noether simulate'; begin again", cause);
    }

    /** The flags that the run was started with, by their names. */
    Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        member("flags")
                .properties()
                .forEach(flag -> flags.put(flag.getKey(), flag.getValue().asString()));
        return flags;
    }

    private JsonNode member(String name) {
        JsonNode value = description.get(name);
        if (value == null) {
            throw damaged(path, null);
        }
        return value;
    }

    /** @throws InputException unless a run with this identity goes on with the same bits */
    void requireSame(Checkpoint.Identity identity) {
        JsonNode now = JsonMapper.builder().build().readTree(Json.text(identity.settings()));
        JsonNode then = member("settings");
        for (Map.Entry<String, JsonNode> setting : now.properties()) {
            String name = setting.getKey();
            if (!FREE.contains(name) && !setting.getValue().equals(then.get(name))) {
                throw new InputException("--" + kebab(name) + " is " + setting.getValue() + ", the run in "
                        + path.getParent() + " has " + then.get(name) + "; leave the flag out to go on with it");
            }
        }
        requireUnchanged("--init", "start", identity.start());
        requireUnchanged("--target", "target", identity.target());
        Integer bits =
                member("vectorBits").isNull() ? null : member("vectorBits").asInt();
        if (!Objects.equals(bits, identity.vectorBits())) {
            throw new InputException(path + " was computed with vectors of " + bits + " bits, here they have "
                    + identity.vectorBits() + ", which rounds differently; set JAVA_TOOL_OPTIONS=-Dnoether.simd.bits="
                    + bits);
        }
    }

    private void requireUnchanged(String flag, String name, String checksum) {
        if (!member(name).asString("").equals(checksum)) {
            throw new InputException("the values of " + flag + " are others than when the run in " + path.getParent()
                    + " began; restore their file, or begin again");
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** How far the run came. */
    Checkpoint.Position position() {
        return new Checkpoint.Position(
                member("seconds").asDouble(),
                member("recorded").asLong(),
                new ObservationFile.Mark(
                        member("observationBytes").asLong(),
                        member("observationCrc").asLong()));
    }

    /** The states of the replicas. */
    List<Stepper.State> states(Model model, Precision precision, int replicas) {
        List<Stepper.State> states = new ArrayList<>();
        for (int r = 0; r < replicas; r++) {
            JsonNode step = member("steps").path(r);
            JsonNode diverged = member("diverged").path(r);
            Parameters theta = Checkpoint.parameters(arrays, r, model, precision);
            if (!step.isIntegralNumber() || !diverged.isBoolean() || theta == null) {
                throw damaged(path, null);
            }
            states.add(new Stepper.State(theta, step.asLong(), diverged.asBoolean()));
        }
        return states;
    }
}
