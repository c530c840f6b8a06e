package dev.noether.unfused;

import dev.noether.backend.Backend;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/**
 * Loads the kernels once more, without fused multiply-adds: on a machine that has none, {@code fma} of the Vector API and of
 * {@link Math} are some thousand times slower than a product and a sum. Everything else, the contracts above all, is that of
 * the parent.
 */
public final class UnfusedLoader extends ClassLoader {

    private static final List<String> PACKAGES = List.of("dev.noether.simd", "dev.noether.backend.simd");

    private static final String BACKEND = "dev.noether.backend.simd.SimdBackend";

    static {
        registerAsParallelCapable();
    }

    private UnfusedLoader(ClassLoader parent) {
        super("noether-unfused", parent);
    }

    /** The SIMD backend, loaded by such a loader; {@code own} is the one whose kernels are replaced. */
    public static Backend backend(Class<? extends Backend> own) {
        UnfusedLoader loader = new UnfusedLoader(own.getClassLoader());
        Module module = own.getModule();
        if (module.isNamed()) {
            Set<String> packages = module.getPackages();
            packages.forEach(name -> UnfusedLoader.class.getModule().addExports(name, loader.getUnnamedModule()));
        }
        try {
            return (Backend) loader.loadClass(BACKEND).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the kernels could not be loaded without fused multiply-adds", e);
        }
    }

    /** Whether a class is one of those without fused multiply-adds. */
    public static boolean hasLoaded(Class<?> type) {
        return type.getClassLoader() instanceof UnfusedLoader;
    }

    private static boolean isKernel(String name) {
        int end = name.lastIndexOf('.');
        return end > 0 && PACKAGES.contains(name.substring(0, end));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isKernel(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                byte[] code = code(name.replace('.', '/') + ".class");
                if (code == null) {
                    throw new ClassNotFoundException(name);
                }
                loaded = defineClass(name, code, 0, code.length);
            }
            return loaded;
        }
    }

    /** Class files of the kernels are those without fused multiply-adds: some classes are defined from them. */
    @Override
    public InputStream getResourceAsStream(String name) {
        String ending = ".class";
        if (name.endsWith(ending)
                && isKernel(name.substring(0, name.length() - ending.length()).replace('/', '.'))) {
            byte[] code = code(name);
            return code == null ? null : new ByteArrayInputStream(code);
        }
        return super.getResourceAsStream(name);
    }

    private byte[] code(String file) {
        try (InputStream in = getParent().getResourceAsStream(file)) {
            return in == null ? null : Unfusing.transform(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
