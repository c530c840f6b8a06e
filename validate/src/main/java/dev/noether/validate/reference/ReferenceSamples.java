package dev.noether.validate.reference;

import dev.noether.task.Batch;

/**
 * Averages over S samples by their definition: what belongs to each sample is formed, summed and divided by S. With J_i
 * the Jacobian of {@code f(x_i)}, {@code g_i = 2c J_i^T r_i} and g the mean of the g_i:
 *
 * <pre>
 * H v     = (1/S) sum_i 2c (J_i^T (J_i v) + H_{w.f(x_i)} v)     at w = r_i
 * Sigma v = (1/S) sum_i (g_i - g) ((g_i - g) . v)
 * </pre>
 *
 * The mean is subtracted before anything is squared, so that the noise does not cancel where gradients are alike.
 */
final class ReferenceSamples implements ReferenceAverages {

    private final ReferenceFunction f;
    private final double c;
    private final double[][] x;
    private final double[][] r;

    ReferenceSamples(ReferenceFunction f, double c, Batch.Samples batch) {
        this.f = f;
        this.c = c;
        x = batch.x().toRows();
        double[][] y = batch.y().toRows();
        r = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            r[i] = Dense.sum(1, f.output(x[i]), -1, y[i]);
        }
    }

    /** {@code c |r_i|^2} of each sample. */
    double[] losses() {
        double[] losses = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            losses[i] = c * Dense.square(r[i]);
        }
        return losses;
    }

    @Override
    public double loss() {
        double sum = 0;
        for (double loss : losses()) {
            sum += loss;
        }
        return sum / x.length;
    }

    /** {@code g_i = 2c J_i^T r_i}. */
    private double[][][] gradient(int i) {
        return Blocks.scaled(2 * c, f.gradient(x[i], r[i]));
    }

    @Override
    public double[][][] gradient() {
        double[][][] sum = gradient(0);
        for (int i = 1; i < x.length; i++) {
            Blocks.add(sum, 1, gradient(i));
        }
        return Blocks.scaled(1.0 / x.length, sum);
    }

    @Override
    public double[][][] hessianDiagonal() {
        double[][][] sum = Blocks.zeros(f.squaredDerivatives(x[0]));
        for (int i = 0; i < x.length; i++) {
            Blocks.add(sum, 2 * c, f.squaredDerivatives(x[i]));
            Blocks.add(sum, 2 * c, f.secondDerivatives(x[i], r[i]));
        }
        return Blocks.scaled(1.0 / x.length, sum);
    }

    @Override
    public double[][][] hessianProduct(double[][][] v) {
        double[][][] sum = Blocks.zeros(v);
        for (int i = 0; i < x.length; i++) {
            Blocks.add(sum, 2 * c, f.gradient(x[i], f.derivative(x[i], v)));
            Blocks.add(sum, 2 * c, f.gradientDerivative(x[i], r[i], v));
        }
        return Blocks.scaled(1.0 / x.length, sum);
    }

    @Override
    public double[][][] noiseVariances() {
        double[][][] mean = gradient();
        double[][][] sum = Blocks.zeros(mean);
        for (int i = 0; i < x.length; i++) {
            Blocks.addSquares(sum, Blocks.sum(1, gradient(i), -1, mean));
        }
        return Blocks.scaled(1.0 / x.length, sum);
    }

    @Override
    public double[][][] noiseProduct(double[][][] v) {
        double[][][] mean = gradient();
        double[][][] sum = Blocks.zeros(mean);
        for (int i = 0; i < x.length; i++) {
            double[][][] noise = Blocks.sum(1, gradient(i), -1, mean);
            Blocks.add(sum, Blocks.inner(noise, v), noise);
        }
        return Blocks.scaled(1.0 / x.length, sum);
    }

    @Override
    public double[][] residualSquares(double[][] a, double[][] b) {
        double[][] sum = new double[b[0].length][b[0].length];
        for (int i = 0; i < x.length; i++) {
            double[] back = Dense.transposedProduct(b, r[i]);
            Dense.addOuterProduct(sum, Dense.square(Dense.product(a, x[i])), back, back);
        }
        return Dense.scaled(1.0 / x.length, sum);
    }

    @Override
    public double[][] inputSquares(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][a.length];
        for (int i = 0; i < x.length; i++) {
            double[] forth = Dense.product(a, x[i]);
            Dense.addOuterProduct(sum, Dense.square(Dense.transposedProduct(b, r[i])), forth, forth);
        }
        return Dense.scaled(1.0 / x.length, sum);
    }
}
