package dev.noether.validate.reference;

import dev.noether.task.Batch;

/** Averages over S samples: sums, sample by sample, divided by S. */
final class ReferenceTwoLayerSamples implements ReferenceTwoLayerAverages {

    private final double[][] u;
    private final double[][] w;
    private final double[][] x;
    private final double[][] h;
    private final double[][] r;

    ReferenceTwoLayerSamples(double[][] u, double[][] w, Batch.Samples batch) {
        this.u = u;
        this.w = w;
        x = batch.x().toRows();
        double[][] y = batch.y().toRows();
        h = new double[x.length][];
        r = new double[x.length][];
        for (int s = 0; s < x.length; s++) {
            h[s] = Dense.product(w, x[s]);
            r[s] = Dense.product(u, h[s]);
            for (int i = 0; i < y[s].length; i++) {
                r[s][i] -= y[s][i];
            }
        }
    }

    @Override
    public double loss() {
        double sum = 0;
        for (double[] residual : r) {
            sum += Dense.square(residual);
        }
        return sum / x.length;
    }

    @Override
    public double[][] gradientU() {
        double[][] sum = new double[u.length][w.length];
        for (int s = 0; s < x.length; s++) {
            Dense.addOuterProduct(sum, 2, r[s], h[s]);
        }
        return Dense.scaled(1.0 / x.length, sum);
    }

    @Override
    public double[][] gradientW() {
        double[][] ut = Dense.transpose(u);
        double[][] sum = new double[w.length][w[0].length];
        for (int s = 0; s < x.length; s++) {
            double[] back = Dense.product(ut, r[s]);
            Dense.addOuterProduct(sum, 2, back, x[s]);
        }
        return Dense.scaled(1.0 / x.length, sum);
    }

    @Override
    public double hiddenSquare() {
        double sum = 0;
        for (double[] hidden : h) {
            sum += Dense.square(hidden);
        }
        return sum / x.length;
    }

    @Override
    public double inputSquare() {
        double sum = 0;
        for (double[] input : x) {
            sum += Dense.square(input);
        }
        return sum / x.length;
    }

    @Override
    public double[][] gammaW() {
        double[][] sum = new double[w[0].length][w[0].length];
        for (int s = 0; s < x.length; s++) {
            Dense.addOuterProduct(sum, Dense.square(r[s]), x[s], x[s]);
        }
        return Dense.scaled(1.0 / x.length, sum);
    }

    @Override
    public double[][] gammaU() {
        double[][] sum = new double[u.length][u.length];
        for (int s = 0; s < x.length; s++) {
            Dense.addOuterProduct(sum, Dense.square(x[s]), r[s], r[s]);
        }
        return Dense.scaled(1.0 / x.length, sum);
    }
}
