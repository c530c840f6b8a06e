package dev.noether.model;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Element type of parameters and arithmetic. */
public enum Precision {
    FLOAT(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder()), Math.ulp(1f)),
    DOUBLE(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.nativeOrder()), Math.ulp(1.0));

    private final ValueLayout layout;
    private final double epsilon;

    Precision(ValueLayout layout, double epsilon) {
        this.layout = layout;
        this.epsilon = epsilon;
    }

    /** Bytes of one element. */
    public int bytes() {
        return (int) layout.byteSize();
    }

    /** Distance from 1 to the next larger number. */
    public double epsilon() {
        return epsilon;
    }

    /** The nearest number of this precision, as a double. */
    public double round(double value) {
        return this == FLOAT ? (float) value : value;
    }
}
