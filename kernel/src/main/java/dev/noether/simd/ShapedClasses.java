package dev.noether.simd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/** Copies of a class of this package, each with constants of its own. */
final class ShapedClasses {

    private ShapedClasses() {}

    /**
     * An instance of a new copy of {@code template} that was given {@code constants} as its class data; from its own
     * static initializer on they are constants for the compiler.
     */
    static Object instance(Class<?> template, Object constants) {
        String file = template.getSimpleName() + ".class";
        try (InputStream in = template.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the class file " + file + " is not where its class was loaded from");
            }
            MethodHandles.Lookup lookup =
                    MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), constants, false);
            return lookup.lookupClass().getDeclaredConstructor().newInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a copy of " + template.getSimpleName() + " could not be made", e);
        }
    }
}
