package dev.noether.theory;

import java.util.Random;

/**
 * A model that the engine does not have: one attention score {@code f = (K a)^T (Q b)} with squared loss, K and Q d x n,
 * parameters K then Q, rows first. Symmetric under {@code K -> exp(lambda B) K}, {@code Q -> exp(-lambda B) Q} for every
 * symmetric B.
 */
record KeyQueryModel(int width, int inputs) {

    /** A sample: two inputs and a label. */
    record Sample(double[] key, double[] query, double label) {}

    int parameters() {
        return 2 * width * inputs;
    }

    Sample sample(Random random) {
        return new Sample(gaussian(random, inputs), gaussian(random, inputs), 2 * random.nextGaussian());
    }

    static double[] gaussian(Random random, int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    private double[] projected(double[] theta, int offset, double[] x) {
        double[] result = new double[width];
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < inputs; j++) {
                result[i] += theta[offset + i * inputs + j] * x[j];
            }
        }
        return result;
    }

    private double residual(double[] theta, Sample sample) {
        double[] k = projected(theta, 0, sample.key());
        double[] q = projected(theta, width * inputs, sample.query());
        double score = 0;
        for (int i = 0; i < width; i++) {
            score += k[i] * q[i];
        }
        return score - sample.label();
    }

    double loss(double[] theta, Sample sample) {
        double r = residual(theta, sample);
        return r * r;
    }

    double[] gradient(double[] theta, Sample sample) {
        double[] k = projected(theta, 0, sample.key());
        double[] q = projected(theta, width * inputs, sample.query());
        double r = residual(theta, sample);
        double[] gradient = new double[parameters()];
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < inputs; j++) {
                gradient[i * inputs + j] = 2 * r * q[i] * sample.key()[j];
                gradient[width * inputs + i * inputs + j] = 2 * r * k[i] * sample.query()[j];
            }
        }
        return gradient;
    }

    /** The generator of B over all parameters: {@code B (x) I} on K and minus it on Q. */
    double[][] generator(double[][] b) {
        int n = parameters();
        double[][] a = new double[n][n];
        for (int i = 0; i < width; i++) {
            for (int k = 0; k < width; k++) {
                for (int j = 0; j < inputs; j++) {
                    a[i * inputs + j][k * inputs + j] = b[i][k];
                    a[(width + i) * inputs + j][(width + k) * inputs + j] = -b[i][k];
                }
            }
        }
        return a;
    }
}
