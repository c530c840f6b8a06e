/* Tiled matrix products: acc(i, j) = sum over k of A(i, k) B(k, j), a chain of fma in ascending k from zero or from D.
 *
 *     PLAIN:     C = alpha acc
 *     START:     C = acc, the chain started from D
 *     SUBTRACT:  C = acc - D
 *     COMBINE:   C = fma(alpha, acc, beta D)
 * product_step:  C = D - eta (scale acc + decay D), unless the replica has diverged
 *
 * Element (i, k) of A is a[a_at + i a_row + k a_column], likewise B, C, D; C may be D. A is rows x depth, B depth x
 * columns. A work-group computes a tile of TILE x TILE; an item 4 rows of 8 columns. Global size: PRODUCT_GROUP items
 * a tile; (tiles across, tiles down). */
#define TILE 32
#define SLICE 16
#define ITEMS_ACROSS 4
#define ITEM_ROWS 4
#define ITEM_COLUMNS 8
#define PRODUCT_GROUP 32

enum { PLAIN, START, SUBTRACT, COMBINE };


/* Copies a slice of A (k-major in local memory), zero outside; neighbouring items read neighbouring memory. */
static void load_slice(__local real *slice, __global const real *from, int outer0, int outers, int k0, int depth,
        long outer_stride, long k_stride, int item) {
    for (int t = item; t < TILE * SLICE; t += PRODUCT_GROUP) {
        int k = k_stride == 1 ? t % SLICE : t / TILE;
        int o = k_stride == 1 ? t / SLICE : t % TILE;
        bool inside = outer0 + o < outers && k0 + k < depth;
        slice[k * TILE + o] = inside ? from[(outer0 + o) * outer_stride + (k0 + k) * k_stride] : (real) 0;
    }
}

#define SUM_OF_PRODUCTS \
    __local real left[SLICE * TILE]; \
    __local real right[SLICE * TILE]; \
    int item = (int) get_local_id(0); \
    int row0 = (int) get_group_id(1) * TILE; \
    int column0 = (int) get_group_id(0) * TILE; \
    int i0 = (item / ITEMS_ACROSS) * ITEM_ROWS; \
    int j0 = (item % ITEMS_ACROSS) * ITEM_COLUMNS; \
    real8 sum[ITEM_ROWS]; \
    for (int r = 0; r < ITEM_ROWS; r++) { \
        real start[ITEM_COLUMNS]; \
        for (int c = 0; c < ITEM_COLUMNS; c++) { \
            int i = row0 + i0 + r; \
            int j = column0 + j0 + c; \
            start[c] = started && i < rows && j < columns ? d[d_at + i * d_row + j * d_column] : (real) 0; \
        } \
        sum[r] = vload8(0, start); \
    } \
    for (int k0 = 0; k0 < depth; k0 += SLICE) { \
        load_slice(left, a + a_at, row0, rows, k0, depth, a_row, a_column, item); \
        load_slice(right, b + b_at, column0, columns, k0, depth, b_column, b_row, item); \
        barrier(CLK_LOCAL_MEM_FENCE); \
        add_slice(left + i0, right + j0, sum); \
        barrier(CLK_LOCAL_MEM_FENCE); \
    }

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

#define OPERANDS \
    int rows, int columns, int depth, \
    __global const real *a, long a_at, long a_row, long a_column, \
    __global const real *b, long b_at, long b_row, long b_column, \
    __global real *out, long c_at, long c_row, long c_column, \
    __global const real *d, long d_at, long d_row, long d_column

__kernel __attribute__((reqd_work_group_size(PRODUCT_GROUP, 1, 1)))
void product(OPERANDS, int mode, real alpha, real beta) {
    bool started = mode == START;
    SUM_OF_PRODUCTS
    for (int r = 0; r < ITEM_ROWS; r++) {
        real value[ITEM_COLUMNS];
        vstore8(sum[r], 0, value);
        for (int c = 0; c < ITEM_COLUMNS; c++) {
            int i = row0 + i0 + r;
            int j = column0 + j0 + c;
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

__kernel __attribute__((reqd_work_group_size(PRODUCT_GROUP, 1, 1)))
void product_step(OPERANDS, real eta, real decay, real scale, __global const int *diverged, int replica) {
    bool started = false;
    SUM_OF_PRODUCTS
    bool moves = diverged[replica] == 0;
    for (int r = 0; r < ITEM_ROWS; r++) {
        real value[ITEM_COLUMNS];
        vstore8(sum[r], 0, value);
        for (int c = 0; c < ITEM_COLUMNS; c++) {
            int i = row0 + i0 + r;
            int j = column0 + j0 + c;
            if (i < rows && j < columns) {
                real theta = d[d_at + i * d_row + j * d_column];
                real next = fma(-eta, fma(decay, theta, scale * value[c]), theta);
                out[c_at + i * c_row + j * c_column] = moves ? next : theta;
            }
        }
    }
}
