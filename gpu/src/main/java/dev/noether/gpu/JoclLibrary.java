package dev.noether.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import org.jocl.CL;

/**
 * Loads JOCL's native library. JOCL by itself would unpack it into the common temporary folder under a fixed name, and
 * load whatever it finds there: on a shared machine anybody's code. So the library is taken from
 * {@code java.library.path} (the launcher sets it), else it is unpacked into a folder that only this user can write.
 */
final class JoclLibrary {

    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String FILE = System.mapLibraryName(
            "JOCL_2_0_6-linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64"));

    private static boolean loaded;

    private JoclLibrary() {}

    /**
     * Loads the library, once.
     *
     * @throws LinkageError if it or the OpenCL loader libOpenCL.so.1 that it needs is missing
     * @throws IOException if it cannot be unpacked safely, or a driver that is there cannot be made known
     */
    static synchronized void load() throws IOException {
        if (loaded) {
            return;
        }
        // PoCL otherwise takes the signal that Java turns into ArithmeticException.
        NativeEnvironment.setIfAbsent("POCL_SIGFPE_HANDLER", "0");
        Optional<Path> registry = VendorLibraries.ofThisMachine().register();
        if (registry.isPresent()) {
            NativeEnvironment.setIfAbsent(
                    VendorLibraries.REGISTRY, registry.get().toString());
        }
        OpenClLoader.load(registry.isPresent());
        if (onLibraryPath()) {
            CL.setExceptionsEnabled(true);
        } else {
            loadFrom(unpacked());
        }
        loaded = true;
    }

    private static boolean onLibraryPath() {
        return OpenClLoader.onLibraryPath(FILE).isPresent();
    }

    /** JOCL's only other place is the temporary folder of this property: ours for the moment of loading. */
    private static void loadFrom(Path folder) {
        String before = System.getProperty(TEMPORARY);
        System.setProperty(TEMPORARY, folder.toString());
        try {
            CL.setExceptionsEnabled(true);
        } finally {
            System.setProperty(TEMPORARY, before);
        }
    }

    /** A folder of this user alone that holds the library with the very content of the jar. */
    private static Path unpacked() throws IOException {
        Optional<Path> cache = CacheFolder.find();
        Path folder = cache.isPresent() ? cache.get() : CacheFolder.temporary();
        byte[] content;
        try (InputStream resource = CL.class.getResourceAsStream("/lib/" + FILE)) {
            if (resource == null) {
                throw new IOException("JOCL has no library " + FILE + " for this machine");
            }
            content = resource.readAllBytes();
        }
        Path library = folder.resolve(FILE);
        if (!Files.isRegularFile(library, LinkOption.NOFOLLOW_LINKS)
                || !Arrays.equals(content, Files.readAllBytes(library))) {
            // Written apart and moved, so that another process never loads half a file.
            Path part = Files.createTempFile(folder, FILE, ".part");
            Files.write(part, content);
            Files.move(part, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        if (cache.isEmpty()) {
            library.toFile().deleteOnExit();
        }
        return folder;
    }
}
