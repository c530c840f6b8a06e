package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backend;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianTask;
import dev.noether.unfused.UnfusedLoader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels as they are loaded on a machine without fused multiply-adds. */
class UnfusedTest {

    private final Backend unfused = UnfusedLoader.backend(SimdBackend.class);

    @Test
    void noFusedMultiplyAddIsLeft() throws IOException {
        ClassLoader loader = unfused.getClass().getClassLoader();
        for (String name : List.of(
                "simd/FloatTile5x5",
                "simd/DoubleTile5x5",
                "simd/FloatNormals",
                "simd/DoubleNormals",
                "simd/FloatSums",
                "simd/FloatRankOne",
                "simd/FloatLinearMap",
                "simd/DoubleExponentials",
                "backend/simd/FloatDeepOnMoments")) {
            try (InputStream in = loader.getResourceAsStream("dev/noether/" + name + ".class")) {
                for (MethodModel method :
                        ClassFile.of().parse(in.readAllBytes()).methods()) {
                    method.code().ifPresent(code -> code.forEach(element -> requireNoFma(name, element)));
                }
            }
        }
    }

    private static void requireNoFma(String name, CodeElement element) {
        if (element instanceof InvokeInstruction call) {
            assertThat(call.name().stringValue()).as(name).isNotEqualTo("fma");
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void stepsAreThoseOfTheOtherKernelsToRounding(Precision precision) {
        int[][] shapes = {{30, 40, 30}, {1, 100, 1}, {7, 700, 9}};
        for (int[] shape : shapes) {
            for (Activation activation : List.of(Activation.IDENTITY, Activation.TANH)) {
                TwoLayerNet net = new TwoLayerNet(shape[0], shape[1], shape[2], activation, Loss.MEAN);
                Run run = new Run(net, precision, List.of(replica(net)), 1);
                Parameters expected = after(new SimdBackend(), run);
                Parameters reached = after(unfused, run);
                for (int b = 0; b < expected.blocks(); b++) {
                    for (int i = 0; i < expected.block(b).rows(); i++) {
                        for (int j = 0; j < expected.block(b).columns(); j++) {
                            assertThat(reached.block(b).get(i, j))
                                    .as("%s, block %d (%d, %d)", net, b, i, j)
                                    .isCloseTo(
                                            expected.block(b).get(i, j),
                                            within(precision == Precision.FLOAT ? 1e-5 : 1e-14));
                        }
                    }
                }
            }
        }
    }

    private static Replica replica(TwoLayerNet net) {
        GaussianTask task = Cases.task(net, false, 3);
        return new Replica(
                11,
                0.0078125,
                0.0625,
                new BatchSource.Fresh(task, 6),
                new Batch.Population(task),
                Cases.parameters(net, 4));
    }

    private static Parameters after(Backend backend, Run run) {
        Parameters theta = Parameters.allocate(run.model(), run.precision());
        try (Stepper stepper = backend.stepper(run)) {
            stepper.advance(20, () -> false);
            stepper.read(0, theta);
        }
        return theta;
    }
}
