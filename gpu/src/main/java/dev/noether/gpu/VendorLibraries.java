package dev.noether.gpu;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Drivers that are on this machine though nobody has registered them. The OpenCL loader learns of a driver from a file
 * {@code *.icd} in {@code /etc/OpenCL/vendors} that holds the name of its library. Containers with a GPU often have the
 * library, which comes from the host, and no such file.
 *
 * @param registry folder of the files {@code *.icd}
 * @param folders where libraries are looked for
 */
record VendorLibraries(Path registry, List<Path> folders) {

    /** Environment variable that names another folder of files {@code *.icd} to the loader. */
    static final String REGISTRY = "OCL_ICD_VENDORS";

    /** System property that names the registry, for tests. */
    static final String REGISTRY_PROPERTY = "noether.opencl.registry";

    private static final String FILES = ".icd";

    /** NVIDIA, AMD, Intel, PoCL. */
    private static final List<String> NAMES =
            List.of("libnvidia-opencl.so.1", "libamdocl64.so", "libigdrcl.so", "libpocl.so.2");

    /** Those of this machine. */
    static VendorLibraries ofThisMachine() {
        String system =
                "/usr/lib/" + (System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64") + "-linux-gnu";
        Stream<String> asked = Stream.of(
                Objects.requireNonNullElse(System.getenv("LD_LIBRARY_PATH"), "").split(File.pathSeparator));
        Stream<String> usual = Stream.of(
                system,
                "/usr/lib64",
                "/usr/lib",
                // Where container runtimes and distributions put NVIDIA's.
                "/usr/local/nvidia/lib64",
                "/usr/local/nvidia/lib",
                "/usr/local/cuda/compat",
                "/usr/lib/wsl/lib",
                "/run/opengl-driver/lib",
                system + "/nvidia/current",
                "/opt/rocm/lib",
                "/opt/rocm/opencl/lib",
                system + "/intel-opencl");
        return new VendorLibraries(
                Path.of(System.getProperty(REGISTRY_PROPERTY, "/etc/OpenCL/vendors")),
                Stream.concat(asked, usual)
                        .filter(folder -> folder.startsWith("/"))
                        .map(Path::of)
                        .toList());
    }

    /**
     * Makes a registry for this process of the registered drivers and of those that are not.
     *
     * @return its folder; empty if all are registered, or the user has named a registry
     * @throws IOException if it cannot be written
     */
    Optional<Path> register() throws IOException {
        if (System.getenv(REGISTRY) != null) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(registered());
        List<Path> missing = unregistered(lines);
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        missing.forEach(library -> lines.add(library.toString()));
        Path made = CacheFolder.temporary();
        for (int i = 0; i < lines.size(); i++) {
            Path file = Files.writeString(made.resolve(i + FILES), lines.get(i) + "\n");
            file.toFile().deleteOnExit();
        }
        return Optional.of(made);
    }

    /** Libraries in the folders that no line names. */
    private List<Path> unregistered(List<String> lines) {
        return NAMES.stream()
                .filter(name -> lines.stream().noneMatch(line -> stem(line).equals(stem(name))))
                .flatMap(name -> folders.stream()
                        .map(folder -> folder.resolve(name))
                        .filter(Files::isRegularFile)
                        .limit(1))
                .toList();
    }

    /** Name of a library without folder and version. */
    private static String stem(String library) {
        String name = library.substring(library.lastIndexOf('/') + 1);
        int end = name.indexOf(".so");
        return end < 0 ? name : name.substring(0, end);
    }

    /** The libraries that the registry names. */
    private List<String> registered() {
        File[] files = registry.toFile().listFiles((_, name) -> name.endsWith(FILES));
        return files == null
                ? List.of()
                : Arrays.stream(files)
                        .sorted()
                        .map(VendorLibraries::firstLine)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }

    private static String firstLine(File file) {
        try (Stream<String> lines = Files.lines(file.toPath())) {
            return lines.findFirst().orElse("").strip();
        } catch (IOException | UncheckedIOException e) {
            // The loader cannot read it either.
            return "";
        }
    }
}
