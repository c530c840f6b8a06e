package dev.noether.validate.functions;

import dev.noether.simd.DoubleErrorFunction;
import dev.noether.simd.DoubleExponentials;
import dev.noether.simd.DoubleLogarithms;
import dev.noether.simd.DoubleTurns;
import dev.noether.simd.FloatErrorFunction;
import dev.noether.simd.FloatExponentials;
import dev.noether.simd.FloatLogarithms;
import dev.noether.simd.FloatTurns;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * A function of the lanes, in both precisions, with what it should be and how far it may be from that.
 *
 * @param name of the function
 * @param floats in lanes
 * @param doubles in lanes
 * @param inDouble the function to 1e-4 ulp of a float, for any argument that is a float
 * @param series the function in double-double, for any finite argument
 * @param domain where it is more than NaN or infinite
 * @param floatBound largest error in float, in ulp
 * @param doubleBound largest error in double, in ulp
 */
public record LaneFunction(
        String name,
        Floats floats,
        Doubles doubles,
        DoubleUnaryOperator inDouble,
        DoubleFunction<Scaled> series,
        Domain domain,
        double floatBound,
        double doubleBound) {

    /** A function of every element of an array of floats. */
    @FunctionalInterface
    public interface Floats {
        void apply(float[] in, int inAt, float[] out, int outAt, int count);
    }

    /** A function of every element of an array of doubles. */
    @FunctionalInterface
    public interface Doubles {
        void apply(double[] in, int inAt, double[] out, int outAt, int count);
    }

    /** Arguments of a function. */
    public enum Domain {
        ALL,
        POSITIVE,
        UNIT;

        /** Whether the function of a finite argument is a finite number, or overflows to one. */
        public boolean contains(double x) {
            return switch (this) {
                case ALL -> true;
                case POSITIVE -> x > 0;
                case UNIT -> x >= 0 && x <= 1;
            };
        }
    }

    /** All functions of the lanes. */
    public static List<LaneFunction> all() {
        return List.of(
                new LaneFunction(
                        "exp",
                        FloatExponentials::exp,
                        DoubleExponentials::exp,
                        FunctionsOfFloats::exp,
                        Series::exp,
                        Domain.ALL,
                        1,
                        1),
                new LaneFunction(
                        "expOfMinusHalfSquare",
                        (in, inAt, out, outAt, count) ->
                                FloatExponentials.expOfMinusSquare(0.5f, in, inAt, out, outAt, count),
                        (in, inAt, out, outAt, count) ->
                                DoubleExponentials.expOfMinusSquare(0.5, in, inAt, out, outAt, count),
                        FunctionsOfFloats::expOfMinusHalfSquare,
                        Series::expOfMinusHalfSquare,
                        Domain.ALL,
                        1,
                        1),
                new LaneFunction(
                        "log",
                        FloatLogarithms::log,
                        DoubleLogarithms::log,
                        Math::log,
                        Series::log,
                        Domain.POSITIVE,
                        1,
                        1),
                new LaneFunction(
                        "logOfOnePlus",
                        FloatLogarithms::logOfOnePlus,
                        DoubleLogarithms::logOfOnePlus,
                        FunctionsOfFloats::logOfOnePlus,
                        Series::logOfOnePlus,
                        Domain.UNIT,
                        1.5,
                        1.5),
                new LaneFunction(
                        "tanh",
                        FloatExponentials::tanh,
                        DoubleExponentials::tanh,
                        FunctionsOfFloats::tanh,
                        Series::tanh,
                        Domain.ALL,
                        2,
                        1.5),
                new LaneFunction(
                        "erf",
                        FloatErrorFunction::erf,
                        DoubleErrorFunction::erf,
                        FunctionsOfFloats::erf,
                        Series::erf,
                        Domain.ALL,
                        2,
                        2),
                new LaneFunction(
                        "normalTail",
                        LaneFunction::normalTail,
                        LaneFunction::normalTail,
                        FunctionsOfFloats::normalTail,
                        Series::normalTail,
                        Domain.ALL,
                        8,
                        8),
                new LaneFunction(
                        "sine",
                        FloatTurns::sine,
                        DoubleTurns::sine,
                        FunctionsOfFloats::sineOfTurns,
                        Series::sineOfTurns,
                        Domain.ALL,
                        1.5,
                        1.5),
                new LaneFunction(
                        "cosine",
                        FloatTurns::cosine,
                        DoubleTurns::cosine,
                        FunctionsOfFloats::cosineOfTurns,
                        Series::cosineOfTurns,
                        Domain.ALL,
                        1.5,
                        1.5));
    }

    private static void normalTail(float[] in, int inAt, float[] out, int outAt, int count) {
        FloatExponentials.expOfMinusSquare(0.5f, in, inAt, out, outAt, count);
        FloatErrorFunction.normalTail(in, inAt, out, outAt, out, outAt, count);
    }

    private static void normalTail(double[] in, int inAt, double[] out, int outAt, int count) {
        DoubleExponentials.expOfMinusSquare(0.5, in, inAt, out, outAt, count);
        DoubleErrorFunction.normalTail(in, inAt, out, outAt, out, outAt, count);
    }
}
