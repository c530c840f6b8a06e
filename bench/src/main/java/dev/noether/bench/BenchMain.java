package dev.noether.bench;

import dev.noether.backend.BackendException;
import dev.noether.model.Precision;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark suite as a command: runs it, prints a table, and adds a line to the history of throughput. */
@Command(
        name = "bench",
        description = "Times the kernels beside plain Java, and against the FMA peak of this machine.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  noether bench --quick"})
public final class BenchMain implements Callable<Integer> {

    private static final int QUICK_ROUNDS = 5;
    private static final int ROUNDS = 15;

    @Option(names = "--quick", description = "short runs, in under three minutes; the numbers are noisier")
    private boolean quick;

    @Option(
            names = "--sweep",
            description =
                    "only steps of small nets of 20 to 72 inputs and outputs, one by one, about six minutes; adds no line to"
                            + " the history")
    private boolean sweep;

    @Option(
            names = "--peers",
            description =
                    "compare with MKL, OpenBLAS and libtorch instead of plain Java: speed targets, and the limits of this"
                            + " machine")
    private boolean peers;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "simd (default), or opencl: an OpenCL device beside the SIMD backend on all cores")
    private String backend = "simd";

    @Option(names = "--device", paramLabel = "I", description = "with --backend opencl: the device, 0 is the first")
    private Integer device;

    @Option(names = "--json", description = "print the line that is added to the history, and no table")
    private boolean json;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description =
                    "file that a line is added to (default: throughput.jsonl, peers.jsonl or opencl.jsonl in bench/history of"
                            + " the project)")
    private Path history;

    @Option(
            names = "--jmh-json",
            paramLabel = "FILE",
            description = "without --peers: every score with its iterations, as JMH writes it")
    private Path jmhJson;

    @Option(
            names = "--pictures",
            paramLabel = "DIR",
            description =
                    "with --peers: folder for bars, roofline and history as PNG and SVG (default: none are drawn)")
    private Path pictures;

    /** Exit status where a backend or a device cannot be used. */
    private static final int UNUSABLE = 4;

    /** Runs the suite and ends the process: 0 when done, 1 when a benchmark failed, 2 for bad usage, 4 without the device. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchMain()).execute(arguments));
    }

    @Override
    public Integer call() {
        return sweep ? runSweep() : runWithHistory();
    }

    private int runSweep() {
        if (cannotWrite(jmhJson)) {
            return CommandLine.ExitCode.USAGE;
        }
        try {
            List<RunResult> raw = new ArrayList<>();
            Sweep done = Sweep.run(BenchMain::tell, raw);
            keep(raw);
            if (json) {
                System.out.println(JsonMapper.builder().build().writeValueAsString(done.content()));
            } else {
                done.print(System.out);
            }
            return CommandLine.ExitCode.OK;
        } catch (RunnerException | IOException e) {
            System.err.println("noether: the benchmarks did not run: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int runWithHistory() {
        History file;
        try {
            file = history();
        } catch (BackendException e) {
            System.err.println("noether: " + e.getMessage());
            return UNUSABLE;
        }
        if (cannotWrite(file.file(), jmhJson, pictures == null ? null : pictures.resolve("bars.png"))) {
            return CommandLine.ExitCode.USAGE;
        }
        if (pictures != null && !peers) {
            System.err.println("noether: --pictures shows what --peers measures; give both");
            return CommandLine.ExitCode.USAGE;
        }
        if (peers && !PeerSuite.present()) {
            System.err.println("noether: the peers are not on the class path; start with ./noether bench --peers, which"
                    + " fetches and compiles them");
            return CommandLine.ExitCode.USAGE;
        }
        try {
            Optional<Map<String, Double>> before =
                    file.lastRatios(peers ? null : lengths().lengths());
            Map<String, Double> ratios = peers ? runPeers(file) : onDevice() ? runDevice(file) : runSuite(file);
            if (!json) {
                System.out.println();
                before.map(last -> new Change(last, ratios).text())
                        .orElse(List.of("No earlier run of this length on this machine to compare with in "
                                + file.file() + "."))
                        .forEach(System.out::println);
            }
            return CommandLine.ExitCode.OK;
        } catch (RunnerException | IOException e) {
            System.err.println("noether: the benchmarks did not run: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** Whether a file cannot be written, which is said; null stands for one that is not asked for. */
    private static boolean cannotWrite(Path... files) {
        try {
            for (Path file : files) {
                if (file != null) {
                    Writable.require(file);
                }
            }
            return false;
        } catch (IOException e) {
            System.err.println("noether: cannot write to " + e.getMessage());
            return true;
        }
    }

    private Suite lengths() {
        return quick ? Suite.QUICK : Suite.FULL;
    }

    private boolean onDevice() {
        return backend.equals("opencl");
    }

    /** The history of this machine, or of the device. */
    private History history() {
        if (onDevice() && device != null) {
            System.setProperty(BenchDevice.PROPERTY, String.valueOf(device));
        }
        Path file = history == null ? defaultHistory() : history;
        return onDevice() ? new History(file, Machine.describeWithDevice()) : new History(file);
    }

    /** In the project; a program without one keeps it where it is started. */
    private Path defaultHistory() {
        String name = peers ? "peers.jsonl" : onDevice() ? "opencl.jsonl" : "throughput.jsonl";
        String home = System.getProperty("noether.home");
        return home == null ? Path.of("noether-" + name) : Path.of(home, "bench", "history", name);
    }

    private Map<String, Double> runDevice(History file) throws RunnerException, IOException {
        List<RunResult> raw = new ArrayList<>();
        Suite lengths = lengths();
        DeviceReport report = DeviceReport.of(new DeviceSuite(lengths).run(BenchMain::tell, raw));
        String line = file.append(report.ratios(), report.content(lengths));
        keep(raw);
        if (json) {
            System.out.println(line);
        } else {
            System.out.println(file.machine().get("device"));
            System.out.println();
            report.print(System.out);
        }
        return report.ratios();
    }

    private static void tell(String what) {
        System.err.println("bench: " + what);
    }

    /** Writes down what JMH has measured, if that is wanted. */
    private void keep(List<RunResult> raw) throws IOException {
        if (jmhJson != null) {
            try (PrintStream out = new PrintStream(jmhJson.toFile(), StandardCharsets.UTF_8)) {
                ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(raw);
            }
        }
    }

    private Map<String, Double> runSuite(History file) throws RunnerException, IOException {
        Suite suite = lengths();
        List<RunResult> raw = new ArrayList<>();
        List<Measurement> measurements = suite.run(BenchMain::tell, raw);
        Comparisons comparisons = new Comparisons(measurements);
        Costs costs = new Costs(measurements);
        SuiteRecord record = new SuiteRecord(comparisons, costs, suite);
        String line = file.append(record.ratios(), record.content());
        keep(raw);
        if (json) {
            System.out.println(line);
        } else {
            print(comparisons, System.out);
            print(costs, System.out);
            printScaling(measurements, System.out);
        }
        return record.ratios();
    }

    private Map<String, Double> runPeers(History file) throws IOException, InterruptedException {
        PeerReport report = new PeerReport(new PeerSuite(quick ? QUICK_ROUNDS : ROUNDS).run());
        String line = file.append(report.ratios(), report.content());
        if (json) {
            System.out.println(line);
        } else {
            report.print(System.out);
        }
        if (pictures != null) {
            Pictures.write(report.times(), file.lines(), pictures);
        }
        return report.ratios();
    }

    private static void print(Comparisons comparisons, PrintStream out) {
        for (Precision precision : Precision.values()) {
            out.printf(
                    Locale.ROOT,
                    "FMA peak of a core, %s: %.1f GFLOP/s%n",
                    name(precision),
                    comparisons.peak(precision));
        }
        out.println();
        out.printf(
                "%-20s %-9s %-7s %14s %10s %9s %8s %8s %6s%n",
                "benchmark", "size", "", "ns", "+-", "GFLOP/s", "of peak", "speed-up", "B/op");
        List<Comparisons.Line> lines = comparisons.lines();
        for (Comparisons.Line line : lines) {
            out.printf(
                    Locale.ROOT,
                    "%-20s %-9s %-7s %14.1f %10s %9s %8s %8.2f %6.0f%n",
                    line.benchmark(),
                    line.size(),
                    name(line.precision()),
                    line.nanoseconds(),
                    number("%.1f", line.error()),
                    number("%.1f", line.gigaflops()),
                    number("%.2f", line.fractionOfPeak()),
                    line.ratioToControl(),
                    line.bytesPerOperation());
        }
        out.println();
        out.println(
                "speed-up: over plain Java whose loops the compiler makes vectors of, on one thread as the kernel.");
    }

    private static void print(Costs costs, PrintStream out) {
        out.println();
        out.printf(
                "%-36s %-7s %-17s %14s %11s %9s %6s%n",
                "cost of a quantity at a net", "", "", "ns", "of gradient", "GFLOP/s", "B/op");
        for (Costs.Line line : costs.lines()) {
            out.printf(
                    Locale.ROOT,
                    "%-36s %-7s %-17s %14.1f %11.2f %9s %6.0f%n",
                    line.net().label(),
                    name(line.precision()),
                    line.asked().label(),
                    line.nanoseconds(),
                    line.ratioToGradient(),
                    number("%.1f", line.gigaflops()),
                    line.bytesPerOperation());
        }
        out.println();
        out.println("+ trace and + noise include the gradient; products are at a point that is bound already.");
    }

    private static void printScaling(List<Measurement> all, PrintStream out) {
        List<Measurement> scaling = all.stream()
                .filter(m -> m.benchmark() == ScalingBenchmark.class)
                .toList();
        if (!scaling.isEmpty()) {
            out.printf("%n%8s %8s %8s %8s %14s %9s %6s%n", "threads", "S", "dx = dy", "d", "ns", "GFLOP/s", "B/op");
        }
        for (Measurement m : scaling) {
            double samples = Double.parseDouble(m.parameters().get("samples"));
            double n = Double.parseDouble(m.parameters().get("inputs"));
            double hidden = Double.parseDouble(m.parameters().get("hidden"));
            out.printf(
                    Locale.ROOT,
                    "%8s %8.0f %8.0f %8.0f %14.1f %9.1f %6.0f%n",
                    m.parameters().get("threads"),
                    samples,
                    n,
                    hidden,
                    m.nanoseconds(),
                    OperationCount.linearStep(samples, n, hidden) / m.nanoseconds(),
                    m.bytes());
        }
    }

    /** A number that may not be known: too few iterations for an error, no operations that count. */
    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
