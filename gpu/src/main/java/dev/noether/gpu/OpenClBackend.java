package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Device;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The OpenCL backend: every device that has a driver, float, and double where the device has it. */
public final class OpenClBackend implements Backend {

    private final int device;

    /** The backend on the first device. */
    public OpenClBackend() {
        this(0);
    }

    private OpenClBackend(int device) {
        this.device = device;
    }

    @Override
    public String name() {
        return "opencl";
    }

    @Override
    public Optional<String> unusable() {
        return Devices.found().reason().map(reason -> "the opencl backend cannot be used: " + reason);
    }

    @Override
    public Optional<String> refuses(Precision precision) {
        return refuses(handle().description(), precision);
    }

    /** Why a device does not compute in a precision; empty if it does. */
    static Optional<String> refuses(Device description, Precision precision) {
        return precision == Precision.FLOAT || description.doublePrecision()
                ? Optional.empty()
                : Optional.of("the device " + description.name()
                        + " does not compute in double precision; take float, or another device or backend");
    }

    @Override
    public Set<Quantity> quantities(Model model) {
        EnumSet<Quantity> quantities = EnumSet.allOf(Quantity.class);
        if (!(model instanceof TwoLayerNet net && net.linearInInputs())) {
            quantities.remove(Quantity.GRAMS);
        }
        if (model.doubleRotations().isEmpty()) {
            quantities.removeAll(EnumSet.of(
                    Quantity.CHARGE_MATRICES, Quantity.BALANCE, Quantity.TASK_BALANCE, Quantity.TASK_BALANCE_NORMS));
        }
        return quantities;
    }

    @Override
    public List<Device> devices() {
        return Devices.found().list().stream().map(DeviceHandle::description).toList();
    }

    @Override
    public Backend onDevice(int index) {
        requireUsable();
        int count = Devices.found().list().size();
        if (index < 0 || index >= count) {
            throw new BackendException(
                    BackendException.Kind.UNUSABLE,
                    "there is no OpenCL device " + index
                            + (count == 1 ? "; the only one is 0" : "; the devices are 0 to " + (count - 1)));
        }
        return new OpenClBackend(index);
    }

    @Override
    public Evaluator evaluator(Model model, Precision precision) {
        require(precision);
        return OpenClEvaluator.open(handle(), precision, model);
    }

    @Override
    public Stepper stepper(Run run) {
        require(run.precision());
        return OpenClStepper.open(handle(), run);
    }

    private DeviceHandle handle() {
        requireUsable();
        return Devices.found().list().get(device);
    }

    private void requireUsable() {
        unusable().ifPresent(reason -> {
            throw new BackendException(BackendException.Kind.UNUSABLE, reason);
        });
    }

    private void require(Precision precision) {
        refuses(precision).ifPresent(reason -> {
            throw new BackendException(BackendException.Kind.UNUSABLE, reason);
        });
    }
}
