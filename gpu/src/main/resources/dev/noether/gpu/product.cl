/* Tiled matrix products: acc(i, j) = sum over k of A(i, k) B(k, j), a chain of fma in ascending k from zero or from D.
 *
 *     PLAIN:     C = alpha acc
 *     START:     C = acc, the chain started from D
 *     SUBTRACT:  C = acc - D
 *     COMBINE:   C = fma(alpha, acc, beta D)
 * product_step:  C = D - eta (scale acc + decay D), unless the replica has diverged
 *
 * Element (i, k) of A is a[a_at + i a_row + k a_column], likewise B, C, D; C may be D. A is rows x depth, B depth x
 * columns. A work-group computes a tile of TILE x TILE, in blocks of BLOCK_ROWS x BLOCK_COLUMNS that its items share: one
 * a thread on a GPU, all by one item on a CPU. Slices of A and B of depth SLICE pass through local memory, k-major.
 * Work-group: PRODUCT_GROUP x 1 items, a divisor of BLOCKS. Local memory: 2 SLICE TILE reals. Global size: (tiles across, tiles
 * down) groups. Defines from Java: PRODUCT_GROUP, SLICE. */
#define TILE 32
#define BLOCK_ROWS 4
#define BLOCK_COLUMNS 8
#define BLOCKS_ACROSS (TILE / BLOCK_COLUMNS)
#define BLOCKS (TILE / BLOCK_ROWS * BLOCKS_ACROSS)
#define OWN_BLOCKS (BLOCKS / PRODUCT_GROUP)

enum { PLAIN, START, SUBTRACT, COMBINE };

typedef struct {
    __global const real *at;
    long row, column;
} operand;

/* slice[k, o] = from(o0 + o, k0 + k), zero outside; neighbouring items read neighbouring memory. */
static void load_slice(__local real *slice, operand from, int o0, int outers, int k0, int depth, int item) {
    from.at += o0 * from.row + k0 * from.column;
    int outers_left = outers - o0;
    int depth_left = depth - k0;
#if PRODUCT_GROUP == 1
    if (outers_left < TILE || depth_left < SLICE) {
        for (int t = 0; t < TILE * SLICE; t++) {
            slice[t] = 0;
        }
    }
    if (from.column == 1) {
        for (int o = 0; o < min(TILE, outers_left); o++) {
            for (int k = 0; k < min(SLICE, depth_left); k++) {
                slice[k * TILE + o] = from.at[o * from.row + k];
            }
        }
    } else {
        for (int k = 0; k < min(SLICE, depth_left); k++) {
            for (int o = 0; o < min(TILE, outers_left); o++) {
                slice[k * TILE + o] = from.at[o * from.row + k * from.column];
            }
        }
    }
#else
    for (int t = item; t < TILE * SLICE; t += PRODUCT_GROUP) {
        int k = from.column == 1 ? t % SLICE : t / TILE;
        int o = from.column == 1 ? t / SLICE : t % TILE;
        slice[k * TILE + o] = o < outers_left && k < depth_left ? from.at[o * from.row + k * from.column] : (real) 0;
    }
#endif
}

/* total[r] += sum over the slice of left[k, r] right[k, 0 ... 7]. */
static void add_slice(const __local real *left, const __local real *right, real8 *total) {
    real8 sum0 = total[0];
    real8 sum1 = total[1];
    real8 sum2 = total[2];
    real8 sum3 = total[3];
    for (int k = 0; k < SLICE; k++) {
        real8 column = vload8(0, right + k * TILE);
        sum0 = fma((real8) (left[k * TILE]), column, sum0);
        sum1 = fma((real8) (left[k * TILE + 1]), column, sum1);
        sum2 = fma((real8) (left[k * TILE + 2]), column, sum2);
        sum3 = fma((real8) (left[k * TILE + 3]), column, sum3);
    }
    total[0] = sum0;
    total[1] = sum1;
    total[2] = sum2;
    total[3] = sum3;
}

static int block_row(int own, int item) {
    return (own * PRODUCT_GROUP + item) / BLOCKS_ACROSS * BLOCK_ROWS;
}

static int block_column(int own, int item) {
    return (own * PRODUCT_GROUP + item) % BLOCKS_ACROSS * BLOCK_COLUMNS;
}

#define OPERANDS \
    int rows, int columns, int depth, \
    __global const real *a, long a_at, long a_row, long a_column, \
    __global const real *b, long b_at, long b_row, long b_column, \
    __global real *out, long c_at, long c_row, long c_column, \
    __global const real *d, long d_at, long d_row, long d_column

