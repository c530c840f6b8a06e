/* Types and rules that every other file builds on. REAL_IS_DOUBLE, ACC_IS_DOUBLE and ROOT_IS_ROUNDED come from Java.
 *
 * real: parameters and arithmetic. acc: sums that reach a result; double wherever the device has it.
 * Every product that feeds a sum is an explicit fma and nothing else is contracted, so that the numbers are those of
 * the same lines in Java. */
#if REAL_IS_DOUBLE || ACC_IS_DOUBLE
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
#pragma OPENCL FP_CONTRACT OFF

#if REAL_IS_DOUBLE
typedef double real;
#else
typedef float real;
#endif

#if ACC_IS_DOUBLE
typedef double acc;
#else
typedef float acc;
#endif

/* A sum as two numbers, high + low: it behaves as if added in twice the precision of acc. */
typedef struct {
    acc high;
    acc low;
} pair;

/* sum + value (Knuth's two-sum). */
static pair pair_add(pair sum, acc value) {
    acc high = sum.high + value;
    acc part = high - sum.high;
    sum.low += (sum.high - (high - part)) + (value - part);
    sum.high = high;
    return sum;
}

/* sum + a b, with the rounding error of the product. */
static pair pair_add_product(pair sum, acc a, acc b) {
    acc product = a * b;
    sum = pair_add(sum, product);
    sum.low += fma(a, b, -product);
    return sum;
}

static pair pair_join(pair left, pair right) {
    left = pair_add(left, right.high);
    left.low += right.low;
    return left;
}

/* A strided matrix as arguments of a kernel, and its element (i, j): see View in Java. */
#define MATRIX(a) __global const real *a, long a##_at, long a##_row, long a##_column
#define RESULT(a) __global real *a, long a##_at, long a##_row, long a##_column
#define AT(a, i, j) a[a##_at + (i) * a##_row + (j) * a##_column]

/* The elements of a result of rows x columns, shared by all items of a launch of two dimensions. */
#define FOR_ELEMENTS(i, j) \
    for (int i = (int) get_group_id(1); i < rows; i += (int) get_num_groups(1)) \
        for (int j = (int) get_global_id(0); j < columns; j += (int) get_global_size(0))
