/* The minibatch of a step in a work-group's memory: sampling.cl in one launch with all else. Samples are shared by the items.
 * tiles.cl before. Defines from Java: SOURCE, what minibatches come from (FRESH, DRAWN, FIXED, MOMENTS), and DRIFT, what the
 * drift of a flow is the gradient on (FIXED, MOMENTS, or NO_DRIFT). */
#define HAS(kind) (SOURCE == kind || DRIFT == kind)
#if SOURCE == FRESH || SOURCE == DRAWN
#if BLOCKS_AT_ONCE == 1
#define LOAD_BLOCKS(from) (from)[0]
#define STORE_BLOCKS(value, to) (to)[0] = (value)
#else
#define LOAD_BLOCKS(from) JOIN(vload, BLOCKS_AT_ONCE)(0, from)
#define STORE_BLOCKS(value, to) JOIN(vstore, BLOCKS_AT_ONCE)(value, 0, to)
#endif

/* Normals of samples x components, times the diagonal factor if `scaled`. */
static void draw(WORK real *out, int row, int samples, int components, uint purpose, const sizes *n, ulong step,
        __global const real *factor, bool scaled) {
    int blocks = (components + REALS_PER_BLOCK - 1) / REALS_PER_BLOCK;
    int last = samples * blocks - 1;
    for (int first = (int) get_local_id(0) * BLOCKS_AT_ONCE; first <= last; first += GROUP * BLOCKS_AT_ONCE) {
        uint sample[BLOCKS_AT_ONCE];
        uint block[BLOCKS_AT_ONCE];
        for (int l = 0; l < BLOCKS_AT_ONCE; l++) {
            int q = min(first + l, last);
            sample[l] = (uint) (q / blocks);
            block[l] = (uint) (q % blocks);
        }
        reals normals[REALS_PER_BLOCK];
        normal_block(n->seed, purpose, step, LOAD_BLOCKS(sample), LOAD_BLOCKS(block), normals);
        for (int k = 0; k < REALS_PER_BLOCK; k++) {
            real z[BLOCKS_AT_ONCE];
            STORE_BLOCKS(normals[k], z);
            // Blocks beyond the last write its normals once more.
            for (int l = 0; l < BLOCKS_AT_ONCE; l++) {
                int c = (int) block[l] * REALS_PER_BLOCK + k;
                if (c < components) {
                    out[(int) sample[l] * row + c] = scaled ? fma(factor[c], z[l], (real) 0) : z[l];
                }
            }
        }
    }
}
#endif

#if SOURCE == FRESH
/* out = z F^T with F^T in `factor`, rows of `padded`. */
static void correlate(WORK real *out, const WORK real *z, int padded, int components, const sizes *n,
        __global const real *factor) {
    FOR_TILES(i, j, n->samples, padded) {
        lanes sum[ROWS];
        ZERO_LANES(sum);
        add_products_by_data(sum, z, i, n->samples, padded, 1, factor + j, padded, components);
        for (int r = 0; r < ROWS && i + r < n->samples; r++) {
            STORE(sum[r], 0, out + (i + r) * padded + j);
        }
    }
}

/* y += x V^T, the chain started from the label noise. */
static void label(WORK real *y, const WORK real *x, const sizes *n, __global const real *target) {
    FOR_TILES(i, j, n->samples, n->ly) {
        lanes sum[ROWS];
        for (int r = 0; r < ROWS; r++) {
            sum[r] = LOAD(0, y + min(i + r, n->samples - 1) * n->ly + j);
        }
        add_products_by_data(sum, x, i, n->samples, n->lx, 1, target + j, n->ly, n->inputs);
        for (int r = 0; r < ROWS && i + r < n->samples; r++) {
            STORE(sum[r], 0, y + (i + r) * n->ly + j);
        }
    }
}
#endif

#if SOURCE != FRESH || DRIFT != NO_DRIFT
/* Copies the rows of samples, on moments of V^T; `data` has rows of `padded`, of which those of this step are drawn if `drawn`. */
static void copy_rows(WORK real *out, int padded, const sizes *n, ulong step, __global const real *data, int size,
        bool drawn) {
    for (int q = (int) get_local_id(0); q < n->samples * (padded / WIDTH); q += GROUP) {
        int i = q / (padded / WIDTH);
        int j = q % (padded / WIDTH) * WIDTH;
        long place = drawn ? (long) stream_index(n->seed, step, i, size) : i;
        STORE(LOAD(0, data + place * padded + j), 0, out + i * padded + j);
    }
}
#endif

