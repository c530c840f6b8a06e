package dev.noether.theory;

import dev.noether.task.Batch;

/**
 * SGD on a deep linear net in plain arithmetic, {@code l = |W_D ... W_1 x - y|^2}: a simulation that shares no code with
 * the closed forms. Layers are arrays of rows, input first.
 */
final class PlainDeepNet {

    private final double[][][] layers;

    PlainDeepNet(double[][]... layers) {
        this.layers = layers;
    }

    double[][] layer(int i) {
        return layers[i];
    }

    /** {@code W_i -= eta (1/S) sum_k 2 (W_{i+1}^T ... W_D^T r_k)(W_{i-1} ... W_1 x_k)^T}. */
    void step(Batch.Samples batch, double eta) {
        int depth = layers.length;
        double[][][] gradients = new double[depth][][];
        for (int i = 0; i < depth; i++) {
            gradients[i] = new double[layers[i].length][layers[i][0].length];
        }
        for (int k = 0; k < batch.size(); k++) {
            double[][] a = new double[depth + 1][];
            a[0] = new double[batch.inputs()];
            batch.x().copyRow(k, a[0], 0);
            for (int i = 0; i < depth; i++) {
                a[i + 1] = new double[layers[i].length];
                for (int p = 0; p < layers[i].length; p++) {
                    for (int q = 0; q < a[i].length; q++) {
                        a[i + 1][p] += layers[i][p][q] * a[i][q];
                    }
                }
            }
            double[] back = a[depth].clone();
            for (int p = 0; p < back.length; p++) {
                back[p] -= batch.y().get(k, p);
            }
            for (int i = depth - 1; i >= 0; i--) {
                double[] next = new double[a[i].length];
                for (int p = 0; p < back.length; p++) {
                    for (int q = 0; q < next.length; q++) {
                        gradients[i][p][q] += 2 * back[p] * a[i][q] / batch.size();
                        next[q] += layers[i][p][q] * back[p];
                    }
                }
                back = next;
            }
        }
        for (int i = 0; i < depth; i++) {
            for (int p = 0; p < layers[i].length; p++) {
                for (int q = 0; q < layers[i][p].length; q++) {
                    layers[i][p][q] -= eta * gradients[i][p][q];
                }
            }
        }
    }
}
