package dev.noether.validate.reference;

import dev.noether.model.Parameters;

/** Sums and products of parameters, as one matrix for each block: {@code blocks[b][row][column]}. */
final class Blocks {

    private Blocks() {}

    /** A copy of all values. */
    static double[][][] of(Parameters parameters) {
        double[][][] blocks = new double[parameters.blocks()][][];
        for (int b = 0; b < blocks.length; b++) {
            blocks[b] = parameters.block(b).toRows();
        }
        return blocks;
    }

    /** Overwrites {@code out} with all values. */
    static void store(double[][][] blocks, Parameters out) {
        for (int b = 0; b < blocks.length; b++) {
            for (int i = 0; i < blocks[b].length; i++) {
                out.block(b).setRow(i, blocks[b][i], 0);
            }
        }
    }

    /** Zeros in the shapes of {@code blocks}. */
    static double[][][] zeros(double[][][] blocks) {
        double[][][] zeros = new double[blocks.length][][];
        for (int b = 0; b < blocks.length; b++) {
            zeros[b] = new double[blocks[b].length][blocks[b][0].length];
        }
        return zeros;
    }

    /** {@code alpha A + beta B}. */
    static double[][][] sum(double alpha, double[][][] a, double beta, double[][][] b) {
        double[][][] sum = new double[a.length][][];
        for (int block = 0; block < a.length; block++) {
            sum[block] = Dense.sum(alpha, a[block], beta, b[block]);
        }
        return sum;
    }

    /** {@code alpha A}. */
    static double[][][] scaled(double alpha, double[][][] a) {
        return sum(alpha, a, 0, zeros(a));
    }

    /** {@code A <- A + alpha B}, in place. */
    static void add(double[][][] a, double alpha, double[][][] b) {
        for (int block = 0; block < a.length; block++) {
            for (int i = 0; i < a[block].length; i++) {
                for (int j = 0; j < a[block][i].length; j++) {
                    a[block][i][j] += alpha * b[block][i][j];
                }
            }
        }
    }

    /** {@code A_p <- A_p + B_p^2} for every element p, in place. */
    static void addSquares(double[][][] a, double[][][] b) {
        for (int block = 0; block < a.length; block++) {
            for (int i = 0; i < a[block].length; i++) {
                for (int j = 0; j < a[block][i].length; j++) {
                    a[block][i][j] += b[block][i][j] * b[block][i][j];
                }
            }
        }
    }

    /** {@code sum_p A_p B_p} over all elements p. */
    static double inner(double[][][] a, double[][][] b) {
        double sum = 0;
        for (int block = 0; block < a.length; block++) {
            sum += Dense.inner(a[block], b[block]);
        }
        return sum;
    }
}
