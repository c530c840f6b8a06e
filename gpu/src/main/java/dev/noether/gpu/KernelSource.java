package dev.noether.gpu;

import dev.noether.model.Precision;
import dev.noether.random.Normals;
import dev.noether.random.Purpose;
import dev.noether.random.Threefry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text of a program: the types that all share, then #defines and files in the order they are asked for. */
final class KernelSource {

    private final StringBuilder text = new StringBuilder();
    private final Precision precision;

    /** A text that begins with the types. */
    KernelSource(DeviceHandle device, Precision precision) {
        this.precision = precision;
        define("REAL_IS_DOUBLE", flag(precision == Precision.DOUBLE));
        define("ACC_IS_DOUBLE", flag(device.description().doublePrecision()));
        define("ROOT_IS_ROUNDED", flag(device.roundedRoot()));
        file("prelude.cl");
    }

    static String flag(boolean value) {
        return value ? "1" : "0";
    }

    KernelSource define(String name, int value) {
        return define(name, String.valueOf(value));
    }

    KernelSource define(String name, String value) {
        text.append("#define ").append(name).append(' ').append(value).append('\n');
        return this;
    }

    KernelSource file(String name) {
        try (InputStream stream = KernelSource.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            text.append("#line 1 \"").append(name).append("\"\n");
            text.append(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** The random stream, a block of it at once, and its constants. */
    KernelSource stream() {
        return stream(1);
    }

    /** The random stream and its constants. Numbers go in as hexadecimal literals: every bit counts. */
    KernelSource stream(int blocksAtOnce) {
        define("BLOCKS_AT_ONCE", blocksAtOnce);
        define("PARITY", Integer.toUnsignedString(Threefry.PARITY) + "u");
        for (int round = 0; round < 8; round++) {
            for (int pair = 0; pair < 2; pair++) {
                define("ROTATION_" + round + "_" + pair, Threefry.rotation(round, pair) + "u");
            }
        }
        define("PURPOSE_INPUTS", Purpose.INPUTS + "u");
        define("PURPOSE_LABEL_NOISE", Purpose.LABEL_NOISE + "u");
        define("PURPOSE_DATA_INDEX", Purpose.DATA_INDEX + "u");
        define("PURPOSE_FLOW", Purpose.FLOW + "u");
        for (String name : new String[] {"LOG", "SIN", "COS"}) {
            polynomial(name);
        }
        for (String name : new String[] {"LN2_HIGH", "LN2_LOW", "ROUNDER"}) {
            define(
                    name,
                    precision == Precision.DOUBLE
                            ? literal(Normals.doubleConstant(name))
                            : literal(Normals.floatConstant(name)));
        }
        define(
                "SQRT_HALF",
                precision == Precision.DOUBLE
                        ? Double.doubleToRawLongBits(Normals.doubleConstant("SQRT_HALF")) + "L"
                        : String.valueOf(Float.floatToRawIntBits(Normals.floatConstant("SQRT_HALF"))));
        return file("stream.cl");
    }

    /** Horner's rule from the last coefficient to the first, one fma each. */
    private void polynomial(String name) {
        String[] coefficients = coefficients(name);
        StringBuilder horner = new StringBuilder("(reals) " + coefficients[coefficients.length - 1]);
        for (int i = coefficients.length - 2; i >= 0; i--) {
            horner.insert(0, "fma(")
                    .append(", x, (reals) ")
                    .append(coefficients[i])
                    .append(')');
        }
        define(name + "_POLYNOMIAL(x)", horner.toString());
    }

    private String[] coefficients(String name) {
        if (precision == Precision.DOUBLE) {
            double[] values = Normals.doubleCoefficients(name);
            String[] literals = new String[values.length];
            for (int i = 0; i < values.length; i++) {
                literals[i] = literal(values[i]);
            }
            return literals;
        }
        float[] values = Normals.floatCoefficients(name);
        String[] literals = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            literals[i] = literal(values[i]);
        }
        return literals;
    }

    private String literal(double value) {
        return precision == Precision.DOUBLE ? Double.toHexString(value) : Float.toHexString((float) value) + "f";
    }
}
