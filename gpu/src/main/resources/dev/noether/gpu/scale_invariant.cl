/* The scale-invariant model f(x) = n . x, n = theta/|theta|: all vectors of `length` = dx entries. One work-group of
 * REDUCE_GROUP items; local memory: 2 REDUCE_GROUP acc, but for curvature_diagonal. reduction.cl before. */

/* n = theta/|theta| and norm[0] = |theta|. */
__kernel __attribute__((reqd_work_group_size(REDUCE_GROUP, 1, 1)))
void unit_vector(int length, __global const real *theta, long theta_at, __global real *n, __global acc *norm) {
    __local acc high[REDUCE_GROUP];
    __local acc low[REDUCE_GROUP];
    int item = (int) get_local_id(0);
    pair sum = {0, 0};
    for (int k = item; k < length; k += REDUCE_GROUP) {
        acc value = theta[theta_at + k];
        sum = pair_add_product(sum, value, value);
    }
    reduce_group(high, low, sum, item);
    // Of a square that overflowed, theta/|theta| would be zero: finite and wrong.
    acc size = isfinite(high[0]) ? sqrt(high[0] + low[0]) : (acc) NAN;
    for (int k = item; k < length; k += REDUCE_GROUP) {
        n[k] = (real) (theta[theta_at + k] / size);
    }
    if (item == 0) {
        norm[0] = size;
    }
}

/* out = factor (a - (n . a) n) / norm^power; out may be a. The gradient is that of a = m = E r x, factor 2c, power 1. */
__kernel __attribute__((reqd_work_group_size(REDUCE_GROUP, 1, 1)))
void project(int length, __global const real *n, __global const acc *norm, __global const real *a, long a_at,
        acc factor, int power, __global real *out, long out_at) {
    __local acc high[REDUCE_GROUP];
    __local acc low[REDUCE_GROUP];
    int item = (int) get_local_id(0);
    pair sum = {0, 0};
    for (int k = item; k < length; k += REDUCE_GROUP) {
        sum = pair_add_product(sum, (acc) n[k], (acc) a[a_at + k]);
    }
    reduce_group(high, low, sum, item);
    acc along = high[0] + low[0];
    acc scale = factor;
    for (int p = 0; p < power; p++) {
        scale /= norm[0];
    }
    for (int k = item; k < length; k += REDUCE_GROUP) {
        out[out_at + k] = (real) (scale * fma(-along, (acc) n[k], (acc) a[a_at + k]));
    }
}

/* out_k = factor (C_kk - 2 n_k (C n)_k + n_k^2 n.Cn - q (1 - n_k^2) - 2 n_k w_k) / norm^2: the diagonal of the Hessian over
 * 2c, C the second moments of the inputs, w = m - q n, q = n . m, m = E r x. */
__kernel __attribute__((reqd_work_group_size(REDUCE_GROUP, 1, 1)))
void curvature_diagonal(int length, __global const real *n, __global const acc *norm, __global const acc *squares,
        __global const real *image, __global const real *w, acc along, acc q, acc factor,
        __global real *out, long out_at) {
    for (int k = (int) get_local_id(0); k < length; k += REDUCE_GROUP) {
        acc unit = n[k];
        acc curvature = squares[k] - 2 * unit * image[k] + unit * unit * along;
        acc turn = q * (1 - unit * unit) + 2 * unit * w[k];
        out[out_at + k] = (real) (factor * (curvature - turn) / (norm[0] * norm[0]));
    }
}
