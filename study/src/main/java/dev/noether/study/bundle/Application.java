package dev.noether.study.bundle;

import dev.noether.study.console.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a bundle is made of, in its folders:
 *
 * <pre>
 * bin/noether    starts it; needs sh and readlink
 * runtime/       Java, with the modules that are needed, and the fonts of the figures
 * lib/           class path, jars without compression (the whole is compressed)
 * bench/         what the benchmarks add to it
 * native/        JOCL's library and an OpenCL loader, for machines that have none
 * licences/      of what is not the project's own
 * noether.aot    cache of loaded classes
 * </pre>
 *
 * @param built folder of the built program
 * @param home folder of the project
 * @param jdk folder of a JDK
 */
record Application(Path built, Path home, Path jdk) {

    private static final String JOCL = "libJOCL_";
    private static final String ARCHITECTURE = "x86_64";

    /** Puts everything into its place. */
    void copyTo(Staging staging) throws IOException, InterruptedException {
        MachineFiles machine = MachineFiles.find();
        RuntimeImage.link(jdk, staging.file("runtime"));
        List<Path> jars = jars("lib");
        for (Path jar : jars) {
            StoredJar.copy(jar, staging.file("lib/" + jar.getFileName()));
        }
        for (Path jar : jars("bench")) {
            StoredJar.copy(jar, staging.file("bench/" + jar.getFileName()));
        }
        for (Path library : files("native", JOCL)) {
            if (library.toString().contains(ARCHITECTURE)) {
                staging.copy(library, "native/" + library.getFileName());
            }
        }
        machine.copyTo(staging);
        staging.copy(home.resolve("LICENSE"), "LICENSE");
        staging.write("README", resource("README"));
        staging.write("runtime/lib/fontconfig.properties", resource("fontconfig.properties"));
        String names = jars.stream().map(jar -> jar.getFileName().toString()).collect(Collectors.joining(" "));
        staging.writeProgram("bin/noether", resource("noether.sh").replace("@JARS@", names));
        staging.freeze();
        trainCache(staging);
    }

    private List<Path> jars(String folder) throws IOException {
        return files(folder, "").stream()
                .filter(file -> file.toString().endsWith(".jar"))
                .toList();
    }

    private List<Path> files(String folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(built.resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    /** Starts the bundle once, so that Java writes down which classes that takes. */
    private static void trainCache(Staging staging) throws IOException, InterruptedException {
        ProcessBuilder run = new ProcessBuilder(staging.file("bin/noether").toString(), "--version");
        run.environment()
                .put(
                        "JDK_JAVA_OPTIONS",
                        "-Xlog:disable -XX:AOTCacheOutput=" + Staging.quoted(staging.file("noether.aot")));
        Staging.run(run, "the bundle does not start");
        if (!Files.isRegularFile(staging.file("noether.aot"))) {
            throw new InputException("Java left no cache of classes for the bundle; a JDK 25 writes one");
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Application.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
