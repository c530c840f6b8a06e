package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The double classes, made from the float sources by the build, are complete and have no float left. */
class DoubleFromFloatTest {

    private static final List<String> PACKAGES =
            List.of("dev.noether.task", "dev.noether.simd", "dev.noether.backend.simd");

    /** Written twice by hand, for their polynomials differ. */
    private static final Set<String> WRITTEN_APART = Set.of(
            "dev.noether.simd.FloatNormals",
            "dev.noether.simd.FloatExponentials",
            "dev.noether.simd.FloatLogarithms",
            "dev.noether.simd.FloatErrorFunction",
            "dev.noether.simd.FloatTurns");

    static Stream<String> floatClasses() {
        return PACKAGES.stream().flatMap(DoubleFromFloatTest::floatClasses);
    }

    private static Stream<String> floatClasses(String name) {
        try {
            Path classes = Path.of(Lanes.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
                return files
                        .map(file -> file.getFileName().toString())
                        .filter(file -> file.startsWith("Float") && file.endsWith(".class"))
                        .map(file -> name + "." + file.substring(0, file.length() - ".class".length()))
                        .filter(type -> !WRITTEN_APART.contains(type))
                        .toList()
                        .stream();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void findsTheKernels() {
        assertThat(floatClasses())
                .contains(
                        "dev.noether.task.FloatSampler",
                        "dev.noether.simd.FloatGemm",
                        "dev.noether.backend.simd.FloatStepper");
    }

    @ParameterizedTest
    @MethodSource("floatClasses")
    void hasTheSameMembersInDouble(String name) throws ClassNotFoundException {
        // Without initialising them: those that are copied for a shape get it when they are defined.
        ClassLoader loader = DoubleFromFloatTest.class.getClassLoader();
        Class<?> type = Class.forName(name, false, loader);
        Class<?> twin = Class.forName(inDouble(name), false, loader);
        assertThat(members(twin))
                .containsExactlyInAnyOrderElementsOf(members(type).stream()
                        .map(DoubleFromFloatTest::inDouble)
                        .toList());
    }

    /** Signatures of fields and methods, but not of what compilers add. */
    private static List<String> members(Class<?> type) {
        Stream<Field> fields = Arrays.stream(type.getDeclaredFields()).filter(field -> !field.isSynthetic());
        Stream<Method> methods = Arrays.stream(type.getDeclaredMethods()).filter(method -> !method.isSynthetic());
        return Stream.<AnnotatedElement>concat(fields, methods)
                .map(DoubleFromFloatTest::signature)
                .toList();
    }

    private static String signature(AnnotatedElement member) {
        return switch (member) {
            case Field field ->
                Modifier.toString(field.getModifiers()) + " "
                        + field.getGenericType().getTypeName() + " " + field.getName();
            case Method method ->
                Modifier.toString(method.getModifiers()) + " "
                        + method.getGenericReturnType().getTypeName() + " " + method.getName()
                        + Arrays.toString(method.getGenericParameterTypes());
            default -> throw new IllegalArgumentException(member.toString());
        };
    }

    private static String inDouble(String text) {
        return text.replace("class [F", "class [D")
                .replace("Float", "Double")
                .replace("FLOAT", "DOUBLE")
                .replaceAll("\\bfloat\\b", "double");
    }
}
