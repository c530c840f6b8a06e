package dev.noether.bench;

import dev.noether.simd.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a measurement depends on beside the sources: numbers of two machines are not compared. */
final class Machine {

    /** Members of a line of the history that have to be the same. */
    private static final List<String> KEYS = List.of("cpu", "cores", "simdBits", "jdk", "device");

    private Machine() {}

    /** This machine, as members of a line of the history. */
    static Map<String, Object> describe() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("cpu", processor());
        members.put("cores", Runtime.getRuntime().availableProcessors());
        members.put("simdBits", Lanes.BITS);
        members.put("jdk", Runtime.version().toString());
        return members;
    }

    /** This machine with the OpenCL device that is measured. */
    static Map<String, Object> describeWithDevice() {
        Map<String, Object> members = describe();
        members.putAll(BenchDevice.describe());
        return members;
    }

    /** Whether two lines are of the same machine and device. */
    static boolean same(Map<String, Object> one, Map<String, Object> other) {
        return KEYS.stream().allMatch(key -> String.valueOf(one.get(key)).equals(String.valueOf(other.get(key))));
    }

    /** In one line for people. */
    static String text() {
        Map<String, Object> members = describe();
        return members.get("cpu") + ", " + members.get("cores") + " cores, " + members.get("simdBits")
                + "-bit vectors, Java " + members.get("jdk");
    }

    /** Name, family and model: rented machines have one name for several generations. */
    private static String processor() {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
            return processor(lines);
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /** The same from the lines of {@code /proc/cpuinfo}. */
    static String processor(List<String> lines) {
        String name = value(lines, "model name");
        if (name.isEmpty()) {
            return System.getProperty("os.arch");
        }
        return name + " (family " + value(lines, "cpu family") + ", model " + value(lines, "model") + ")";
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.contains(":")
                        && line.substring(0, line.indexOf(':')).strip().equals(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
