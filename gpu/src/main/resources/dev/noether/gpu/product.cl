/* Tiled matrix products: acc(i, j) = sum over k of A(i, k) B(k, j), a chain of fma in ascending k from zero or from D.
 *
 *     PLAIN:     C = alpha acc
 *     START:     C = acc, the chain started from D
 *     SUBTRACT:  C = acc - D
 *     COMBINE:   C = fma(alpha, acc, beta D)
 * product_step:  C = D - eta (scale acc + decay D), unless the replica has diverged
 *
 * Element (i, k) of A is a[a_at + i a_row + k a_column], likewise B, C, D; C may be D. A is rows x depth, B depth x
 * columns. A work-group computes a tile of TILE_ROWS x TILE_COLUMNS, in blocks of BLOCK_ROWS x BLOCK_VECTORS lanes, sums in
 * registers, that its items share: one a thread on a GPU, all by one item on a CPU. Slices of A and B of depth SLICE pass
 * through local memory, k-major. Work-group: PRODUCT_GROUP x 1 items, a divisor of BLOCKS. Local memory: SLICE (TILE_ROWS +
 * TILE_COLUMNS) reals. Global size: (tiles across, tiles down) groups. lanes.cl before. Defines from Java: PRODUCT_GROUP, SLICE,
 * TILE_ROWS, TILE_COLUMNS, BLOCK_ROWS, BLOCK_VECTORS. */
#define BLOCK_COLUMNS (BLOCK_VECTORS * WIDTH)
#define BLOCKS_ACROSS (TILE_COLUMNS / BLOCK_COLUMNS)
#define BLOCKS_DOWN (TILE_ROWS / BLOCK_ROWS)
#define BLOCKS (BLOCKS_DOWN * BLOCKS_ACROSS)
#define OWN_BLOCKS (BLOCKS / PRODUCT_GROUP)
#define BLOCK_LANES (BLOCK_ROWS * BLOCK_VECTORS)
#define OWN_LANES (OWN_BLOCKS * BLOCK_LANES)

enum { PLAIN, START, SUBTRACT, COMBINE };

typedef struct {
    __global const real *at;
    long row, column;
} operand;

#if PRODUCT_GROUP == 1
/* Element j of row i becomes element i of row j, in log2 WIDTH rounds that part even and odd elements. */
static void transpose(lanes *rows) {
    UNROLL for (int round = 1; round < WIDTH; round *= 2) {
        lanes parted[WIDTH];
        UNROLL for (int i = 0; i < WIDTH / 2; i++) {
            parted[i] = (lanes) (rows[2 * i].even, rows[2 * i + 1].even);
            parted[i + WIDTH / 2] = (lanes) (rows[2 * i].odd, rows[2 * i + 1].odd);
        }
        UNROLL for (int i = 0; i < WIDTH; i++) {
            rows[i] = parted[i];
        }
    }
}

/* slice[k, o] = from(o0 + o, k0 + k), zero beyond the last o; `tile` elements a row. What is beyond the last k is not read. */
static void load_slice(__local real *slice, int tile, operand from, int o0, int outers, int k0, int depth, int item) {
    from.at += o0 * from.row + k0 * from.column;
    int wide = min(tile, outers - o0);
    int deep = min(SLICE, depth - k0);
    // What whole vectors are copied of.
    int whole_wide = from.row == 1 || from.column == 1 ? wide / WIDTH * WIDTH : 0;
    int whole_deep = from.row == 1 ? deep : from.column == 1 ? deep / WIDTH * WIDTH : 0;
    if (from.row == 1) {
        for (int k = 0; k < deep; k++) {
            for (int o = 0; o < whole_wide; o += WIDTH) {
                STORE(LOAD(0, from.at + o + k * from.column), 0, slice + k * tile + o);
            }
        }
    } else if (from.column == 1) {
        for (int o = 0; o < whole_wide; o += WIDTH) {
            for (int k = 0; k < whole_deep; k += WIDTH) {
                lanes rows[WIDTH];
                UNROLL for (int i = 0; i < WIDTH; i++) {
                    rows[i] = LOAD(0, from.at + (o + i) * from.row + k);
                }
                transpose(rows);
                UNROLL for (int i = 0; i < WIDTH; i++) {
                    STORE(rows[i], 0, slice + (k + i) * tile + o);
                }
            }
        }
    }
    for (int k = 0; k < deep; k++) {
        for (int o = k < whole_deep ? whole_wide : 0; o < wide; o++) {
            slice[k * tile + o] = from.at[o * from.row + k * from.column];
        }
        for (int o = wide; o < tile; o++) {
            slice[k * tile + o] = 0;
        }
    }
}

