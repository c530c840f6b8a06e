package dev.noether.bench.peers;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.noether.model.Precision;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;

/**
 * The functions of a BLAS library in one precision, through its C interface.
 *
 * @param name of the library and what it says of the code it chose
 * @param precision of the matrices
 * @param gemm product of matrices
 * @param axpy {@code y <- alpha x + y}
 * @param copy {@code y <- x}
 * @param dot {@code x^T y}
 * @param rotm modified Givens rotation
 */
record Blas(String name, Precision precision, Gemm gemm, Axpy axpy, Copy copy, Dot dot, Rotm rotm) {

    static final int ROW_MAJOR = 101;
    static final int PLAIN = 111;
    static final int TRANSPOSED = 112;

    /** {@code C <- alpha op(A) op(B) + beta C}. */
    public interface Gemm {
        void call(
                int order,
                int transposeA,
                int transposeB,
                int m,
                int n,
                int k,
                double alpha,
                long a,
                int lda,
                long b,
                int ldb,
                double beta,
                long c,
                int ldc);
    }

    /** {@code y <- alpha x + y}. */
    public interface Axpy {
        void call(int n, double alpha, long x, int strideX, long y, int strideY);
    }

    /** {@code y <- x}. */
    public interface Copy {
        void call(int n, long x, int strideX, long y, int strideY);
    }

    /** {@code x^T y}. */
    public interface Dot {
        double call(int n, long x, int strideX, long y, int strideY);
    }

    /** {@code (x, y) <- H (x, y)}, H from five numbers. */
    public interface Rotm {
        void call(int n, long x, int strideX, long y, int strideY, long parameters);
    }

    static Blas of(NativeLibrary library, String name, Precision precision) {
        MemoryLayout number = precision == Precision.FLOAT ? JAVA_FLOAT : JAVA_DOUBLE;
        String prefix = precision == Precision.FLOAT ? "cblas_s" : "cblas_d";
        return new Blas(
                name,
                precision,
                library.function(
                        prefix + "gemm",
                        Gemm.class,
                        FunctionDescriptor.ofVoid(
                                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, number, JAVA_LONG,
                                JAVA_INT, JAVA_LONG, JAVA_INT, number, JAVA_LONG, JAVA_INT)),
                library.function(
                        prefix + "axpy",
                        Axpy.class,
                        FunctionDescriptor.ofVoid(JAVA_INT, number, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT)),
                library.function(
                        prefix + "copy",
                        Copy.class,
                        FunctionDescriptor.ofVoid(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT)),
                library.function(
                        prefix + "dot",
                        Dot.class,
                        FunctionDescriptor.of(number, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT)),
                library.function(
                        prefix + "rotm",
                        Rotm.class,
                        FunctionDescriptor.ofVoid(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG)));
    }
}
