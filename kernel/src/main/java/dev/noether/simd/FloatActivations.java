package dev.noether.simd;

import dev.noether.model.Activation;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The activation of every element of a matrix and its derivatives, as defined by {@link Activation}. Outputs take the
 * shape of h. Allocates nothing unless an output must grow.
 *
 * <p>Each is one to four passes over a block that stays in the first-level cache, with the outputs as memory between
 * passes. All is expressed by exponentials that do not overflow: with {@code e = e^-abs(h)} and {@code d = 1 / (1 + e)}
 * one of s(h) and s(-h) is d, the other e d, and neither is a difference.
 *
 * <p>Accuracy, in units of eps, the distance from 1 to the next number: the bound, to first order, and in brackets the largest error that
 * was found in either precision. What is a product, or a sum of terms of one sign, is relative to itself: phi of all, phi'
 * and phi'' of tanh and softplus. What passes through 0, phi' and phi'' of swish and gelu, is relative to the sum of the
 * magnitudes of its terms. Where factors are subnormal, it is relative to the smallest normal number times
 * {@code 1 + h^2}.
 *
 * <pre>
 *            phi        phi'       phi''
 * tanh       2   (1.2)  4   (2.6)  6.5 (2.6)
 * swish      3   (1.7)  4.5 (2.4)  7   (2.5)
 * gelu       8.5 (2.9)  9   (3.0)  3   (1.7)
 * softplus   3   (1.1)  2.5 (1.5)  4   (2.4)
 * </pre>
 *
 * <p>NaN stays NaN, and infinities give the limits; the second derivative of what is piecewise linear is 0 everywhere.
 *
 * <p>Where lanes differ, bits are chosen by an integer m of all ones or zeros, the shifted sign of a difference: with
 * {@code t = (a xor b) and m}, {@code a xor t} is b where m is set, else a, and {@code b xor t} is the other one. Of
 * masks the compiler has none of two lanes (x86, JDK 25): vectors of two doubles would be objects.
 */
public final class FloatActivations {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    /** A right shift by this leaves copies of the sign. */
    private static final int TO_SIGN = Float.SIZE - 1;

    /** Elements between whose passes nothing leaves the first-level cache. */
    private static final int BLOCK = 1024;

    /** Beyond this, where all exponentials are 0, h counts as this, so that 0 times infinity does not arise. */
    private static final float FAR = 1000f;

    private static final float DENSITY_AT_ZERO = (float) 0.3989422804014327;

    private FloatActivations() {}

    /**
     * {@code phi(h)} and {@code phi'(h)}.
     *
     * @param slope of a leaky ReLU below zero
     * @param h not modified
     * @param phi overwritten; not h
     * @param first overwritten; not h
     */
    public static void values(Activation a, double slope, FloatMatrix h, FloatMatrix phi, FloatMatrix first) {
        values(a, slope, h, phi, first, null);
    }

    /**
     * {@code phi(h)}, {@code phi'(h)} and {@code phi''(h)}, the last with the same bits as {@link #second} and at little
     * cost beside the others, if the activation {@link #sharesExponentials}.
     *
     * @param second overwritten; not h; null if it is not wanted
     */
    public static void values(
            Activation a, double slope, FloatMatrix h, FloatMatrix phi, FloatMatrix first, FloatMatrix second) {
        phi.reshape(h.rows(), h.columns());
        first.reshape(h.rows(), h.columns());
        boolean whole = contiguous(h, phi) && contiguous(h, first);
        if (second != null) {
            second.reshape(h.rows(), h.columns());
            whole &= contiguous(h, second);
        }
        int runs = whole ? 1 : h.rows();
        int length = whole ? h.rows() * h.stride() : FloatMatrix.padded(h.columns());
        for (int r = 0; r < runs; r++) {
            for (int from = 0; from < length; from += BLOCK) {
                int count = Math.min(BLOCK, length - from);
                int hAt = h.at(r) + from;
                values(
                        a,
                        (float) slope,
                        h.data(),
                        hAt,
                        phi.data(),
                        phi.at(r) + from,
                        first.data(),
                        first.at(r) + from,
                        second == null ? null : second.data(),
                        second == null ? 0 : second.at(r) + from,
                        count);
            }
        }
    }

