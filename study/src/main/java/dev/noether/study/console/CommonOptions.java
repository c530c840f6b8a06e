package dev.noether.study.console;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Backends;
import dev.noether.model.Precision;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that most commands have: on what to compute, and how to print. Mixed into a command. */
public final class CommonOptions {

    /** The three backends; a name that is none of them is a mistake of the caller, whatever is installed. */
    public static final List<String> BACKENDS = List.of("reference", "simd", "opencl");

    private static final String DEFAULT_BACKEND = "simd";

    @Option(names = "--json", description = "print one JSON object and nothing else on standard output")
    private boolean json;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "reference, simd or opencl (default: " + DEFAULT_BACKEND + ")")
    private String backend;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "float or double (default: double; validate: both); reference, figure: double only")
    private String precision;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads that may work at once (default: the cores); an OpenCL device has its own")
    private Integer threads;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "key of the random stream (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--device", paramLabel = "I", description = "OpenCL device, numbered as in 'noether devices'")
    private Integer device;

    /**
     * Refuses what none of these flags may be, used or not. Every command asks first.
     *
     * @throws InputException for the first that is wrong
     */
    public void check() {
        checkEach();
        String name = backendName();
        if (device != null && !name.equals("opencl")) {
            throw new InputException("--device " + device + " belongs to --backend opencl, not to " + name);
        }
    }

    /**
     * Refuses values that are wrong whatever the other flags are: of flags that go with those of an earlier run.
     *
     * @throws InputException for the first that is wrong
     */
    public void checkEach() {
        threads();
        precision();
        backendName();
        if (device != null && device < 0) {
            throw new InputException("--device is " + device + ", it must be at least 0");
        }
    }

    /** Whether to print JSON. */
    public boolean json() {
        return json;
    }

    /** Name of the backend, one of the three. */
    public String backendName() {
        if (backend == null) {
            return DEFAULT_BACKEND;
        }
        if (!BACKENDS.contains(backend)) {
            throw new InputException("--backend is '" + backend + "', it must be " + Names.oneOf(BACKENDS)
                    + Suggestion.suffix(backend, BACKENDS));
        }
        return backend;
    }

    /** Whether the caller named a backend. */
    public boolean hasBackend() {
        return backend != null;
    }

    /** Whether the caller named a precision. */
    public boolean hasPrecision() {
        return precision != null;
    }

    /**
     * The backend that was asked for, on the device that was asked for; never another one in its place.
     *
     * @throws InputException if the name or the precision is wrong
     * @throws BackendException if it cannot be used here
     */
    public Backend backend() {
        check();
        String name = backendName();
        Precision wanted = precision();
        Backend found = Backends.named(name);
        Backend placed = device == null ? found : found.onDevice(device);
        placed.refuses(wanted).ifPresent(reason -> {
            String sentence = "--precision " + Names.of(wanted) + ": " + reason;
            if (name.equals("opencl")) {
                // Another device may compute in it: this one cannot be used here.
                throw new BackendException(BackendException.Kind.UNUSABLE, sentence);
            }
            throw new InputException(sentence);
        });
        return placed;
    }

    /** Precision of parameters and arithmetic. */
    public Precision precision() {
        return precision == null ? Precision.DOUBLE : Names.parse(Precision.class, precision, "--precision");
    }

    /** Threads that may work at once. */
    public int threads() {
        if (threads == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (threads < 1) {
            throw new InputException("--threads is " + threads + ", it must be at least 1");
        }
        return threads;
    }

    /** Key of the random stream. */
    public long seed() {
        return seed;
    }

    /** Index of the OpenCL device, the first unless another was asked for; null with another backend. */
    public Integer device() {
        if (!backendName().equals("opencl")) {
            return null;
        }
        return device == null ? Integer.valueOf(0) : device;
    }
}