/* Blocks go down the tile, so that the columns of B stay in the first-level cache. */
static int block_row(int own, int item) {
    return own % BLOCKS_DOWN * BLOCK_ROWS;
}

static int block_column(int own, int item) {
    return own / BLOCKS_DOWN * BLOCK_COLUMNS;
}
#else
/* slice[k, o] = from(o0 + o, k0 + k), zero outside; neighbouring items read neighbouring memory; `tile` elements a row. */
static void load_slice(__local real *slice, int tile, operand from, int o0, int outers, int k0, int depth, int item) {
    from.at += o0 * from.row + k0 * from.column;
    int outers_left = outers - o0;
    int depth_left = depth - k0;
    for (int t = item; t < tile * SLICE; t += PRODUCT_GROUP) {
        int k = from.column == 1 ? t % SLICE : t / tile;
        int o = from.column == 1 ? t / SLICE : t % tile;
        slice[k * tile + o] = o < outers_left && k < depth_left ? from.at[o * from.row + k * from.column] : (real) 0;
    }
}

static int block_row(int own, int item) {
    return (own * PRODUCT_GROUP + item) / BLOCKS_ACROSS * BLOCK_ROWS;
}

static int block_column(int own, int item) {
    return (own * PRODUCT_GROUP + item) % BLOCKS_ACROSS * BLOCK_COLUMNS;
}
#endif

/* Where in the tile the lanes number q of this item begin. */
static int lanes_row(int q, int item) {
    return block_row(q / BLOCK_LANES, item) + q % BLOCK_LANES / BLOCK_VECTORS;
}

static int lanes_column(int q, int item) {
    return block_column(q / BLOCK_LANES, item) + q % BLOCK_VECTORS * WIDTH;
}

/* total(r, v) += sum over k < depth of left[k, r] right[k, lanes v]. */
static void add_slice(const __local real *left, const __local real *right, int depth, lanes *total) {
    lanes sum[BLOCK_LANES];
    UNROLL for (int q = 0; q < BLOCK_LANES; q++) {
        sum[q] = total[q];
    }
    for (int k = 0; k < depth; k++) {
        lanes columns[BLOCK_VECTORS];
        UNROLL for (int v = 0; v < BLOCK_VECTORS; v++) {
            columns[v] = LOAD(0, right + k * TILE_COLUMNS + v * WIDTH);
        }
        UNROLL for (int r = 0; r < BLOCK_ROWS; r++) {
            lanes factor = (lanes) (left[k * TILE_ROWS + r]);
            UNROLL for (int v = 0; v < BLOCK_VECTORS; v++) {
                sum[r * BLOCK_VECTORS + v] = fma(factor, columns[v], sum[r * BLOCK_VECTORS + v]);
            }
        }
    }
    UNROLL for (int q = 0; q < BLOCK_LANES; q++) {
        total[q] = sum[q];
    }
}

/* The first `count` of WIDTH elements, zero beyond. */
static lanes load_lanes(__global const real *from, long stride, int count) {
    if (stride == 1 && count >= WIDTH) {
        return LOAD(0, from);
    }
    real part[WIDTH];
    for (int c = 0; c < WIDTH; c++) {
        part[c] = c < count ? from[c * stride] : (real) 0;
    }
    return LOAD(0, part);
}

static void store_lanes(lanes value, __global real *to, long stride, int count) {
    if (stride == 1 && count >= WIDTH) {
        STORE(value, 0, to);
        return;
    }
    real part[WIDTH];
    STORE(value, 0, part);
    for (int c = 0; c < min(WIDTH, count); c++) {
        to[c * stride] = part[c];
    }
}

#define OPERANDS \
    int rows, int columns, int depth, \
    __global const real *a, long a_at, long a_row, long a_column, \
    __global const real *b, long b_at, long b_row, long b_column, \
    __global real *out, long c_at, long c_row, long c_column, \
    __global const real *d, long d_at, long d_row, long d_column