    /** Whether the second derivative is made from what the first ones begin with, and not from them. */
    public static boolean sharesExponentials(Activation a) {
        return switch (a) {
            case SWISH, GELU, SOFTPLUS -> true;
            case IDENTITY, RELU, LEAKY_RELU, TANH -> false;
        };
    }

    /**
     * {@code phi''(h)}.
     *
     * @param slope of a leaky ReLU below zero
     * @param h not modified
     * @param phi what {@link #values} wrote; not modified
     * @param first what {@link #values} wrote; not modified
     * @param second overwritten; none of the others
     */
    public static void second(
            Activation a, double slope, FloatMatrix h, FloatMatrix phi, FloatMatrix first, FloatMatrix second) {
        second.reshape(h.rows(), h.columns());
        boolean tanh = a == Activation.TANH;
        boolean whole = contiguous(h, second) && (!tanh || (contiguous(h, phi) && contiguous(h, first)));
        int runs = whole ? 1 : h.rows();
        int length = whole ? h.rows() * h.stride() : FloatMatrix.padded(h.columns());
        for (int r = 0; r < runs; r++) {
            for (int from = 0; from < length; from += BLOCK) {
                int count = Math.min(BLOCK, length - from);
                int at = second.at(r) + from;
                if (tanh) {
                    tanhSecond(
                            phi.data(), phi.at(r) + from, first.data(), first.at(r) + from, second.data(), at, count);
                } else {
                    second(a, h.data(), h.at(r) + from, second.data(), at, count);
                }
            }
        }
    }

    /** Whether both can be walked through as one row, padding included. */
    private static boolean contiguous(FloatMatrix h, FloatMatrix out) {
        return h.stride() == out.stride()
                && h.at(h.rows()) <= h.data().length
                && out.at(out.rows()) <= out.data().length;
    }

    private static void values(
            Activation a,
            float slope,
            float[] h,
            int hAt,
            float[] phi,
            int phiAt,
            float[] first,
            int firstAt,
            float[] second,
            int at,
            int count) {
        switch (a) {
            case IDENTITY -> piecewiseLinear(1f, h, hAt, phi, phiAt, first, firstAt, count);
            case RELU -> relu(h, hAt, phi, phiAt, first, firstAt, count);
            case LEAKY_RELU -> piecewiseLinear(slope, h, hAt, phi, phiAt, first, firstAt, count);
            case TANH -> {
                FloatExponentials.tanh(h, hAt, phi, phiAt, count);
                decay(2f, h, hAt, first, firstAt, count);
                tanhFirst(first, firstAt, count);
            }
            case SWISH -> {
                decay(1f, h, hAt, first, firstAt, count);
                if (second != null) {
                    swishSecond(h, hAt, first, firstAt, second, at, count);
                }
                swish(h, hAt, phi, phiAt, first, firstAt, count);
            }
            case GELU -> {
                FloatExponentials.expOfMinusSquare(0.5f, h, hAt, phi, phiAt, count);
                if (second != null) {
                    geluSecond(h, hAt, phi, phiAt, second, at, count);
                }
                FloatErrorFunction.normalTail(h, hAt, phi, phiAt, first, firstAt, count);
                gelu(h, hAt, phi, phiAt, first, firstAt, count);
            }
            case SOFTPLUS -> {
                decay(1f, h, hAt, first, firstAt, count);
                if (second != null) {
                    softplusSecond(first, firstAt, second, at, count);
                }
                FloatLogarithms.logOfOnePlus(first, firstAt, phi, phiAt, count);
                softplus(h, hAt, phi, phiAt, first, firstAt, count);
            }
        }
    }

