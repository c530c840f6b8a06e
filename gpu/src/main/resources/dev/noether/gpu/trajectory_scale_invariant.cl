/* What the scale-invariant model, f(x) = n . x with n = theta/|theta|, has beside the steps of trajectory.cl: n, and the gradient
 * 2 c (m - (n . m) n) / |theta|, m = E r x, as in scale_invariant.cl and in the same numbers. All vectors are transposes of
 * matrices of one row, dx x ly, zero in the padding. Work-group and memory as in trajectory.cl. trajectory_sums.cl before.
 * Defines from Java: SCALE_INVARIANT. */
#if SCALE_INVARIANT
/* |theta|; of a square that overflowed, theta/|theta| would be zero: finite and wrong. */
static acc norm_of(acc square) {
    return sqrt(isfinite(square) ? square : (acc) NAN);
}

/* n = theta/norm. */
static void divide(WORK real *unit, const WORK real *theta, acc norm, const sizes *n) {
    for (int k = (int) get_local_id(0); k < n->inputs; k += GROUP) {
        unit[k * n->ly] = (real) (theta[k * n->ly] / norm);
    }
}

/* m = X^T r / S. */
static void correlate_residuals(WORK real *m, const WORK real *x, const WORK real *residual, const sizes *n) {
    real mean = (real) ((acc) 1 / n->samples);
    FOR_TILES(i, j, n->inputs, n->ly) {
        lanes sum[ROWS];
        ZERO_LANES(sum);
        add_products(sum, x, i, n->inputs, 1, n->lx, residual + j, n->ly, n->samples);
        for (int r = 0; r < ROWS && i + r < n->inputs; r++) {
            STORE(mean * sum[r], 0, m + (i + r) * n->ly + j);
        }
    }
}

/* m = factor (m - along n), along = n . m. */
static void project(WORK real *m, const WORK real *unit, acc along, acc factor, const sizes *n) {
    for (int k = (int) get_local_id(0); k < n->inputs; k += GROUP) {
        WORK real *at = m + k * n->ly;
        *at = (real) (factor * fma(-along, (acc) unit[k * n->ly], (acc) *at));
    }
}
#endif
