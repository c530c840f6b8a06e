package dev.noether.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * A shared library from a jar of the class path. A call of one of its functions is a few nanoseconds: no change of the
 * thread's state, memory by its address, and the function's address a constant of the compiled code.
 */
final class NativeLibrary {

    private final SymbolLookup symbols;

    /**
     * Unpacks the files and opens the last one; the others are what it looks for in its own folder.
     *
     * @param folder of the jar, as in {@code /org/bytedeco/mkl/linux-x86_64/}
     * @param files names, the library itself last
     */
    NativeLibrary(String folder, String... files) {
        try {
            for (String file : Arrays.copyOf(files, files.length - 1)) {
                unpack(folder + file);
            }
            symbols = SymbolLookup.libraryLookup(unpack(folder + files[files.length - 1]), Arena.global());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static java.nio.file.Path unpack(String resource) throws IOException {
        java.io.File file = Loader.cacheResource(NativeLibrary.class, resource);
        if (file == null) {
            throw new IOException("the class path has no " + resource + "; build with the Maven profile peers");
        }
        return file.toPath();
    }

    /**
     * A function as an object.
     *
     * @param name of the function
     * @param type public interface of one method; its arguments are converted to those of the function
     * @param descriptor of the function
     */
    <T> T function(String name, Class<T> type, FunctionDescriptor descriptor) {
        return function(address(name), type, descriptor);
    }

    /** The same for a function that is known by its address. */
    static <T> T function(MemorySegment address, Class<T> type, FunctionDescriptor descriptor) {
        MethodHandle handle =
                Linker.nativeLinker().downcallHandle(address, descriptor, Linker.Option.critical(false));
        Method method = Stream.of(type.getMethods()).findFirst().orElseThrow();
        MethodType wanted = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        return MethodHandleProxies.asInterfaceInstance(type, MethodHandles.explicitCastArguments(handle, wanted));
    }

    /** Address of a function. */
    MemorySegment address(String name) {
        return symbols.findOrThrow(name);
    }
}
