/* The scales of a normalised net, f(x) = alpha U tanh(beta W x): alpha = 1/|O|, beta = 1/|I|, (O, I) = (W, U) in Net-A and
 * (U, W) in Net-B. With p of a scale s the mean of dl/d(ln s), l = 1/2 |r|^2 of a sample, the gradient of the block that has
 * the scale gains -2c p T/|T|^2. Launches of one work-item; no local memory. `partials` as in reduction.cl, which comes
 * before: REDUCE_GROUPS pairs a slot. scales: alpha, beta; squares and pulls: of U, of W. */

static acc sum_of_slot(__global const acc *partials, int slot) {
    pair sum = {0, 0};
    for (int g = 0; g < REDUCE_GROUPS; g++) {
        pair part = {partials[2 * (slot * REDUCE_GROUPS + g)], partials[2 * (slot * REDUCE_GROUPS + g) + 1]};
        sum = pair_join(sum, part);
    }
    return isfinite(sum.high) ? sum.high + sum.low : sum.high;
}

/* scales = alpha, beta = 1/|O|, 1/|I| from |U|^2 and |W|^2 in two slots, which also go to `squares`. `crossed`: Net-A. One
 * work-item. */
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void normalized_scales(__global const acc *partials, int slot_u, int slot_w, int crossed, __global real *scales,
        __global acc *squares) {
    acc u = sum_of_slot(partials, slot_u);
    acc w = sum_of_slot(partials, slot_w);
    // Of a square that overflowed, 1/m would be zero: a finite, wrong scale.
    u = isfinite(u) ? u : (acc) NAN;
    w = isfinite(w) ? w : (acc) NAN;
    squares[0] = u;
    squares[1] = w;
    scales[0] = (real) (1 / sqrt(crossed ? w : u));
    scales[1] = (real) (1 / sqrt(crossed ? u : w));
}

/* pulls[b] = factor p/|T|^2 for b = U, W, from the sums of r . f and of g . h, g the derivative of l by w_j x (beta times
 * that by h): p of alpha is the former, p of beta the latter over beta. One work-item. */
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void normalized_pulls(__global const acc *partials, int slot_outputs, int slot_hidden, int crossed, acc factor,
        __global const real *scales, __global const acc *squares, __global acc *pulls) {
    acc outer = sum_of_slot(partials, slot_outputs);
    acc inner = sum_of_slot(partials, slot_hidden) / scales[1];
    pulls[0] = factor * (crossed ? inner : outer) / squares[0];
    pulls[1] = factor * (crossed ? outer : inner) / squares[1];
}
