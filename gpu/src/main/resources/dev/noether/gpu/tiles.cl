/* Tiled products of one work-group: matrices in its work memory, rows padded with zeros to multiples of WIDTH. Sums are
 * chains of fma in ascending order of their index, so the numbers do not depend on GROUP, WIDTH or ROWS, and are those of
 * product.cl. lanes.cl before. Defines from Java: WORK_IS_LOCAL, GROUP, ROWS. */
#if WORK_IS_LOCAL
#define WORK __local
#define BARRIER barrier(CLK_LOCAL_MEM_FENCE)
#else
#define WORK __global
#define BARRIER barrier(CLK_GLOBAL_MEM_FENCE | CLK_LOCAL_MEM_FENCE)
#endif

#define PADDED(n) (((n) + WIDTH - 1) / WIDTH * WIDTH)

/* The items of the group share tiles of ROWS x WIDTH of a matrix of `rows` rows of `padded` elements. Divisors here and
 * below are sizes, which Java has checked to be at least 1. */
#define FOR_TILES(i, j, rows, padded) \
    for (int tile = (int) get_local_id(0), across = (padded) / WIDTH, \
             tiles = ((rows) + ROWS - 1) / ROWS * across, i = tile / across * ROWS, j = tile % across * WIDTH; \
         tile < tiles; \
         tile += GROUP, i = tile / across * ROWS, j = tile % across * WIDTH)

/* sum[r] += sum over k of a[row(i + r), k] b[k, 0 ... WIDTH - 1]; rows beyond the last repeat it and are not stored. */
#define DEFINE_ADD_PRODUCTS(NAME, A_SPACE, B_SPACE) \
    static void NAME(lanes *sum, const A_SPACE real *a, int i, int rows, int a_row, int a_step, \
            const B_SPACE real *b, int b_row, int depth) { \
        const A_SPACE real *row[ROWS]; \
        lanes chain[ROWS]; \
        UNROLL for (int r = 0; r < ROWS; r++) { \
            row[r] = a + min(i + r, rows - 1) * a_row; \
            chain[r] = sum[r]; \
        } \
        for (int k = 0; k < depth; k++) { \
            lanes column = LOAD(0, b + k * b_row); \
            UNROLL for (int r = 0; r < ROWS; r++) { \
                chain[r] = fma((lanes) (row[r][k * a_step]), column, chain[r]); \
            } \
        } \
        UNROLL for (int r = 0; r < ROWS; r++) { \
            sum[r] = chain[r]; \
        } \
    }

DEFINE_ADD_PRODUCTS(add_products, WORK, WORK)
DEFINE_ADD_PRODUCTS(add_products_by_data, WORK, __global)
DEFINE_ADD_PRODUCTS(add_products_of_data, __global, WORK)

#define ZERO_LANES(sum) UNROLL for (int r = 0; r < ROWS; r++) sum[r] = (lanes) 0

/* What all phases need. */
typedef struct {
    int inputs, hidden, outputs, samples;
    int lx, ld, ly;
    ulong seed;
    real eta, decay, scale, pull, drift;
    bool keeps;
} sizes;

/* What multiply does with the elements that are there: nothing, subtract them, multiply by them. */
enum { SET, MINUS_OLD, TIMES_OLD };

/* out = a b, or out = a b - out, or out = a b * out element by element; tiles of rows x padded. */
static void multiply(WORK real *out, int rows, int padded, const WORK real *a, int a_row, int a_step,
        const WORK real *b, int b_row, int depth, int with_old) {
    FOR_TILES(i, j, rows, padded) {
        lanes sum[ROWS];
        ZERO_LANES(sum);
        add_products(sum, a, i, rows, a_row, a_step, b + j, b_row, depth);
        for (int r = 0; r < ROWS && i + r < rows; r++) {
            WORK real *at = out + (i + r) * padded + j;
            lanes value = sum[r];
            if (with_old == MINUS_OLD) {
                value -= LOAD(0, at);
            } else if (with_old == TIMES_OLD) {
                value *= LOAD(0, at);
            }
            STORE(value, 0, at);
        }
    }
}
