package dev.noether.bench.peers;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The library of PyTorch, through its presets for Java. */
final class Torch {

    private Torch() {}

    static void setThreads(int threads) {
        torch.set_num_threads(threads);
        torch.manual_seed(1);
    }

    /** Version and instruction set, in the library's own words. */
    static String version() {
        try (BytePointer capability = torch.get_cpu_capability()) {
            return "libtorch " + torch.TORCH_VERSION + " " + capability.getString() + ", "
                    + torch.get_num_threads() + " threads";
        }
    }

    static Tensor zeros(Precision precision, long... shape) {
        return torch.zeros(
                shape, new TensorOptions(precision == Precision.FLOAT ? ScalarType.Float : ScalarType.Double));
    }

    /** A new tensor with the elements of a matrix. */
    static Tensor of(Matrix matrix, Precision precision) {
        Tensor tensor = zeros(precision, matrix.rows(), matrix.columns());
        view(tensor, precision).copyFrom(matrix);
        return tensor;
    }

    /** A matrix on the memory of a contiguous tensor. */
    static Matrix view(Tensor tensor, Precision precision) {
        int rows = Math.toIntExact(tensor.size(0));
        int columns = Math.toIntExact(tensor.size(1));
        MemorySegment memory = MemorySegment.ofAddress(tensor.data_ptr().address())
                .reinterpret((long) rows * columns * precision.bytes());
        return new Matrix(memory, precision, 0, rows, columns, columns);
    }

    /** {@code |U phi(W x) - y|^2 / S}, summed over the batch. */
    static Tensor loss(Tensor u, Tensor w, Tensor x, Tensor y, boolean tanh, Scalar perSample) {
        Tensor hidden = x.mm(w.t());
        Tensor active = tanh ? hidden.tanh() : hidden;
        return active.mm(u.t()).sub(y).square().sum().mul(perSample);
    }

    static TensorVector list(Tensor... tensors) {
        return new TensorVector(tensors);
    }
}
