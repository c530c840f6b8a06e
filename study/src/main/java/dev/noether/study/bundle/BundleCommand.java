package dev.noether.study.bundle;

import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Json;
import dev.noether.study.console.Memory;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.console.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code noether bundle}: the program as one file that runs on a Linux machine without Java. */
@Command(
        name = "bundle",
        description = {
            "Pack the program with a Java runtime of its own, its benchmarks and an OpenCL loader into one file"
                    + " noether-VERSION-linux-x86_64.tar.gz: unpack it on a Linux machine without Java, for instance a GPU"
                    + " server, and start bin/noether there."
        },
        footer = {"", "Example:", "  noether bundle --out out"})
public final class BundleCommand implements Callable<Integer> {

    /** Set by the launcher: the folder of the built program. */
    private static final String APPLICATION = "noether.app";

    /** Set by the launcher: the folder of the project. */
    private static final String HOME = "noether.home";

    private static final String PLATFORM = "linux-x86_64";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder of the file, made if it is missing (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("out");

    @Option(names = "--json", description = "print one JSON object and nothing else on standard output")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        String name = "noether-" + Version.current();
        Application application = application();
        OutputFolder folder = OutputFolder.prepare(out, "--out");
        Path file = folder.file(name + "-" + PLATFORM + ".tar.gz");
        OutputFolder.requireReplaceable(file, file.toString());
        PrintWriter err = spec.commandLine().getErr();
        try (Staging staging = new Staging(name)) {
            err.println("noether: packing the program with its own Java runtime, about half a minute");
            application.copyTo(staging);
            staging.pack(OutputFolder.place(file));
            report(file, Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ExitStatus.DONE;
    }

    private static Application application() {
        String built = System.getProperty(APPLICATION);
        String home = System.getProperty(HOME);
        if (built == null || home == null) {
            throw new InputException(
                    "a bundle is made from the project's sources; start ./noether bundle from the project's folder");
        }
        if (!System.getProperty("os.arch").equals("amd64")) {
            throw new InputException("a bundle is for " + PLATFORM + " and made on such a machine; this one is "
                    + System.getProperty("os.arch"));
        }
        return new Application(Path.of(built), Path.of(home), Path.of(System.getProperty("java.home")));
    }

    private void report(Path file, long bytes) {
        PrintWriter writer = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("file", file.toString());
            members.put("bytes", bytes);
            Json.print(writer, members);
        } else {
            writer.println(file + ": " + Memory.describe(bytes)
                    + "; unpack it anywhere with tar xzf and start bin/noether in it");
        }
        writer.flush();
    }
}
