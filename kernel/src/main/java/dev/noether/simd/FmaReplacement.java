package dev.noether.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code a b + c} on machines without an instruction for it, called from kernels that {@code dev.noether.unfused} has
 * rewritten. {@code exact} rounds once: for floats in double with rounding to odd, for doubles from an exact product
 * (Dekker) and sums with their errors (Boldo and Melquiond, Emulation of FMA and correctly rounded sums, 2008), which holds
 * while the parts of the product neither overflow nor underflow; where they overflow it is the product and sum of the
 * hardware. {@code rounded} rounds both.
 */
public final class FmaReplacement {

    /** Splits a double into two halves of 26 bits. */
    private static final double SPLITTER = 0x1p27 + 1;

    private FmaReplacement() {}

    public static float exact(float a, float b, float c) {
        double product = (double) a * b;
        return (float) sumToOdd(product, c);
    }

    public static double exact(double a, double b, double c) {
        double product = a * b;
        double aHigh = high(a);
        double bHigh = high(b);
        double aLow = a - aHigh;
        double bLow = b - bHigh;
        double error = ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow;
        double t = c + error;
        double tError = errorOfSum(c, error, t);
        double v = product + t;
        double result = v + sumToOdd(tError, errorOfSum(product, t, v));
        return Double.isFinite(result) ? result : product + c;
    }

    private static double high(double x) {
        double scaled = SPLITTER * x;
        return scaled - (scaled - x);
    }

    private static double errorOfSum(double x, double y, double sum) {
        double part = sum - x;
        return (x - (sum - part)) + (y - part);
    }

    /** {@code x + y}; if it is not a double, the neighbour whose last bit is 1. */
    private static double sumToOdd(double x, double y) {
        double sum = x + y;
        double error = errorOfSum(x, y, sum);
        long bits = Double.doubleToRawLongBits(sum);
        if (Math.abs(error) > 0 && (bits & 1) == 0) {
            boolean away = (bits ^ Double.doubleToRawLongBits(error)) >= 0;
            return Double.longBitsToDouble(away ? bits + 1 : bits - 1);
        }
        return sum;
    }

    public static float rounded(float a, float b, float c) {
        return a * b + c;
    }

    public static double rounded(double a, double b, double c) {
        return a * b + c;
    }

    public static FloatVector rounded(FloatVector a, float b, float c) {
        return a.mul(b).add(c);
    }

    public static DoubleVector rounded(DoubleVector a, double b, double c) {
        return a.mul(b).add(c);
    }

    public static FloatVector exact(FloatVector a, float b, float c) {
        return exact(a, FloatVector.broadcast(Lanes.FLOAT, b), FloatVector.broadcast(Lanes.FLOAT, c));
    }

    public static DoubleVector exact(DoubleVector a, double b, double c) {
        return exact(a, DoubleVector.broadcast(Lanes.DOUBLE, b), DoubleVector.broadcast(Lanes.DOUBLE, c));
    }

    public static FloatVector exact(FloatVector a, Vector<Float> b, Vector<Float> c) {
        return half(a, b, c, 0)
                .reinterpretAsInts()
                .lanewise(VectorOperators.OR, half(a, b, c, 1).reinterpretAsInts())
                .reinterpretAsFloats();
    }

    /** The lower or upper half of the lanes, the others zero. */
    private static FloatVector half(FloatVector a, Vector<Float> b, Vector<Float> c, int part) {
        DoubleVector x = (DoubleVector) a.convertShape(VectorOperators.F2D, Lanes.DOUBLE, part);
        DoubleVector y = (DoubleVector) b.convertShape(VectorOperators.F2D, Lanes.DOUBLE, part);
        DoubleVector z = (DoubleVector) c.convertShape(VectorOperators.F2D, Lanes.DOUBLE, part);
        return (FloatVector) sumToOdd(x.mul(y), z).convertShape(VectorOperators.D2F, Lanes.FLOAT, -part);
    }

    public static DoubleVector exact(DoubleVector a, Vector<Double> b, Vector<Double> c) {
        DoubleVector product = a.mul(b);
        DoubleVector y = (DoubleVector) b;
        DoubleVector z = (DoubleVector) c;
        DoubleVector aHigh = high(a);
        DoubleVector bHigh = high(y);
        DoubleVector aLow = a.sub(aHigh);
        DoubleVector bLow = y.sub(bHigh);
        DoubleVector error = aHigh.mul(bHigh)
                .sub(product)
                .add(aHigh.mul(bLow))
                .add(aLow.mul(bHigh))
                .add(aLow.mul(bLow));
        DoubleVector t = z.add(error);
        DoubleVector tError = errorOfSum(z, error, t);
        DoubleVector v = product.add(t);
        DoubleVector result = v.add(sumToOdd(tError, errorOfSum(product, t, v)));
        VectorMask<Double> finite = result.sub(result).compare(VectorOperators.EQ, 0);
        return product.add(z).blend(result, finite);
    }

    private static DoubleVector high(DoubleVector x) {
        DoubleVector scaled = x.mul(SPLITTER);
        return scaled.sub(scaled.sub(x));
    }

    private static DoubleVector errorOfSum(DoubleVector x, DoubleVector y, DoubleVector sum) {
        DoubleVector part = sum.sub(x);
        return x.sub(sum.sub(part)).add(y.sub(part));
    }

    private static DoubleVector sumToOdd(DoubleVector x, DoubleVector y) {
        DoubleVector sum = x.add(y);
        DoubleVector error = errorOfSum(x, y, sum);
        LongVector bits = sum.reinterpretAsLongs();
        // 1 away from zero, or -1.
        LongVector step = bits.lanewise(VectorOperators.XOR, error.reinterpretAsLongs())
                .lanewise(VectorOperators.ASHR, 63)
                .lanewise(VectorOperators.OR, 1);
        VectorMask<Long> even = bits.lanewise(VectorOperators.AND, 1).compare(VectorOperators.EQ, 0);
        VectorMask<Long> inexact = error.abs().compare(VectorOperators.GT, 0).cast(even.vectorSpecies());
        return bits.add(step, even.and(inexact)).reinterpretAsDoubles();
    }
}
