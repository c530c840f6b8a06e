/* Phases of a step on second moments, C = E[x x^T], V the target, N what is left of E[y x^T]: E = U W - V, M = E C - N. All
 * matrices are kept transposed, inputs x ly, so that lanes go along the outputs. tiles.cl before; work-group and memory as
 * in trajectory.cl. */
#if SOURCE == MOMENTS
/* ET = (U W - V)^T and then MT = (E C - N)^T, from the transposes of V and N. */
static void error_map(WORK real *et, const WORK real *wt, const WORK real *ut, const sizes *n,
        __global const real *target) {
    FOR_TILES(i, j, n->inputs, n->ly) {
        lanes sum[ROWS];
        ZERO_LANES(sum);
        add_products(sum, wt, i, n->inputs, n->ld, 1, ut + j, n->ly, n->hidden);
        for (int r = 0; r < ROWS && i + r < n->inputs; r++) {
            int at = (i + r) * n->ly + j;
            STORE(sum[r] - LOAD(0, target + at), 0, et + at);
        }
    }
}

static void correlation_map(WORK real *mt, const WORK real *et, const sizes *n, __global const real *cx,
        __global const real *cross_moment) {
    FOR_TILES(i, j, n->inputs, n->ly) {
        lanes sum[ROWS];
        ZERO_LANES(sum);
        add_products_of_data(sum, cx, i, n->inputs, n->lx, 1, et + j, n->ly, n->inputs);
        for (int r = 0; r < ROWS && i + r < n->inputs; r++) {
            int at = (i + r) * n->ly + j;
            STORE(sum[r] - LOAD(0, cross_moment + at), 0, mt + at);
        }
    }
}

static void copy_transposed(WORK real *u, const WORK real *ut, const sizes *n) {
    for (int i = 0; i < n->outputs; i++) {
        for (int j = (int) get_local_id(0); j < n->ld; j += GROUP) {
            u[i * n->ld + j] = ut[j * n->ly + i];
        }
    }
}
#endif
