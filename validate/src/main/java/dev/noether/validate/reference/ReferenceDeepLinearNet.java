package dev.noether.validate.reference;

import java.util.stream.IntStream;

/**
 * The product of matrices {@code f(x) = W_D ... W_1 x} (Eq. 15; Eq. 12 for two of them). With the vectors
 *
 * <pre>
 * a_0 = x     a_i = W_i a_{i-1}                 b_D = w     b_{i-1} = W_i^T b_i
 * </pre>
 *
 * {@code w.f = b_i^T W_i a_{i-1}} for every layer, so its gradient in W_i is {@code b_i a_{i-1}^T}, and the derivative of
 * that along v follows from the product rule, {@code da_i = V_i a_{i-1} + W_i da_{i-1}} and so on. In one element alone f
 * is linear.
 */
final class ReferenceDeepLinearNet implements ReferenceLinearFunction {

    private final double[][][] theta;
    private final int[] layers;

    /** The squares of the columns of {@link #after}, once they have been asked for: they are the same for all inputs. */
    private double[][] columnSquaresAfter;

    /** Blocks W_1 to W_D in this order. */
    ReferenceDeepLinearNet(double[][][] theta, int depth) {
        this(theta, IntStream.range(0, depth).toArray());
    }

    /** W_1 to W_D are the blocks of these indices. */
    ReferenceDeepLinearNet(double[][][] theta, int... layers) {
        this.theta = theta;
        this.layers = layers;
    }

    private double[][] weights(int i) {
        return theta[layers[i - 1]];
    }

    /** {@code a_0 ... a_D}. */
    private double[][] forward(double[] x) {
        double[][] a = new double[layers.length + 1][];
        a[0] = x;
        for (int i = 1; i <= layers.length; i++) {
            a[i] = Dense.product(weights(i), a[i - 1]);
        }
        return a;
    }

    /** {@code da_0 ... da_D} along v. */
    private double[][] forwardDerivative(double[][] a, double[][][] v) {
        double[][] da = new double[layers.length + 1][];
        da[0] = new double[a[0].length];
        for (int i = 1; i <= layers.length; i++) {
            double[] direct = Dense.product(v[layers[i - 1]], a[i - 1]);
            da[i] = Dense.sum(1, direct, 1, Dense.product(weights(i), da[i - 1]));
        }
        return da;
    }

    /** {@code b_0 ... b_D}. */
    private double[][] backward(double[] w) {
        double[][] b = new double[layers.length + 1][];
        b[layers.length] = w;
        for (int i = layers.length; i >= 1; i--) {
            b[i - 1] = Dense.transposedProduct(weights(i), b[i]);
        }
        return b;
    }

    /** {@code db_0 ... db_D} along v. */
    private double[][] backwardDerivative(double[][] b, double[][][] v) {
        double[][] db = new double[layers.length + 1][];
        db[layers.length] = new double[b[layers.length].length];
        for (int i = layers.length; i >= 1; i--) {
            double[] direct = Dense.transposedProduct(v[layers[i - 1]], b[i]);
            db[i - 1] = Dense.sum(1, direct, 1, Dense.transposedProduct(weights(i), db[i]));
        }
        return db;
    }

    @Override
    public double[] output(double[] x) {
        return forward(x)[layers.length];
    }

    @Override
    public double[][][] gradient(double[] x, double[] w) {
        double[][] a = forward(x);
        double[][] b = backward(w);
        double[][][] gradient = new double[theta.length][][];
        for (int i = 1; i <= layers.length; i++) {
            gradient[layers[i - 1]] = Dense.outer(b[i], a[i - 1]);
        }
        return gradient;
    }

    @Override
    public double[] derivative(double[] x, double[][][] v) {
        return forwardDerivative(forward(x), v)[layers.length];
    }

    @Override
    public double[][][] gradientDerivative(double[] x, double[] w, double[][][] v) {
        double[][] a = forward(x);
        double[][] da = forwardDerivative(a, v);
        double[][] b = backward(w);
        double[][] db = backwardDerivative(b, v);
        double[][][] result = new double[theta.length][][];
        for (int i = 1; i <= layers.length; i++) {
            double[][] block = Dense.outer(db[i], a[i - 1]);
            Dense.addOuterProduct(block, 1, b[i], da[i - 1]);
            result[layers[i - 1]] = block;
        }
        return result;
    }

    /** {@code df/dW_i[k, l] = (B_i e_k) a_{i-1}[l]}. */
    @Override
    public double[][][] squaredDerivatives(double[] x) {
        if (columnSquaresAfter == null) {
            columnSquaresAfter = new double[theta.length][];
            for (int block : layers) {
                columnSquaresAfter[block] = Dense.columnSquares(after(block));
            }
        }
        double[][] a = forward(x);
        double[][][] squares = new double[theta.length][][];
        for (int i = 1; i <= layers.length; i++) {
            int block = layers[i - 1];
            squares[block] = Dense.outer(columnSquaresAfter[block], Dense.times(a[i - 1], a[i - 1]));
        }
        return squares;
    }

    @Override
    public double[][][] secondDerivatives(double[] x, double[] w) {
        return Blocks.zeros(theta);
    }

    /** {@code W_{i-1} ... W_1}, the identity for the first layer. */
    @Override
    public double[][] before(int block) {
        double[][] product = Dense.identity(weights(1)[0].length);
        for (int i = 1; layers[i - 1] != block; i++) {
            product = Dense.product(weights(i), product);
        }
        return product;
    }

    /** {@code W_D ... W_{i+1}}, the identity for the last layer. */
    @Override
    public double[][] after(int block) {
        double[][] product = Dense.identity(weights(layers.length).length);
        for (int i = layers.length; layers[i - 1] != block; i--) {
            product = Dense.product(product, weights(i));
        }
        return product;
    }
}
