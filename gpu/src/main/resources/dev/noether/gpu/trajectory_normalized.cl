/* What a normalised net, f(x) = alpha U tanh(beta W x), has beside the steps of trajectory.cl: its scales, and with them pulls on
 * both blocks, as in normalized.cl and in the same numbers: two sums at once as in trajectory_sums.cl. Work-group and memory
 * as in trajectory.cl. Defines from Java: NORMALIZED, CROSSED (Net-A). */
#if NORMALIZED
/* alpha = 1/|W|, beta = 1/|U| in Net-A; of a square that overflowed it would be zero: a finite, wrong scale. */
static real scale_of(acc square) {
    return (real) (1 / sqrt(isfinite(square) ? square : (acc) NAN));
}
#endif
