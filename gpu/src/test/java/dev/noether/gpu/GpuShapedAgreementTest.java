package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Device;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.validate.AgreementContract;
import dev.noether.validate.ModelFamily;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The first device, worked on as if it were a GPU: many items a group, barriers that matter. */
final class GpuShapedAgreementTest extends AgreementContract {

    @Override
    protected Backend backend() {
        return new GpuShaped();
    }

    @Override
    protected int cases() {
        return 3;
    }

    /** Their kernels take seconds each to be built on a CPU. */
    @Override
    protected int trajectories(ModelFamily family) {
        return family == ModelFamily.IDENTITY || family == ModelFamily.DEEP_LINEAR ? 2 : 1;
    }

    private static final class GpuShaped implements Backend {

        private final OpenClBackend plain = new OpenClBackend();

        @Override
        public String name() {
            return plain.name();
        }

        @Override
        public Optional<String> unusable() {
            return plain.unusable();
        }

        @Override
        public Optional<String> refuses(Precision precision) {
            return plain.refuses(precision);
        }

        @Override
        public List<Device> devices() {
            return plain.devices();
        }

        @Override
        public Set<Quantity> quantities(Model model) {
            return new OpenClBackend().quantities(model);
        }

        @Override
        public Evaluator evaluator(Model model, Precision precision) {
            return OpenClEvaluator.open(device(), precision, model, Tuning.GPU);
        }

        @Override
        public Stepper stepper(Run run) {
            return OpenClStepper.open(device(), run, Tuning.GPU, null);
        }

        private static DeviceHandle device() {
            return Devices.found().list().getFirst();
        }
    }
}
