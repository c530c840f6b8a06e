package dev.noether.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.noether.model.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Intel's Math Kernel Library: products, products compiled for one shape, and Gaussian numbers. */
final class Mkl {

    private static final int SUCCESS = 0;
    private static final int VERSION_LENGTH = 200;

    /** Shapes above this gain nothing from a kernel of their own. */
    private static final int LARGEST_COMPILED = 128;

    private final NativeLibrary library = new NativeLibrary(
            "/org/bytedeco/mkl/linux-x86_64/",
            "libiomp5.so",
            "libmkl_core.so.2",
            "libmkl_intel_lp64.so.2",
            "libmkl_intel_thread.so.2",
            "libmkl_def.so.2",
            "libmkl_mc3.so.2",
            "libmkl_avx2.so.2",
            "libmkl_avx512.so.2",
            "libmkl_vml_def.so.2",
            "libmkl_vml_cmpt.so.2",
            "libmkl_vml_mc3.so.2",
            "libmkl_vml_avx2.so.2",
            "libmkl_vml_avx512.so.2",
            "libmkl_rt.so.2");

    /** A call with one number. */
    public interface Setting {
        void call(int value);
    }

    /** Writes text into memory. */
    public interface Text {
        void call(long address, int length);
    }

    /** Makes a stream of random numbers. */
    public interface NewStream {
        int call(long stream, int generator, int seed);
    }

    /** Fills memory with Gaussian numbers. */
    public interface Gaussian {
        int call(int method, long stream, int count, long out, double mean, double deviation);
    }

    /** Compiles a product. */
    public interface Compile {
        int call(
                long jitter,
                int order,
                int transposeA,
                int transposeB,
                int m,
                int n,
                int k,
                double alpha,
                int lda,
                int ldb,
                double beta,
                int ldc);
    }

    /** Address of a compiled product. */
    public interface Compiled {
        long call(long jitter);
    }

    /** A compiled product. */
    public interface Kernel {
        void call(long jitter, long a, long b, long c);
    }

    private static MemoryLayout number(Precision precision) {
        return precision == Precision.FLOAT ? JAVA_FLOAT : JAVA_DOUBLE;
    }

    private static char letter(Precision precision) {
        return precision == Precision.FLOAT ? 's' : 'd';
    }

    /** @param threads that a product may use; never fewer by its own decision */
    void setThreads(int threads) {
        library.function("MKL_Set_Dynamic", Setting.class, FunctionDescriptor.ofVoid(JAVA_INT))
                .call(0);
        library.function("MKL_Set_Num_Threads", Setting.class, FunctionDescriptor.ofVoid(JAVA_INT))
                .call(threads);
    }

    /** Name and version, in the library's own words. */
    String version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(VERSION_LENGTH + 1L);
            library.function("mkl_get_version_string", Text.class, FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT))
                    .call(text.address(), VERSION_LENGTH);
            return text.getString(0).strip();
        }
    }

    Blas blas(Precision precision) {
        return Blas.of(library, "MKL", precision);
    }

    /** The Gaussian generator of one precision; its memory holds the handle of a stream. */
    Gaussian gaussian(Precision precision) {
        return library.function(
                "v" + letter(precision) + "RngGaussian",
                Gaussian.class,
                FunctionDescriptor.of(
                        JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, number(precision), number(precision)));
    }

    /** Handle of a new stream, empty if this processor does not have the generator. */
    Optional<Long> stream(int generator, int seed) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            NewStream make = library.function(
                    "vslNewStream", NewStream.class, FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
            return make.call(handle.address(), generator, seed) == SUCCESS
                    ? Optional.of(handle.get(JAVA_LONG, 0))
                    : Optional.empty();
        }
    }

    /** Makes products that are compiled for their shapes; those too large for that by gemm. */
    Product.Maker compiler(Precision precision) {
        Blas blas = blas(precision);
        return (alpha, a, b, beta, c) -> {
            Product.Arguments arguments = Product.Arguments.of(a, b, c);
            boolean small = Math.max(arguments.m(), Math.max(arguments.n(), arguments.k())) <= LARGEST_COMPILED;
            return small
                    ? compiled(precision, alpha, arguments, beta)
                    : new GemmProduct(blas, alpha, a, b, beta, c);
        };
    }

    private Product compiled(Precision precision, double alpha, Product.Arguments arguments, double beta) {
        MemorySegment jitter = Arena.ofAuto().allocate(ADDRESS);
        MemoryLayout number = number(precision);
        Compile compile = library.function(
                "mkl_cblas_jit_create_" + letter(precision) + "gemm",
                Compile.class,
                FunctionDescriptor.of(
                        JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, number,
                        JAVA_INT, JAVA_INT, number, JAVA_INT));
        BlasMatrix left = arguments.left().matrix();
        BlasMatrix right = arguments.right().matrix();
        BlasMatrix result = arguments.result();
        int status = compile.call(
                jitter.address(),
                Blas.ROW_MAJOR,
                arguments.transposeLeft(),
                arguments.transposeRight(),
                arguments.m(),
                arguments.n(),
                arguments.k(),
                alpha,
                left.stride(),
                right.stride(),
                beta,
                result.stride());
        // 1: the library has no compiled kernel here, and its pointer leads to an ordinary product.
        if (status > 1) {
            throw new IllegalStateException("MKL cannot compile a product, status " + status);
        }
        long handle = jitter.get(JAVA_LONG, 0);
        long code = library.function(
                        "mkl_jit_get_" + letter(precision) + "gemm_ptr",
                        Compiled.class,
                        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG))
                .call(handle);
        Kernel kernel = NativeLibrary.function(
                MemorySegment.ofAddress(code),
                Kernel.class,
                FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
        return () -> kernel.call(handle, left.address(), right.address(), result.address());
    }
}