    private static void second(Activation a, float[] h, int hAt, float[] second, int at, int count) {
        switch (a) {
            case IDENTITY, RELU, LEAKY_RELU -> Arrays.fill(second, at, at + count, 0f);
            case SWISH -> {
                decay(1f, h, hAt, second, at, count);
                swishSecond(h, hAt, second, at, second, at, count);
            }
            case GELU -> {
                FloatExponentials.expOfMinusSquare(0.5f, h, hAt, second, at, count);
                geluSecond(h, hAt, second, at, second, at, count);
            }
            case SOFTPLUS -> {
                decay(1f, h, hAt, second, at, count);
                softplusSecond(second, at, second, at, count);
            }
            case TANH -> throw new AssertionError("made from phi and phi'");
        }
    }

    /** {@code e = e^(-factor abs(h))}. */
    private static void decay(float factor, float[] h, int hAt, float[] e, int at, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector.fromArray(LANES, h, hAt + i).abs().mul(-factor).intoArray(e, at + i);
        }
        FloatExponentials.exp(e, at, e, at, count);
    }

    /** h above 0, slope h below. */
    private static void piecewiseLinear(
            float slope, float[] h, int hAt, float[] phi, int phiAt, float[] first, int firstAt, int count) {
        IntVector one = FloatVector.broadcast(LANES, 1f).reinterpretAsInts();
        IntVector low = FloatVector.broadcast(LANES, slope).reinterpretAsInts();
        IntVector infinity =
                FloatVector.broadcast(LANES, Float.POSITIVE_INFINITY).reinterpretAsInts();
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(LANES, h, hAt + i);
            IntVector bits = x.reinterpretAsInts();
            // As an integer, -0 is the least of all, 0 is 0, and NaN is above infinity.
            IntVector below = bits.sub(1).or(bits).lanewise(VectorOperators.ASHR, TO_SIGN);
            IntVector nan = infinity.sub(x.abs().reinterpretAsInts()).lanewise(VectorOperators.ASHR, TO_SIGN);
            IntVector scaled = x.mul(slope).reinterpretAsInts();
            bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, scaled).and(below))
                    .reinterpretAsFloats()
                    .intoArray(phi, phiAt + i);
            IntVector step = one.lanewise(
                    VectorOperators.XOR, one.lanewise(VectorOperators.XOR, low).and(below));
            step.lanewise(
                            VectorOperators.XOR,
                            step.lanewise(VectorOperators.XOR, bits).and(nan))
                    .reinterpretAsFloats()
                    .intoArray(first, firstAt + i);
        }
    }

    /** Not a slope of 0: minus infinity times 0 is NaN. */
    private static void relu(float[] h, int hAt, float[] phi, int phiAt, float[] first, int firstAt, int count) {
        IntVector one = FloatVector.broadcast(LANES, 1f).reinterpretAsInts();
        IntVector infinity =
                FloatVector.broadcast(LANES, Float.POSITIVE_INFINITY).reinterpretAsInts();
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(LANES, h, hAt + i);
            IntVector bits = x.reinterpretAsInts();
            IntVector above = bits.sub(1).or(bits).not().lanewise(VectorOperators.ASHR, TO_SIGN);
            IntVector nan = infinity.sub(x.abs().reinterpretAsInts()).lanewise(VectorOperators.ASHR, TO_SIGN);
            bits.and(above.or(nan)).reinterpretAsFloats().intoArray(phi, phiAt + i);
            IntVector step = one.and(above);
            step.lanewise(
                            VectorOperators.XOR,
                            step.lanewise(VectorOperators.XOR, bits).and(nan))
                    .reinterpretAsFloats()
                    .intoArray(first, firstAt + i);
        }
    }

    /** {@code 1 - tanh^2 h = 4 e / (1 + e)^2}, {@code e = e^(-2 abs(h))}: without the difference. */
    private static void tanhFirst(float[] first, int at, int count) {
        FloatVector one = FloatVector.broadcast(LANES, 1f);
        for (int i = 0; i < count; i += L) {
            FloatVector e = FloatVector.fromArray(LANES, first, at + i);
            FloatVector d = one.div(e.add(1f));
            e.mul(4f).mul(d).mul(d).intoArray(first, at + i);
        }
    }

    /** {@code -2 phi phi'}. */
    static void tanhSecond(float[] phi, int phiAt, float[] first, int firstAt, float[] second, int at, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector slope = FloatVector.fromArray(LANES, first, firstAt + i);
            FloatVector.fromArray(LANES, phi, phiAt + i).mul(-2f).mul(slope).intoArray(second, at + i);
        }
    }

    /** From e in first: {@code h s} and {@code s (1 + h s(-h))}. */
    private static void swish(float[] h, int hAt, float[] phi, int phiAt, float[] first, int firstAt, int count) {
        FloatVector one = FloatVector.broadcast(LANES, 1f);
        IntVector far = FloatVector.broadcast(LANES, FAR).reinterpretAsInts();
        IntVector minusFar = FloatVector.broadcast(LANES, -FAR).reinterpretAsInts();
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(LANES, h, hAt + i);
            FloatVector e = FloatVector.fromArray(LANES, first, firstAt + i);
            FloatVector d = one.div(e.add(1f));
            IntVector more = d.reinterpretAsInts();
            IntVector less = e.mul(d).reinterpretAsInts();
            IntVector below = x.reinterpretAsInts().lanewise(VectorOperators.ASHR, TO_SIGN);
            IntVector change = more.lanewise(VectorOperators.XOR, less).and(below);
            FloatVector s = more.lanewise(VectorOperators.XOR, change).reinterpretAsFloats();
            FloatVector other = less.lanewise(VectorOperators.XOR, change).reinterpretAsFloats();
            IntVector bits = x.reinterpretAsInts();
            IntVector farBelow = x.add(FAR).reinterpretAsInts().lanewise(VectorOperators.ASHR, TO_SIGN);
            bits = bits.lanewise(
                    VectorOperators.XOR,
                    bits.lanewise(VectorOperators.XOR, minusFar).and(farBelow));
            FloatVector low = bits.reinterpretAsFloats();
            IntVector farAbove = x.neg().add(FAR).reinterpretAsInts().lanewise(VectorOperators.ASHR, TO_SIGN);
            FloatVector near = bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, far).and(farAbove))
                    .reinterpretAsFloats();
            low.mul(s).intoArray(phi, phiAt + i);
            near.fma(other, one).mul(s).intoArray(first, firstAt + i);
        }
    }

    /** {@code s s(-h) (2 + h (s(-h) - s))}, and the last product is {@code -abs(h) (1 - e) d}. */
    private static void swishSecond(float[] h, int hAt, float[] decay, int decayAt, float[] second, int at, int count) {
        FloatVector one = FloatVector.broadcast(LANES, 1f);
        IntVector far = FloatVector.broadcast(LANES, FAR).reinterpretAsInts();
        for (int i = 0; i < count; i += L) {
            FloatVector any = FloatVector.fromArray(LANES, h, hAt + i).abs();
            IntVector bits = any.reinterpretAsInts();
            IntVector farAbove = any.neg().add(FAR).reinterpretAsInts().lanewise(VectorOperators.ASHR, TO_SIGN);
            FloatVector size = bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, far).and(farAbove))
                    .reinterpretAsFloats();
            FloatVector e = FloatVector.fromArray(LANES, decay, decayAt + i);
            FloatVector d = one.div(e.add(1f));
            FloatVector bracket = one.sub(e).mul(d).neg().fma(size, FloatVector.broadcast(LANES, 2f));
            e.mul(d).mul(d).mul(bracket).intoArray(second, at + i);
        }
    }

    /** From {@code e^(-h^2/2)} in phi and {@code P(-abs(h))} in first. */
    private static void gelu(float[] h, int hAt, float[] phi, int phiAt, float[] first, int firstAt, int count) {
        FloatVector one = FloatVector.broadcast(LANES, 1f);
        IntVector far = FloatVector.broadcast(LANES, FAR).reinterpretAsInts();
        IntVector minusFar = FloatVector.broadcast(LANES, -FAR).reinterpretAsInts();
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(LANES, h, hAt + i);
            FloatVector e = FloatVector.fromArray(LANES, phi, phiAt + i);
            FloatVector tail = FloatVector.fromArray(LANES, first, firstAt + i);
            IntVector most = one.sub(tail).reinterpretAsInts();
            IntVector below = x.reinterpretAsInts().lanewise(VectorOperators.ASHR, TO_SIGN);
            FloatVector p = most.lanewise(
                            VectorOperators.XOR,
                            most.lanewise(VectorOperators.XOR, tail.reinterpretAsInts())
                                    .and(below))
                    .reinterpretAsFloats();
            IntVector bits = x.reinterpretAsInts();
            IntVector farBelow = x.add(FAR).reinterpretAsInts().lanewise(VectorOperators.ASHR, TO_SIGN);
            bits = bits.lanewise(
                    VectorOperators.XOR,
                    bits.lanewise(VectorOperators.XOR, minusFar).and(farBelow));
            FloatVector low = bits.reinterpretAsFloats();
            IntVector farAbove = x.neg().add(FAR).reinterpretAsInts().lanewise(VectorOperators.ASHR, TO_SIGN);
            FloatVector near = bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, far).and(farAbove))
                    .reinterpretAsFloats();
            low.mul(p).intoArray(phi, phiAt + i);
            near.mul(DENSITY_AT_ZERO).fma(e, p).intoArray(first, firstAt + i);
        }
    }

    /** {@code (2 - h^2) e^(-h^2/2) / sqrt(2 pi)}. */
    private static void geluSecond(
            float[] h, int hAt, float[] density, int densityAt, float[] second, int at, int count) {
        IntVector far = FloatVector.broadcast(LANES, FAR).reinterpretAsInts();
        for (int i = 0; i < count; i += L) {
            FloatVector any = FloatVector.fromArray(LANES, h, hAt + i).abs();
            IntVector bits = any.reinterpretAsInts();
            IntVector farAbove = any.neg().add(FAR).reinterpretAsInts().lanewise(VectorOperators.ASHR, TO_SIGN);
            FloatVector size = bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, far).and(farAbove))
                    .reinterpretAsFloats();
            FloatVector e = FloatVector.fromArray(LANES, density, densityAt + i);
            FloatVector bracket = size.neg().fma(size, FloatVector.broadcast(LANES, 2f));
            bracket.mul(DENSITY_AT_ZERO).mul(e).intoArray(second, at + i);
        }
    }

    /** From e in first and {@code ln(1 + e)} in phi: {@code max(h, 0) + ln(1 + e)} and s. */
    private static void softplus(float[] h, int hAt, float[] phi, int phiAt, float[] first, int firstAt, int count) {
        FloatVector one = FloatVector.broadcast(LANES, 1f);
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(LANES, h, hAt + i);
            FloatVector e = FloatVector.fromArray(LANES, first, firstAt + i);
            FloatVector log = FloatVector.fromArray(LANES, phi, phiAt + i);
            FloatVector d = one.div(e.add(1f));
            IntVector below = x.reinterpretAsInts().lanewise(VectorOperators.ASHR, TO_SIGN);
            IntVector sum = x.add(log).reinterpretAsInts();
            sum.lanewise(
                            VectorOperators.XOR,
                            sum.lanewise(VectorOperators.XOR, log.reinterpretAsInts())
                                    .and(below))
                    .reinterpretAsFloats()
                    .intoArray(phi, phiAt + i);
            IntVector more = d.reinterpretAsInts();
            more.lanewise(
                            VectorOperators.XOR,
                            more.lanewise(VectorOperators.XOR, e.mul(d).reinterpretAsInts())
                                    .and(below))
                    .reinterpretAsFloats()
                    .intoArray(first, firstAt + i);
        }
    }

    /** {@code s s(-h) = e / (1 + e)^2}. */
    private static void softplusSecond(float[] decay, int decayAt, float[] second, int at, int count) {
        FloatVector one = FloatVector.broadcast(LANES, 1f);
        for (int i = 0; i < count; i += L) {
            FloatVector e = FloatVector.fromArray(LANES, decay, decayAt + i);
            FloatVector d = one.div(e.add(1f));
            e.mul(d).mul(d).intoArray(second, at + i);
        }
    }
}
