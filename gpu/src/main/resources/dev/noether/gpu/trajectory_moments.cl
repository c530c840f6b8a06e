/* Of a step on second moments, C = E[x x^T], N what is left of E[y x^T]: M = E C - N from E, the product of the layers less the
 * target. Matrices are kept transposed, inputs x ly, so that lanes go along the outputs. tiles.cl before; work-group and memory
 * as in trajectory.cl. */
#if HAS(MOMENTS)
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
#endif
