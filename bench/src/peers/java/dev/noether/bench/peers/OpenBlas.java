package dev.noether.bench.peers;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.noether.model.Precision;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;

/** OpenBLAS. */
final class OpenBlas {

    private final NativeLibrary library = new NativeLibrary(
            "/org/bytedeco/openblas/linux-x86_64/",
            "libgcc_s.so.1",
            "libquadmath.so.0",
            "libgfortran.so.5",
            "libopenblas.so.0");

    /** Address of a text. */
    public interface Text {
        long call();
    }

    void setThreads(int threads) {
        library.function("openblas_set_num_threads", Mkl.Setting.class, FunctionDescriptor.ofVoid(JAVA_INT))
                .call(threads);
    }

    /** Version and the kernels that were chosen, in the library's own words. */
    String version() {
        long text = library.function("openblas_get_config", Text.class, FunctionDescriptor.of(JAVA_LONG))
                .call();
        return MemorySegment.ofAddress(text).reinterpret(Long.MAX_VALUE).getString(0).strip();
    }

    Blas blas(Precision precision) {
        return Blas.of(library, "OpenBLAS", precision);
    }
}