/* Declares the tile's place and `sum`, the blocks of this item. A macro, because local memory belongs to the kernel. */
#define SUM_OF_PRODUCTS(started) \
    __local real left[SLICE * TILE]; \
    __local real right[SLICE * TILE]; \
    int item = (int) get_local_id(0); \
    int row0 = (int) get_group_id(1) * TILE; \
    int column0 = (int) get_group_id(0) * TILE; \
    operand rows_of_a = {a + a_at, a_row, a_column}; \
    operand columns_of_b = {b + b_at, b_column, b_row}; \
    real8 sum[OWN_BLOCKS][BLOCK_ROWS]; \
    for (int own = 0; own < OWN_BLOCKS; own++) { \
        for (int r = 0; r < BLOCK_ROWS; r++) { \
            real start[BLOCK_COLUMNS]; \
            for (int c = 0; c < BLOCK_COLUMNS; c++) { \
                int i = row0 + block_row(own, item) + r; \
                int j = column0 + block_column(own, item) + c; \
                start[c] = (started) && i < rows && j < columns ? d[d_at + i * d_row + j * d_column] : (real) 0; \
            } \
            sum[own][r] = vload8(0, start); \
        } \
    } \
    for (int k0 = 0; k0 < depth; k0 += SLICE) { \
        load_slice(left, rows_of_a, row0, rows, k0, depth, item); \
        load_slice(right, columns_of_b, column0, columns, k0, depth, item); \
        barrier(CLK_LOCAL_MEM_FENCE); \
        for (int own = 0; own < OWN_BLOCKS; own++) { \
            int i = block_row(own, item); \
            int j = block_column(own, item); \
            if (row0 + i < rows && column0 + j < columns) { \
                add_slice(left + i, right + j, sum[own]); \
            } \
        } \
        barrier(CLK_LOCAL_MEM_FENCE); \
    }

/* C (rows x columns) from A (rows x depth), B (depth x columns) and D (rows x columns) as `mode` says; see the top, also for
 * work-group and local memory. D is read in START, SUBTRACT and COMBINE. */
__kernel __attribute__((reqd_work_group_size(PRODUCT_GROUP, 1, 1)))
void product(OPERANDS, int mode, real alpha, real beta) {
    SUM_OF_PRODUCTS(mode == START)
    for (int own = 0; own < OWN_BLOCKS; own++) {
        for (int r = 0; r < BLOCK_ROWS; r++) {
            real value[BLOCK_COLUMNS];
            vstore8(sum[own][r], 0, value);
            for (int c = 0; c < BLOCK_COLUMNS; c++) {
                int i = row0 + block_row(own, item) + r;
                int j = column0 + block_column(own, item) + c;
                if (i < rows && j < columns) {
                    real result = value[c];
                    if (mode == PLAIN) {
                        result = alpha * result;
                    } else if (mode == SUBTRACT) {
                        result = result - d[d_at + i * d_row + j * d_column];
                    } else if (mode == COMBINE) {
                        result = fma(alpha, result, beta * d[d_at + i * d_row + j * d_column]);
                    }
                    out[c_at + i * c_row + j * c_column] = result;
                }
            }
        }
    }
}

/* The update fused into the gradient's product: C = D - eta (scale A B + decay D), theta = D; C = D where diverged[replica].
 * Shapes, work-group and local memory as of `product`. */
__kernel __attribute__((reqd_work_group_size(PRODUCT_GROUP, 1, 1)))
void product_step(OPERANDS, real eta, real decay, real scale, __global const int *diverged, int replica) {
    SUM_OF_PRODUCTS(false)
    bool moves = diverged[replica] == 0;
    for (int own = 0; own < OWN_BLOCKS; own++) {
        for (int r = 0; r < BLOCK_ROWS; r++) {
            real value[BLOCK_COLUMNS];
            vstore8(sum[own][r], 0, value);
            for (int c = 0; c < BLOCK_COLUMNS; c++) {
                int i = row0 + block_row(own, item) + r;
                int j = column0 + block_column(own, item) + c;
                if (i < rows && j < columns) {
                    real theta = d[d_at + i * d_row + j * d_column];
                    real next = fma(-eta, fma(decay, theta, scale * value[c]), theta);
                    out[c_at + i * c_row + j * c_column] = moves ? next : theta;
                }
            }
        }
    }
}
