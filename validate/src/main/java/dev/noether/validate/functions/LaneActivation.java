package dev.noether.validate.functions;

import dev.noether.model.Activation;
import dev.noether.model.Precision;
import dev.noether.simd.DoubleActivations;
import dev.noether.simd.DoubleMatrix;
import dev.noether.simd.FloatActivations;
import dev.noether.simd.FloatMatrix;

/** An activation as the lanes compute it. */
public final class LaneActivation {

    private LaneActivation() {}

    /** phi, phi' and phi'' at every h, which is rounded to the precision. */
    public static double[][] of(Activation activation, Precision precision, double[] h) {
        return switch (precision) {
            case FLOAT -> floats(activation, h);
            case DOUBLE -> doubles(activation, h);
        };
    }

    private static double[][] floats(Activation activation, double[] h) {
        FloatMatrix in = new FloatMatrix(1, h.length);
        for (int i = 0; i < h.length; i++) {
            in.data()[in.at(0) + i] = (float) h[i];
        }
        FloatMatrix[] out = {new FloatMatrix(1, 1), new FloatMatrix(1, 1), new FloatMatrix(1, 1)};
        FloatActivations.values(activation, Activation.DEFAULT_SLOPE, in, out[0], out[1]);
        FloatActivations.second(activation, Activation.DEFAULT_SLOPE, in, out[0], out[1], out[2]);
        double[][] values = new double[3][h.length];
        for (int order = 0; order < 3; order++) {
            for (int i = 0; i < h.length; i++) {
                values[order][i] = out[order].data()[out[order].at(0) + i];
            }
        }
        return values;
    }

    private static double[][] doubles(Activation activation, double[] h) {
        DoubleMatrix in = new DoubleMatrix(1, h.length);
        System.arraycopy(h, 0, in.data(), in.at(0), h.length);
        DoubleMatrix[] out = {new DoubleMatrix(1, 1), new DoubleMatrix(1, 1), new DoubleMatrix(1, 1)};
        DoubleActivations.values(activation, Activation.DEFAULT_SLOPE, in, out[0], out[1]);
        DoubleActivations.second(activation, Activation.DEFAULT_SLOPE, in, out[0], out[1], out[2]);
        double[][] values = new double[3][h.length];
        for (int order = 0; order < 3; order++) {
            System.arraycopy(out[order].data(), out[order].at(0), values[order], 0, h.length);
        }
        return values;
    }
}
