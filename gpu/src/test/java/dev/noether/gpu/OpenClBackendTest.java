package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.backend.BackendException;
import dev.noether.backend.Device;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenClBackendTest {

    private static final int CYCLES = 1000;

    private final OpenClBackend backend = new OpenClBackend();

    /** A machine without a device must not pass these tests unseen. */
    @Test
    void hasADevice() {
        assertThat(backend.unusable()).isEmpty();
        assertThat(backend.devices()).isNotEmpty();
        assertThat(backend.devices().getFirst().index()).isZero();
        assertThat(backend.onDevice(0).unusable()).isEmpty();
    }

    @Test
    void namesTheDevicesThatThereAre() {
        int count = backend.devices().size();
        assertThatThrownBy(() -> backend.onDevice(count))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith("there is no OpenCL device " + count + "; the ");
    }

    @Test
    void saysWhatIsAskedForAndWhatThereIsWhenABufferIsTooLarge() {
        TwoLayerNet huge = TwoLayerNet.linear(2_000_000, 20_000, 2, Loss.SUM);
        assertThatThrownBy(() -> backend.evaluator(huge, Precision.DOUBLE))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("a buffer of 305175 MiB is asked for")
                .hasMessageContaining("allows")
                .satisfies(e -> assertThat(((BackendException) e).kind()).isEqualTo(BackendException.Kind.UNSUPPORTED));
    }

    /** Each of them would do. */
    @Test
    void saysWhatIsAskedForAndWhatThereIsWhenAllBuffersAreTooMuch() {
        DeviceHandle device = Devices.found().list().getFirst();
        long memory = device.description().memoryBytes();
        try (Session session = new Session(device, Precision.FLOAT)) {
            DeviceBuffer small = session.buffer(1 << 20);
            long most = Math.min(device.largestBuffer(), memory / 4);
            assertThatThrownBy(() -> session.requireRoom(memory - (1 << 19)))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("has " + (memory >> 20) + " MiB of memory")
                    .satisfies(e ->
                            assertThat(((BackendException) e).kind()).isEqualTo(BackendException.Kind.UNSUPPORTED));
            session.requireRoom(most);
            session.free(small);
            session.requireRoom(memory);
        }
    }

    @Test
    void refusesDoubleOnADeviceWithoutItAndSaysWhatWouldDo() {
        Device narrow = new Device(0, "platform", "narrow", 1, 1, 1, false);
        assertThat(OpenClBackend.refuses(narrow, Precision.FLOAT)).isEmpty();
        assertThat(OpenClBackend.refuses(narrow, Precision.DOUBLE))
                .hasValue("the device narrow does not compute in double precision; take float, or another device or"
                        + " backend");
    }

    @Test
    void showsTheCompilersLog() {
        try (Session session = new Session(Devices.found().list().getFirst(), Precision.FLOAT)) {
            KernelSource broken = new KernelSource(session.device(), Precision.FLOAT)
                    .define("BROKEN", "}")
                    .file("update.cl");
            assertThatThrownBy(() -> new Program(session, broken))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("-cl-std=CL1.2")
                    .hasMessageContaining("REDUCE_GROUPS");
        }
    }

    /** PoCL's own signal handler would let this division pass. */
    @Test
    void leavesDivisionByZeroToJava() {
        assertThat(backend.unusable()).isEmpty();
        int zero = CYCLES - CYCLES;
        assertThatThrownBy(() -> Math.addExact(1 / zero, 1)).isInstanceOf(ArithmeticException.class);
    }

    /** l = (u w x - y)^2 with u = 5, w = 3, x = 2, y = 1. */
    @Test
    void matchesAHandComputedNet() {
        TwoLayerNet net = TwoLayerNet.linear(1, 1, 1, Loss.SUM);
        Parameters theta = Parameters.of(net, Matrix.of(new double[][] {{5}}), Matrix.of(new double[][] {{3}}));
        Batch batch = new Batch.Samples(Matrix.of(new double[][] {{2}}), Matrix.of(new double[][] {{1}}));
        Set<Quantity> quantities = Set.of(
                Quantity.LOSS,
                Quantity.GRADIENT,
                Quantity.HESSIAN_TRACE,
                Quantity.CHARGES,
                Quantity.GAMMAS,
                Quantity.BALANCE);
        for (Precision precision : Precision.values()) {
            Result result = new Result(net, precision, quantities);
            try (Evaluator evaluator = backend.evaluator(net, precision)) {
                evaluator.at(theta, batch, 0).compute(quantities, result);
            }
            double r = 5 * 3 * 2 - 1;
            assertThat(result.loss()).isEqualTo(r * r);
            assertThat(result.gradient().block(TwoLayerNet.U).get(0, 0)).isEqualTo(2 * r * 3 * 2);
            assertThat(result.gradient().block(TwoLayerNet.W).get(0, 0)).isEqualTo(2 * r * 5 * 2);
            assertThat(result.hessianTraceByBlock()).containsExactly(2.0 * (3 * 2) * (3 * 2), 2.0 * (5 * 2) * (5 * 2));
            assertThat(result.charges(0)).containsExactly(5.0 * 5 - 3 * 3);
            assertThat(result.gammaU()).containsExactly(2 * 2 * r * r);
            assertThat(result.balance(0)).containsExactly(5 * 5 * 2 * 2 * r * r - 3 * 3 * r * r * 2 * 2);
        }
    }

    @Test
    void reportsOverflowAsInfinity() {
        TwoLayerNet net = TwoLayerNet.linear(1, 1, 1, Loss.SUM);
        Parameters theta = Parameters.of(net, Matrix.of(new double[][] {{1e200}}), Matrix.of(new double[][] {{1}}));
        Batch batch = new Batch.Samples(Matrix.of(new double[][] {{2}}), Matrix.of(new double[][] {{1}}));
        Result result = new Result(net, Precision.DOUBLE, Set.of(Quantity.LOSS, Quantity.SQUARED_NORM));
        try (Evaluator evaluator = backend.evaluator(net, Precision.DOUBLE)) {
            evaluator.at(theta, batch, 0).compute(result.quantities(), result);
        }
        assertThat(result.loss()).isInfinite();
        assertThat(result.squaredNormByBlock()).containsExactly(Double.POSITIVE_INFINITY, 1);
    }

    @Test
    void refusesTaskQuantitiesOnOtherBatches() {
        TwoLayerNet net = TwoLayerNet.linear(1, 1, 1, Loss.SUM);
        Batch batch = new Batch.Samples(Matrix.of(new double[][] {{2}}), Matrix.of(new double[][] {{1}}));
        Result result = new Result(net, Precision.DOUBLE, Set.of(Quantity.TASK_BALANCE));
        try (Evaluator evaluator = backend.evaluator(net, Precision.DOUBLE)) {
            var evaluation = evaluator.at(Parameters.allocate(net, Precision.DOUBLE), batch, 0);
            assertThatThrownBy(() -> evaluation.compute(result.quantities(), result))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("TASK_BALANCE");
        }
    }

    /**
     * Each cycle holds 400 kB of parameters: a leak of a tenth of them would show. In a process of its own, whose heap is there
     * from the start: else its growth would be counted.
     */
    @Test
    void givesBackItsMemoryAThousandTimes(@TempDir Path folder) throws Exception {
        List<String> flags = List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch");
        String[] answer = ChildJvm.start(LeakProbe.class, folder.resolve("answer"), Map.of(), flags)
                .answer()
                .split(" ");
        assertThat(Long.parseLong(answer[0]))
                .as("buffers and kernels more than before")
                .isZero();
        assertThat(Long.parseLong(answer[1]))
                .as("bytes more than before")
                .isLessThan(CYCLES * LeakProbe.NET.parameterCount() * Double.BYTES / 10);
    }

    /** Opens and closes evaluators; prints how many resources and how many bytes there are more than before. */
    static final class LeakProbe {

        static final TwoLayerNet NET = TwoLayerNet.linear(250, 100, 250, Loss.SUM);

        private LeakProbe() {}

        public static void main(String[] arguments) throws IOException {
            cycle(CYCLES / 2);
            int held = Session.held();
            long before = residentBytes();
            cycle(CYCLES);
            System.out.println((Session.held() - held) + " " + (residentBytes() - before));
        }

        private static void cycle(int times) {
            OpenClBackend backend = new OpenClBackend();
            for (int i = 0; i < times; i++) {
                backend.evaluator(NET, Precision.DOUBLE).close();
            }
        }

        private static long residentBytes() throws IOException {
            String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
            return Long.parseLong(pages) * 4096;
        }
    }

    /** The guard zones that all tests of this module run with do find a kernel that writes outside its buffer. */
    @ParameterizedTest
    @CsvSource({"0, after", "-2, before"})
    void findsAKernelThatWritesOutsideItsBuffer(long offset, String side) {
        Session session = new Session(Devices.found().list().getFirst(), Precision.FLOAT);
        Toolbox tools = new Toolbox(session, Tuning.CPU);
        View beyond = View.dense(session.reals(6), offset, 2, 4);
        tools.maps().outer(0, null, new SumVector(session.buffer(64), 4), 0, beyond);
        assertThatThrownBy(session::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wrote outside a buffer of 24 bytes")
                .hasMessageEndingWith(side + " it");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoPlatform(@TempDir Path folder) throws Exception {
        assertThat(probe(folder, Map.of("OCL_ICD_VENDORS", folder.toString()), List.of()))
                .startsWith("the opencl backend cannot be used: OpenCL is installed but has no platform;")
                .contains("apt-get install pocl-opencl-icd");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoLinker(@TempDir Path folder) throws Exception {
        assertThat(probe(folder, Map.of("PATH", folder.toString()), List.of())).contains("linker 'ld'");
    }

    /** Without our folder on java.library.path the library goes to a private one, and never to the temporary one. */
    @Test
    void unpacksItsLibraryWhereNobodyElseCanWrite(@TempDir Path folder) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Path bait = temporary.resolve("libJOCL_2_0_6-linux-x86_64.so");
        Files.writeString(bait, "not a library");
        String answer = probe(
                folder,
                Map.of("XDG_CACHE_HOME", ""),
                List.of("-Djava.library.path=", "-Djava.io.tmpdir=" + temporary, "-Duser.home=" + folder));
        assertThat(answer).isEqualTo("usable");
        Path unpacked = folder.resolve(".cache/noether");
        assertThat(Files.getPosixFilePermissions(unpacked)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(unpacked.resolve(bait.getFileName())).exists();
        assertThat(bait).hasContent("not a library");
    }

    /** A registry without any file stands for a container that has the driver's library, and no more. */
    @Test
    void findsADriverThatNobodyRegistered(@TempDir Path folder) throws Exception {
        assertThat(probe(folder, Map.of(), List.of("-D" + VendorLibraries.REGISTRY_PROPERTY + "=" + folder)))
                .isEqualTo("usable");
    }

    @Test
    void doesWithoutAFolderForItsCache(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(probe(
                        folder,
                        Map.of(),
                        List.of("-Djava.library.path=", "-D" + CacheFolder.PROPERTY + "=" + file.resolve("cache"))))
                .isEqualTo("usable");
    }

    /** The answer of {@link OpenClBackend#unusable} in a process of its own. */
    private static String probe(Path folder, Map<String, String> environment, List<String> flags) throws Exception {
        return ChildJvm.start(Probe.class, folder.resolve("answer"), environment, flags)
                .answer();
    }

    /** Prints whether the backend is usable, and why not. */
    static final class Probe {

        private Probe() {}

        public static void main(String[] arguments) {
            System.out.println(new OpenClBackend().unusable().orElse("usable"));
        }
    }
}
