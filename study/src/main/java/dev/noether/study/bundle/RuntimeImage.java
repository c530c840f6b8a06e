package dev.noether.study.bundle;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A Java runtime with no more than a bundle needs, made by {@code jlink}. */
final class RuntimeImage {

    /** Drawing, logging (JOCL), XML (SVG), management and Unsafe (JMH), vectors. */
    private static final String MODULES = String.join(
            ",",
            "java.base",
            "java.desktop",
            "java.logging",
            "java.management",
            "java.xml",
            "jdk.incubator.vector",
            "jdk.management",
            "jdk.unsupported");

    /**
     * Looks of windows, X11 and sound, 2 MB that nothing calls where no window is opened. Of each package something stays,
     * because {@code jlink} wants all packages of a module to be there.
     */
    private static final String UNUSED_CLASSES = String.join(
            ",",
            "regex:/java\\.desktop/javax/swing/plaf/"
                    + "(basic/Basic[C-Z]|metal/Metal[C-Z]|nimbus/[A-MO-Z]|synth/Synth[A-OQ-Z])[^/]*\\.class",
            "regex:/java\\.desktop/com/sun/java/swing/plaf/(gtk/GTK[A-LN-Z]|motif/Motif[C-Z])[^/]*\\.class",
            "regex:/java\\.desktop/javax/swing/text/(html|rtf)/[A-LN-QS-Z][^/]*\\.class",
            "regex:/java\\.desktop/com/sun/media/sound/[A-LN-Z][^/]*\\.class",
            "regex:/java\\.desktop/sun/awt/X11/[A-LN-Z][^/]*\\.class");

    private static final String UNUSED_FILES = String.join(
            ",",
            "**/libawt_xawt.so",
            "**/libsplashscreen.so",
            "**/libjsound.so",
            "**/jrt-fs.jar",
            "**/classlist",
            "**/bin/keytool",
            "**/lib/jexec");

    private RuntimeImage() {}

    /**
     * Makes the folder {@code image} from a JDK. Classes are not compressed one by one: the archive, compressed as a whole,
     * is a quarter smaller so, and the start is faster.
     */
    static void link(Path jdk, Path image) throws IOException, InterruptedException {
        ProcessBuilder jlink = new ProcessBuilder(List.of(
                jdk.resolve("bin/jlink").toString(),
                "--add-modules",
                MODULES,
                "--vm",
                "server",
                "--strip-debug",
                "--no-man-pages",
                "--no-header-files",
                "--compress",
                "zip-0",
                "--exclude-resources",
                UNUSED_CLASSES,
                "--exclude-files",
                UNUSED_FILES,
                "--output",
                image.toString()));
        Staging.run(jlink, "the bundle's Java runtime cannot be made");
        strip(image);
    }

    /** Takes the symbols for debuggers, 2 MB, from the libraries if there is a {@code strip}. */
    private static void strip(Path image) throws IOException, InterruptedException {
        if (!onPath("strip")) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("strip", "--strip-unneeded"));
        try (Stream<Path> files = Files.walk(image.resolve("lib"))) {
            files.map(Path::toString).filter(file -> file.endsWith(".so")).forEach(command::add);
        }
        Staging.run(new ProcessBuilder(command), "the bundle's Java runtime cannot be made smaller");
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
