/* theta <- theta - eta (scale g + 2 gamma theta), the update of a tile as its gradient is summed: no gradient is ever
 * written. tiles.cl before. */
static lanes moved(lanes theta, lanes gradient, const sizes *n) {
    return fma((lanes) (-n->eta), fma((lanes) (n->decay), theta, n->scale * gradient), theta);
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

/* UT is the transpose of a tile's rows of U. */
static void store_transposed(WORK real *transposed, lanes value, int i, int j, int row) {
    real part[WIDTH];
    STORE(value, 0, part);
    for (int c = 0; c < WIDTH; c++) {
        transposed[(j + c) * row + i] = part[c];
    }
}

/* Moves U by the gradient a^T b into both orientations (`u` only if `in_place`); returns this item's share of |U|^2. */
static real move_u(WORK real *u, WORK real *ut, const WORK real *a, int a_step, const WORK real *b, int depth,
        const sizes *n, bool in_place) {
    lanes squares = (lanes) 0;
    FOR_TILES(i, j, n->outputs, n->ld) {
        lanes sum[ROWS];
        ZERO_LANES(sum);
        add_products(sum, a, i, n->outputs, 1, a_step, b + j, n->ld, depth);
        for (int r = 0; r < ROWS && i + r < n->outputs; r++) {
            WORK real *at = u + (i + r) * n->ld + j;
            lanes next = moved(LOAD(0, at), sum[r], n);
            if (in_place) {
                STORE(next, 0, at);
            }
            store_transposed(ut, next, i + r, j, n->ly);
            squares = fma(next, next, squares);
        }
    }
    return sum_of_lanes(squares);
}

/* Moves W^T by the gradient a^T b; returns this item's share of |W|^2. */
static real move_w(WORK real *wt, const WORK real *a, int a_row, int a_step, const WORK real *b, int depth,
        const sizes *n) {
    lanes squares = (lanes) 0;
    FOR_TILES(i, j, n->inputs, n->ld) {
        lanes sum[ROWS];
        ZERO_LANES(sum);
        add_products(sum, a, i, n->inputs, a_row, a_step, b + j, n->ld, depth);
        for (int r = 0; r < ROWS && i + r < n->inputs; r++) {
            WORK real *at = wt + (i + r) * n->ld + j;
            lanes next = moved(LOAD(0, at), sum[r], n);
            STORE(next, 0, at);
            squares = fma(next, next, squares);
        }
    }
    return sum_of_lanes(squares);
}

