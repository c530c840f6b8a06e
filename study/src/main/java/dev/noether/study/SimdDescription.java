package dev.noether.study;

import dev.noether.backend.Backends;
import dev.noether.simd.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The processor and its vectors, as {@code noether devices} shows them. */
final class SimdDescription {

    private static final Path LINUX_PROCESSORS = Path.of("/proc/cpuinfo");

    private SimdDescription() {}

    /** Members of the JSON object; the three of the vectors are null where the simd backend cannot be used. */
    static Map<String, Object> read() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("processor", processor());
        description.put("cores", Runtime.getRuntime().availableProcessors());
        // Only then is the module of the vectors there, and may the class that uses it be loaded.
        boolean usable =
                Backends.find("simd").filter(simd -> simd.unusable().isEmpty()).isPresent();
        description.put("bits", usable ? Lanes.BITS : null);
        description.put("floatLanes", usable ? Lanes.BITS / Float.SIZE : null);
        description.put("doubleLanes", usable ? Lanes.BITS / Double.SIZE : null);
        return description;
    }

    private static String processor() {
        String architecture = System.getProperty("os.arch");
        if (!Files.isReadable(LINUX_PROCESSORS)) {
            return architecture;
        }
        try (Stream<String> lines = Files.lines(LINUX_PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(architecture);
        } catch (IOException e) {
            return architecture;
        }
    }
}
