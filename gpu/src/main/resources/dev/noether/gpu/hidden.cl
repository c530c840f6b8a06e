/* Hidden units of f(x) = alpha U phi(beta W x) on samples: `rows` = S, `columns` = d; all matrices S x d, in global memory.
 * activation.cl before. Work-group: MAP_GROUP x 1 items, from Java; no local memory. Global size as in maps.cl. */

/* h = beta h,  Phi = alpha phi(h),  Psi = alpha beta phi'(h), from h = X W^T; scales holds alpha and beta. All S x d. */
__kernel __attribute__((reqd_work_group_size(MAP_GROUP, 1, 1)))
void activate(int rows, int columns, RESULT(h), RESULT(phi), RESULT(psi), real slope, __global const real *scales) {
    FOR_ELEMENTS(i, j) {
        real x = scales[1] * AT(h, i, j);
        AT(h, i, j) = x;
        AT(phi, i, j) = scales[0] * value_of(x, slope);
        AT(psi, i, j) = scales[0] * scales[1] * first_of(x, slope);
    }
}

/* Omega = alpha beta^2 phi''(h), S x d, h as activate left it. */
__kernel __attribute__((reqd_work_group_size(MAP_GROUP, 1, 1)))
void activate_second(int rows, int columns, RESULT(h), RESULT(omega), __global const real *scales) {
    FOR_ELEMENTS(i, j) {
        AT(omega, i, j) = scales[0] * scales[1] * scales[1] * second_of(AT(h, i, j));
    }
}
