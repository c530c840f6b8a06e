/* theta <- theta - eta (scale g + pull theta + 2 gamma theta), the update of a tile as its gradient is summed: no gradient is
 * ever written, but that of the drift of a flow, kept in the pass before and then added to the gradient times `drift`. The pull
 * is there for normalised nets only. trajectory_sampling.cl before. */
static lanes moved(lanes theta, lanes gradient, WORK real *kept, const sizes *n) {
    lanes scaled = n->scale * gradient;
#if NORMALIZED
    scaled = fma((lanes) (n->pull), theta, scaled);
#endif
#if DRIFT != NO_DRIFT
    if (n->keeps) {
        STORE(scaled, 0, kept);
        return theta;
    }
    scaled = fma((lanes) (n->drift), LOAD(0, kept), scaled);
#endif
    return fma((lanes) (-n->eta), fma((lanes) (n->decay), theta, scaled), theta);
}

static real sum_of_lanes(lanes value) {
    real part[WIDTH];
    STORE(value, 0, part);
    real sum = 0;
    for (int c = 0; c < WIDTH; c++) {
        sum += part[c];
    }
    return sum;
}

/* The transpose of a row of a tile into W^T, row i of W. */
static void store_transposed(WORK real *transposed, lanes value, int i, int j, int row) {
    real part[WIDTH];
    STORE(value, 0, part);
    for (int c = 0; c < WIDTH; c++) {
        transposed[(j + c) * row + i] = part[c];
    }
}

/* Moves W (rows x columns) by the gradient a^T b in both orientations; returns this item's share of |W|^2. Row k of b is
 * depth x columns, element (k, i) of a at a[i + k a_step]. The gradient of the drift is `kept` as W is. */
static real move_both(WORK real *w, WORK real *wt, WORK real *kept, int rows, int columns, const WORK real *a, int a_step,
        const WORK real *b, int depth, const sizes *n) {
    lanes squares = (lanes) 0;
    int padded = PADDED(columns);
    FOR_TILES(i, j, rows, padded) {
        lanes sum[ROWS];
        ZERO_LANES(sum);
        add_products(sum, a, i, rows, 1, a_step, b + j, padded, depth);
        for (int r = 0; r < ROWS && i + r < rows; r++) {
            int at = (i + r) * padded + j;
            lanes next = moved(LOAD(0, w + at), sum[r], kept + at, n);
            STORE(next, 0, w + at);
            store_transposed(wt, next, i + r, j, PADDED(rows));
            squares = fma(next, next, squares);
        }
    }
    return sum_of_lanes(squares);
}

/* Moves W^T (rows x padded) by the gradient a^T b; returns this item's share of |W|^2. Element (i, k) of a^T is at
 * a[i a_row + k a_step]. The gradient of the drift is `kept` as W^T is. */
static real move_transposed(WORK real *wt, WORK real *kept, int rows, int padded, const WORK real *a, int a_row, int a_step,
        const WORK real *b, int depth, const sizes *n) {
    lanes squares = (lanes) 0;
    FOR_TILES(i, j, rows, padded) {
        lanes sum[ROWS];
        ZERO_LANES(sum);
        add_products(sum, a, i, rows, a_row, a_step, b + j, padded, depth);
        for (int r = 0; r < ROWS && i + r < rows; r++) {
            int at = (i + r) * padded + j;
            lanes next = moved(LOAD(0, wt + at), sum[r], kept + at, n);
            STORE(next, 0, wt + at);
            squares = fma(next, next, squares);
        }
    }
    return sum_of_lanes(squares);
}

#if SCALE_INVARIANT || HAS(MOMENTS)
/* Moves W_1^T of a single layer (dx x ly) by the gradient g of the same shape, as is that `kept`; returns this item's share of |W|^2. */
static real move_by(WORK real *wt, WORK real *kept, const WORK real *g, const sizes *n) {
    lanes squares = (lanes) 0;
    for (int q = (int) get_local_id(0); q < n->inputs * n->ly / WIDTH; q += GROUP) {
        lanes next = moved(LOAD(q, wt), LOAD(q, g), kept + q * WIDTH, n);
        STORE(next, q, wt);
        squares = fma(next, next, squares);
    }
    return sum_of_lanes(squares);
}
#endif
