package dev.noether.backend.simd;

import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatMatrix;

/**
 * The squared norm of matrices in panels, one below the other, by a team: panel by panel, added up in their order, so it
 * does not depend on the number of members. One thread alone reads large parameters for as long as a twentieth of a step of
 * two.
 */
final class FloatPanelNorms {

    private final FloatMatrix[] matrices;
    private final double[] norms;
    private final FloatMatrix[] views;
    private final FloatLaneSums[] sums;
    private final Team.Part part = this::part;

    /** @param matrices each of {@code panels} panels with the same number of rows */
    FloatPanelNorms(int panels, int members, FloatMatrix... matrices) {
        this.matrices = matrices;
        norms = new double[panels];
        views = new FloatMatrix[members];
        sums = new FloatLaneSums[members];
        for (int member = 0; member < members; member++) {
            views[member] = new FloatMatrix(1, 1);
            sums[member] = new FloatLaneSums();
        }
    }

    /** The sum of the squares of all elements, padding included. */
    double sum(Team team) {
        team.run(part);
        double sum = 0;
        for (double norm : norms) {
            sum += norm;
        }
        return sum;
    }

    private void part(int member, int members) {
        int end = Team.start(norms.length, member + 1, members);
        for (int p = Team.start(norms.length, member, members); p < end; p++) {
            double norm = 0;
            for (FloatMatrix matrix : matrices) {
                int rows = matrix.rows() / norms.length;
                views[member].viewRows(matrix, p * rows, rows);
                norm += sums[member].squares(views[member]);
            }
            norms[p] = norm;
        }
    }
}