/* Lanes of a matrix of OPERANDS. */
#define LANES_OF(m, m_at, m_row, m_column, i, j) load_lanes(m + m_at + (i) * m_row + (j) * m_column, m_column, columns - (j))

/* Declares the tile's place and `sum`, the blocks of this item. A macro, because local memory belongs to the kernel. */
#define SUM_OF_PRODUCTS(started) \
    __local real left[SLICE * TILE_ROWS]; \
    __local real right[SLICE * TILE_COLUMNS]; \
    int item = (int) get_local_id(0); \
    int row0 = (int) get_group_id(1) * TILE_ROWS; \
    int column0 = (int) get_group_id(0) * TILE_COLUMNS; \
    operand rows_of_a = {a + a_at, a_row, a_column}; \
    operand columns_of_b = {b + b_at, b_column, b_row}; \
    lanes sum[OWN_LANES]; \
    for (int q = 0; q < OWN_LANES; q++) { \
        int i = row0 + lanes_row(q, item); \
        int j = column0 + lanes_column(q, item); \
        sum[q] = (started) && i < rows && j < columns ? LANES_OF(d, d_at, d_row, d_column, i, j) : (lanes) 0; \
    } \
    for (int k0 = 0; k0 < depth; k0 += SLICE) { \
        load_slice(left, TILE_ROWS, rows_of_a, row0, rows, k0, depth, item); \
        load_slice(right, TILE_COLUMNS, columns_of_b, column0, columns, k0, depth, item); \
        barrier(CLK_LOCAL_MEM_FENCE); \
        for (int own = 0; own < OWN_BLOCKS; own++) { \
            int i = block_row(own, item); \
            int j = block_column(own, item); \
            if (row0 + i < rows && column0 + j < columns) { \
                add_slice(left + i, right + j, min(SLICE, depth - k0), sum + own * BLOCK_LANES); \
            } \
        } \
        barrier(CLK_LOCAL_MEM_FENCE); \
    }

/* C (rows x columns) from A (rows x depth), B (depth x columns) and D (rows x columns) as `mode` says; see the top, also for
 * work-group and local memory. D is read in START, SUBTRACT and COMBINE. */
__kernel __attribute__((reqd_work_group_size(PRODUCT_GROUP, 1, 1)))
void product(OPERANDS, int mode, real alpha, real beta) {
    SUM_OF_PRODUCTS(mode == START)
    for (int q = 0; q < OWN_LANES; q++) {
        int i = row0 + lanes_row(q, item);
        int j = column0 + lanes_column(q, item);
        if (i >= rows || j >= columns) {
            continue;
        }
        lanes result = sum[q];
        if (mode == PLAIN) {
            result = alpha * result;
        } else if (mode == SUBTRACT) {
            result = result - LANES_OF(d, d_at, d_row, d_column, i, j);
        } else if (mode == COMBINE) {
            result = fma((lanes) alpha, result, beta * LANES_OF(d, d_at, d_row, d_column, i, j));
        }
        store_lanes(result, out + c_at + i * c_row + j * c_column, c_column, columns - j);
    }
}

/* The update fused into the gradient's product: C = D - eta (scale A B + decay D), theta = D; C = D where diverged[replica].
 * Shapes, work-group and local memory as of `product`. */
__kernel __attribute__((reqd_work_group_size(PRODUCT_GROUP, 1, 1)))
void product_step(OPERANDS, real eta, real decay, real scale, __global const int *diverged, int replica) {
    SUM_OF_PRODUCTS(false)
    bool moves = diverged[replica] == 0;
    for (int q = 0; q < OWN_LANES; q++) {
        int i = row0 + lanes_row(q, item);
        int j = column0 + lanes_column(q, item);
        if (i >= rows || j >= columns) {
            continue;
        }
        lanes theta = LANES_OF(d, d_at, d_row, d_column, i, j);
        lanes next = fma((lanes) (-eta), fma((lanes) decay, theta, scale * sum[q]), theta);
        store_lanes(moves ? next : theta, out + c_at + i * c_row + j * c_column, c_column, columns - j);
    }
}
