/* Element by element: all matrices rows x columns, factors in real; v of `rows` and w of `columns` entries in acc. Work-group:
 * MAP_GROUP x 1 items, from Java; no local memory. Global size: (columns, rounded up to groups; rows, at most so many that
 * every device takes them); the items go on in strides of it. */

/* out = alpha A + beta B + gamma; out may be A or B. */
__kernel __attribute__((reqd_work_group_size(MAP_GROUP, 1, 1)))
void combine(int rows, int columns, RESULT(out), real alpha, MATRIX(a), real beta, MATRIX(b), real gamma) {
    FOR_ELEMENTS(i, j) {
        AT(out, i, j) = fma(alpha, AT(a, i, j), fma(beta, AT(b, i, j), gamma));
    }
}

/* out = alpha A * B + beta C, element by element; out may be any of them. Without beta C is not read. */
__kernel __attribute__((reqd_work_group_size(MAP_GROUP, 1, 1)))
void hadamard(int rows, int columns, RESULT(out), real alpha, MATRIX(a), MATRIX(b), real beta, MATRIX(c)) {
    FOR_ELEMENTS(i, j) {
        real left = alpha * AT(a, i, j);
        real right = AT(b, i, j);
        AT(out, i, j) = beta == 0 ? left * right : fma(left, right, beta * AT(c, i, j));
    }
}

/* out(i, j) = alpha v[i] A(i, j); out may be A. */
__kernel __attribute__((reqd_work_group_size(MAP_GROUP, 1, 1)))
void scale_rows(int rows, int columns, RESULT(out), acc alpha, __global const acc *v, MATRIX(a)) {
    FOR_ELEMENTS(i, j) {
        AT(out, i, j) = (real) (alpha * v[i]) * AT(a, i, j);
    }
}

/* out(i, j) = factor v[i] w[j] + gamma; without `varies_down` v = 1. */
__kernel __attribute__((reqd_work_group_size(MAP_GROUP, 1, 1)))
void outer(int rows, int columns, RESULT(out), acc factor, __global const acc *v, int varies_down,
        __global const acc *w, acc gamma) {
    FOR_ELEMENTS(i, j) {
        acc scale = varies_down ? factor * v[i] : factor;
        AT(out, i, j) = (real) fma(scale, w[j], gamma);
    }
}

/* out = out + scalars[slot] A, the number rounded to real. */
__kernel __attribute__((reqd_work_group_size(MAP_GROUP, 1, 1)))
void add_scaled(int rows, int columns, RESULT(out), __global const acc *scalars, int slot, MATRIX(a)) {
    FOR_ELEMENTS(i, j) {
        AT(out, i, j) = fma((real) scalars[slot], AT(a, i, j), AT(out, i, j));
    }
}
