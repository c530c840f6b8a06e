package dev.noether.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs all duels, those of one number of threads in a process of their own: how many threads a library starts is decided
 * once a process.
 *
 * @param rounds turns of everybody
 */
record PeerSuite(int rounds) {

    /** In a process of its own; compiled and put on the class path by the Maven profile "peers" only. */
    private static final String MAIN = "dev.noether.bench.peers.PeerRun";

    /** Settings for other programs that would slow libraries down or make them choose other kernels. */
    private static final List<String> FOREIGN_SETTINGS =
            List.of("OPENBLAS_", "GOTO_", "MKL_", "OMP_", "KMP_", "GOMP_", "ATEN_", "DNNL_", "ONEDNN_");

    /** Whether the peers are on the class path. */
    static boolean present() {
        return PeerSuite.class.getClassLoader().getResource(MAIN.replace('.', '/') + ".class") != null;
    }

    /** @throws IOException if a process fails: its own words are on standard error */
    List<PeerTime> run() throws IOException, InterruptedException {
        List<PeerTime> times = new ArrayList<>();
        int cores = Runtime.getRuntime().availableProcessors();
        for (int threads : Stream.of(Duel.values())
                .mapToInt(duel -> duel.threads)
                .distinct()
                .sorted()
                .toArray()) {
            if (threads > cores) {
                System.err.println("bench: left out what needs " + threads + " cores, this machine has " + cores);
                continue;
            }
            times.addAll(run(threads));
        }
        return times;
    }

    private List<PeerTime> run(int threads) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:ObjectAlignmentInBytes=64",
                "-Xmx2g",
                // Ours takes turns with a dozen others: it should not need as many calls until it is compiled.
                "-XX:CompileThresholdScaling=0.1",
                // Tensors are freed where their scope ends, so that none has to be registered with the collector.
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dorg.bytedeco.javacpp.maxBytes=0",
                "-Dorg.bytedeco.javacpp.cachedir=" + cache()));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                MAIN,
                Integer.toString(threads),
                Integer.toString(rounds)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        clean(builder.environment());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
        Process process = builder.start();
        List<PeerTime> times = new ArrayList<>();
        JsonMapper json = JsonMapper.builder().build();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // A library may print as well.
                if (line.startsWith("{")) {
                    times.add(json.readValue(line, PeerTime.class));
                }
            }
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("the comparison on " + threads + " threads ended with status " + status);
        }
        return times;
    }

    private static Path cache() {
        return Path.of(System.getProperty("noether.home", "."), "bench", "target", "peers", "cache")
                .toAbsolutePath();
    }

    private static void clean(Map<String, String> environment) {
        environment.keySet().removeIf(name -> FOREIGN_SETTINGS.stream().anyMatch(name::startsWith));
    }
}
