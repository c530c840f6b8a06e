package dev.noether.study;

import dev.noether.simd.Lanes;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Names;
import dev.noether.study.console.Suggestion;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code noether bench}: starts the benchmarks as a process of their own. They are not on the class path of this one: JMH
 * and the peers stay out of every other command.
 */
@Command(
        name = "bench",
        description = {
            "Run the benchmarks: matrix product, gradient, Hessian trace, normals and whole steps, beside plain Java and the"
                    + " FMA peak of the same run; with --peers whole steps, curvature and noise beside MKL, OpenBLAS and"
                    + " libtorch; with --backend opencl steps, gradients and transfers of a device beside the SIMD backend."
                    + " Appends a line to the throughput history."
        },
        footer = {
            "",
            "Examples:",
            "  noether bench --quick",
            "  noether bench --backend opencl",
            "  noether bench --peers --pictures out/bench",
            "  noether bench --sweep"
        })
final class BenchCommand implements Callable<Integer> {

    /** Set by the launcher: the folder of the program, with the jars of the benchmarks in {@code bench}. */
    static final String APPLICATION = "noether.app";

    /** Set by the launcher: the folder of the project, where the history is kept. */
    static final String HOME = "noether.home";

    static final String MAIN = "dev.noether.bench.BenchMain";

    private static final String SIMD = "simd";
    private static final String OPENCL = "opencl";

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "short runs, in under three minutes; the numbers are noisier")
    private boolean quick;

    @Option(
            names = "--peers",
            description =
                    "compare with other libraries instead of plain Java, about ten minutes; the first time fetches"
                            + " some 300 MB")
    private boolean peers;

    @Option(
            names = "--sweep",
            description = "only steps of small nets of 20 to 72 inputs and outputs, one by one, about six minutes; no"
                    + " line is added to the history")
    private boolean sweep;

    @Option(
            names = "--jmh-json",
            paramLabel = "FILE",
            description = "without --peers: file for every score with its iterations, as JMH writes it")
    private Path jmhJson;

    @Option(
            names = "--pictures",
            paramLabel = "DIR",
            description = "with --peers: folder for bars, roofline and history as PNG and SVG")
    private Path pictures;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "simd, or opencl: an OpenCL device beside the SIMD backend on all cores (default: simd)")
    private String backend = SIMD;

    @Option(names = "--device", paramLabel = "I", description = "OpenCL device, numbered as in 'noether devices'")
    private Integer device;

    @Option(names = "--json", description = "print the line that is added to the history, and no table")
    private boolean json;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "file that a line is added to (default: throughput.jsonl, peers.jsonl or opencl.jsonl in"
                    + " bench/history of the project, or noether-opencl.jsonl here without one)")
    private Path history;

    @Override
    public Integer call() throws InterruptedException {
        check();
        requireVectors();
        PrintWriter out = spec.commandLine().getOut();
        Process process = start();
        // Who ends this process alone, as a script may, means the benchmarks, which have processes of their own.
        Thread end = new Thread(() -> end(process), "noether-bench-end");
        Runtime.getRuntime().addShutdownHook(end);
        process.inputReader().lines().forEach(out::println);
        int status = process.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // It is being run.
        }
        return status;
    }

    private Process start() {
        try {
            return new ProcessBuilder(command())
                    .inheritIO()
                    .redirectOutput(ProcessBuilder.Redirect.PIPE)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        descendants.forEach(ProcessHandle::destroy);
    }

    /** A setting of the vectors that is refused is told before another process begins. */
    private static void requireVectors() {
        try {
            MethodHandles.lookup().ensureInitialized(Lanes.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check() {
        List<String> known = List.of(SIMD, OPENCL);
        if (!known.contains(backend)) {
            throw new InputException("--backend is '" + backend + "', and what is timed is " + Names.oneOf(known)
                    + Suggestion.suffix(backend, known));
        }
        if (device != null && device < 0) {
            throw new InputException("--device is " + device + ", it must be at least 0");
        }
        if (device != null && !backend.equals(OPENCL)) {
            throw new InputException("--device " + device + " belongs to --backend opencl, not to " + backend);
        }
        if (peers && backend.equals(OPENCL)) {
            throw new InputException("--peers are timed on the processor; leave out --backend opencl");
        }
        if (sweep && (quick || peers || pictures != null || history != null || backend.equals(OPENCL))) {
            throw new InputException(
                    "--sweep has one length and is of the SIMD backend alone; of the other options it takes"
                            + " --json and --jmh-json");
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                // JMH uses Unsafe, and would be warned of on standard error.
                "--sun-misc-unsafe-memory-access=allow"));
        if (System.getProperty(HOME) != null) {
            command.add("-D" + HOME + "=" + System.getProperty(HOME));
        }
        command.add("-Djava.library.path=" + System.getProperty("java.library.path"));
        command.addAll(List.of("-cp", classPath(), MAIN));
        if (backend.equals(OPENCL)) {
            command.addAll(List.of("--backend", backend));
        }
        if (device != null) {
            command.addAll(List.of("--device", device.toString()));
        }
        if (quick) {
            command.add("--quick");
        }
        if (sweep) {
            command.add("--sweep");
        }
        if (json) {
            command.add("--json");
        }
        if (peers) {
            command.add("--peers");
        }
        if (jmhJson != null) {
            command.addAll(List.of("--jmh-json", jmhJson.toString()));
        }
        if (pictures != null) {
            command.addAll(List.of("--pictures", pictures.toString()));
        }
        if (history != null) {
            command.addAll(List.of("--history", history.toString()));
        }
        return command;
    }

    private String classPath() {
        return peers ? peersClassPath() : suiteClassPath();
    }

    private static String suiteClassPath() {
        String application = System.getProperty(APPLICATION);
        Path folder = application == null ? null : Path.of(application, "bench");
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InputException("the benchmarks are not installed beside this program"
                    + (folder == null ? "" : ", in " + folder) + "; start it with ./noether from the project's folder");
        }
        // The folder holds what the benchmarks add to this program.
        return jars(folder) + File.pathSeparator + jars(Path.of(application, "lib"));
    }

    /** The Maven profile "peers" has a build folder of its own, with a copy of all that it needs. */
    private static String peersClassPath() {
        String home = System.getProperty(HOME);
        Path folder = home == null ? null : Path.of(home, "bench", "target", "peers");
        if (folder == null || !Files.isDirectory(folder.resolve("lib"))) {
            throw new InputException("the peers are not built" + (folder == null ? "" : ", in " + folder)
                    + "; start it with ./noether from the project's folder, which fetches them");
        }
        return jars(folder) + File.pathSeparator + jars(folder.resolve("lib"));
    }

    private static String jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
