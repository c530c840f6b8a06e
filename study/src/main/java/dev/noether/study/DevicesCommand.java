package dev.noether.study;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.backend.Device;
import dev.noether.study.console.CommonOptions;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.Json;
import dev.noether.study.console.Memory;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code noether devices}: what can compute here, and why what cannot. */
@Command(
        name = "devices",
        description = "Show what can compute here: SIMD width, cores, OpenCL devices, and which backends are usable.",
        footer = {"", "Example:", "  noether devices --json"})
final class DevicesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "print one JSON object and nothing else on standard output")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(out, describe());
        } else {
            print(out);
        }
        out.flush();
        return ExitStatus.DONE;
    }

    private static Map<String, Object> describe() {
        Map<String, Object> backends = new LinkedHashMap<>();
        for (String name : CommonOptions.BACKENDS) {
            Optional<String> reason = reason(name);
            Map<String, Object> backend = new LinkedHashMap<>();
            backend.put("usable", reason.isEmpty());
            backend.put("reason", reason.orElse(null));
            backends.put(name, backend);
        }
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("simd", SimdDescription.read());
        description.put(
                "opencl", openClDevices().stream().map(DevicesCommand::describe).toList());
        description.put("backends", backends);
        return description;
    }

    private static Map<String, Object> describe(Device device) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("index", device.index());
        description.put("platform", device.platform());
        description.put("name", device.name());
        description.put("computeUnits", device.computeUnits());
        description.put("memoryBytes", device.memoryBytes());
        description.put("localMemoryBytes", device.localMemoryBytes());
        description.put("doublePrecision", device.doublePrecision());
        return description;
    }

    private static void print(PrintWriter out) {
        Map<String, Object> simd = SimdDescription.read();
        out.println("Processor   " + simd.get("processor") + ", " + simd.get("cores") + " cores");
        out.println("SIMD        " + simd.get("bits") + " bits: " + simd.get("floatLanes") + " floats or "
                + simd.get("doubleLanes") + " doubles at once");
        List<Device> devices = openClDevices();
        for (Device device : devices) {
            out.println("OpenCL " + device.index() + "    " + device.name() + " (" + device.platform() + "), "
                    + device.computeUnits() + " compute units, " + Memory.describe(device.memoryBytes()) + ", "
                    + (device.doublePrecision() ? "float and double" : "float only"));
        }
        if (devices.isEmpty()) {
            out.println("OpenCL      no device");
        }
        out.println();
        for (String name : CommonOptions.BACKENDS) {
            String known = "the " + name + " backend cannot be used: ";
            out.println(String.format("%-12s", name)
                    + reason(name)
                            .map(reason -> "not usable: "
                                    + (reason.startsWith(known) ? reason.substring(known.length()) : reason))
                            .orElse("usable"));
        }
    }

    private static Optional<String> reason(String name) {
        Optional<Backend> backend = Backends.find(name);
        return backend.isEmpty()
                ? Optional.of("it is not on the class path; add its module to use it")
                : backend.get().unusable();
    }

    private static List<Device> openClDevices() {
        List<Device> devices = new ArrayList<>();
        Backends.find("opencl")
                .filter(backend -> backend.unusable().isEmpty())
                .ifPresent(backend -> devices.addAll(backend.devices()));
        return devices;
    }
}
