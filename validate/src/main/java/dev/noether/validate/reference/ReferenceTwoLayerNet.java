package dev.noether.validate.reference;

import dev.noether.model.TwoLayerNet;
import java.util.function.DoubleUnaryOperator;

/**
 * The net {@code f(x) = U phi(h)}, {@code h = W x}, with any activation. With {@code e = U^T w} and * between vectors the
 * product of their entries,
 *
 * <pre>
 * w.f        = w^T U phi(h)
 * d(w.f)/dU  = w phi(h)^T                  d^2(w.f)/dU_ij^2 = 0
 * d(w.f)/dW  = (e * phi'(h)) x^T           d^2(w.f)/dW_jk^2 = e_j phi''(h_j) x_k^2
 * </pre>
 *
 * whose derivatives along v = (V, Z) follow with {@code dh = Z x}, {@code de = V^T w}.
 */
final class ReferenceTwoLayerNet implements ReferenceFunction {

    private final ReferenceActivation activation;
    private final double[][] u;
    private final double[][] w;

    ReferenceTwoLayerNet(TwoLayerNet net, double[][][] theta) {
        activation = new ReferenceActivation(net.activation(), net.slope());
        u = theta[TwoLayerNet.U];
        w = theta[TwoLayerNet.W];
    }

    /** A function of every hidden unit's input. */
    private double[] hidden(DoubleUnaryOperator function, double[] x) {
        double[] h = Dense.product(w, x);
        for (int j = 0; j < h.length; j++) {
            h[j] = function.applyAsDouble(h[j]);
        }
        return h;
    }

    private static double[][][] blocks(double[][] ofU, double[][] ofW) {
        double[][][] blocks = new double[2][][];
        blocks[TwoLayerNet.U] = ofU;
        blocks[TwoLayerNet.W] = ofW;
        return blocks;
    }

    @Override
    public double[] output(double[] x) {
        return Dense.product(u, hidden(activation::value, x));
    }

    @Override
    public double[][][] gradient(double[] x, double[] weight) {
        double[] phi = hidden(activation::value, x);
        double[] slope = hidden(activation::slope, x);
        double[] e = Dense.transposedProduct(u, weight);
        return blocks(Dense.outer(weight, phi), Dense.outer(Dense.times(e, slope), x));
    }

    /** {@code df = V phi(h) + U (phi'(h) * dh)}. */
    @Override
    public double[] derivative(double[] x, double[][][] v) {
        double[] phi = hidden(activation::value, x);
        double[] dphi = Dense.times(hidden(activation::slope, x), Dense.product(v[TwoLayerNet.W], x));
        return Dense.sum(1, Dense.product(v[TwoLayerNet.U], phi), 1, Dense.product(u, dphi));
    }

    /** {@code w (phi' * dh)^T} and {@code (de * phi' + e * phi'' * dh) x^T}. */
    @Override
    public double[][][] gradientDerivative(double[] x, double[] weight, double[][][] v) {
        double[] slope = hidden(activation::slope, x);
        double[] curvature = hidden(activation::curvature, x);
        double[] dh = Dense.product(v[TwoLayerNet.W], x);
        double[] e = Dense.transposedProduct(u, weight);
        double[] de = Dense.transposedProduct(v[TwoLayerNet.U], weight);
        double[] throughW = Dense.times(e, Dense.times(curvature, dh));
        return blocks(
                Dense.outer(weight, Dense.times(slope, dh)),
                Dense.outer(Dense.sum(1, Dense.times(de, slope), 1, throughW), x));
    }

    /** {@code phi_j^2} in U_ij, and {@code |u_j|^2 phi'_j^2 x_k^2} in W_jk, u_j a column of U. */
    @Override
    public double[][][] squaredDerivatives(double[] x) {
        double[] phi = hidden(activation::value, x);
        double[] slope = hidden(activation::slope, x);
        double[][] ofU = new double[u.length][];
        for (int i = 0; i < u.length; i++) {
            ofU[i] = Dense.times(phi, phi);
        }
        double[] outgoing = Dense.times(Dense.columnSquares(u), Dense.times(slope, slope));
        return blocks(ofU, Dense.outer(outgoing, Dense.times(x, x)));
    }

    @Override
    public double[][][] secondDerivatives(double[] x, double[] weight) {
        double[] curvature = hidden(activation::curvature, x);
        double[] e = Dense.transposedProduct(u, weight);
        double[][] ofU = new double[u.length][w.length];
        return blocks(ofU, Dense.outer(Dense.times(e, curvature), Dense.times(x, x)));
    }
}
