/* Sums over matrices, in a fixed order, in compensated pairs of acc (high + low).
 *
 *     DOT:         sum of A(i, j) B(i, j)
 *     TOTAL:       sum of A(i, j)
 *     DIFFERENCE:  sum of (A(i, j) - B(i, j))^2
 *
 * At most REDUCE_GROUPS work-groups take rows g, g + groups, ...; their items take the columns in turn, then meet in a
 * tree. Each sum has a slot: `partials` holds its groups' pairs (slots x REDUCE_GROUPS x 2), and one more launch adds those of
 * all slots. No atomics: the same bits on every call. Work-group: REDUCE_GROUP x 1 items, a power of two. Local memory:
 * 2 REDUCE_GROUP acc, but for reduce_groups. Defines from Java: REDUCE_GROUP, REDUCE_GROUPS. */

enum { DOT, TOTAL, DIFFERENCE };

/* The sum of all items' pairs, at item 0. Every item of the group calls it. */
static void reduce_group(__local acc *high, __local acc *low, pair own, int item) {
    high[item] = own.high;
    low[item] = own.low;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int half_size = REDUCE_GROUP / 2; half_size > 0; half_size /= 2) {
        if (item < half_size) {
            pair left = {high[item], low[item]};
            pair right = {high[item + half_size], low[item + half_size]};
            left = pair_join(left, right);
            high[item] = left.high;
            low[item] = left.low;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

/* The sum that `mode` names over A and B, rows x columns, to a slot: see the top. TOTAL does not read B. At most REDUCE_GROUPS
 * groups, as many as there are rows. */
__kernel __attribute__((reqd_work_group_size(REDUCE_GROUP, 1, 1)))
void reduce_rows(int mode, int rows, int columns,
        __global const real *a, long a_at, long a_row, long a_column,
        __global const real *b, long b_at, long b_row, long b_column, __global acc *partials, int slot) {
    __local acc high[REDUCE_GROUP];
    __local acc low[REDUCE_GROUP];
    int item = (int) get_local_id(0);
    int group = (int) get_group_id(0);
    int groups = (int) get_num_groups(0);
    pair sum = {0, 0};
    for (int i = group; i < rows; i += groups) {
        for (int j = item; j < columns; j += REDUCE_GROUP) {
            real left = a[a_at + i * a_row + j * a_column];
            if (mode == TOTAL) {
                sum = pair_add(sum, left);
            } else {
                real right = b[b_at + i * b_row + j * b_column];
                if (mode == DIFFERENCE) {
                    left -= right;
                    right = left;
                }
                sum = pair_add_product(sum, left, right);
            }
        }
    }
    reduce_group(high, low, sum, item);
    if (item == 0) {
        // The last group clears the places of groups that are not there.
        for (int g = group; g < (group == groups - 1 ? REDUCE_GROUPS : group + 1); g++) {
            partials[2 * (slot * REDUCE_GROUPS + g)] = g == group ? high[0] : 0;
            partials[2 * (slot * REDUCE_GROUPS + g) + 1] = g == group ? low[0] : 0;
        }
    }
}

/* results[2 s], results[2 s + 1] = the pair of slot s, for all slots. Work-groups of one item, one a slot; no local memory. */
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void reduce_groups(__global const acc *partials, __global acc *results) {
    int slot = (int) get_global_id(0);
    pair sum = {0, 0};
    for (int g = 0; g < REDUCE_GROUPS; g++) {
        pair part = {partials[2 * (slot * REDUCE_GROUPS + g)], partials[2 * (slot * REDUCE_GROUPS + g) + 1]};
        sum = pair_join(sum, part);
    }
    results[2 * slot] = sum.high;
    results[2 * slot + 1] = sum.low;
}

/* v[i] = alpha sum_j w[j] A(i, j) B(i, j) + beta v[i]: one number a row, in acc. `weighted` without: w = 1; `products`
 * without: B = 1. A and B rows x columns, w of `columns`, v of `rows` entries. One work-group a row. */
__kernel __attribute__((reqd_work_group_size(REDUCE_GROUP, 1, 1)))
void reduce_lines(int columns, MATRIX(a), MATRIX(b), int products, __global const acc *w, int weighted,
        acc alpha, acc beta, __global acc *v) {
    __local acc high[REDUCE_GROUP];
    __local acc low[REDUCE_GROUP];
    int item = (int) get_local_id(0);
    int i = (int) get_group_id(0);
    pair sum = {0, 0};
    for (int j = item; j < columns; j += REDUCE_GROUP) {
        acc left = AT(a, i, j);
        acc right = products ? (acc) AT(b, i, j) : (acc) 1;
        sum = pair_add_product(sum, weighted ? w[j] * left : left, right);
    }
    reduce_group(high, low, sum, item);
    if (item == 0) {
        acc value = alpha * (high[0] + low[0]);
        v[i] = beta == 0 ? value : fma(beta, v[i], value);
    }
}

/* The pair of sum_i v[i] w[i], vectors of `length`, in the first place of a slot, zero in the others. One work-group. */
__kernel __attribute__((reqd_work_group_size(REDUCE_GROUP, 1, 1)))
void reduce_vectors(int length, __global const acc *v, __global const acc *w, __global acc *partials, int slot) {
    __local acc high[REDUCE_GROUP];
    __local acc low[REDUCE_GROUP];
    int item = (int) get_local_id(0);
    pair sum = {0, 0};
    for (int i = item; i < length; i += REDUCE_GROUP) {
        sum = pair_add_product(sum, v[i], w[i]);
    }
    reduce_group(high, low, sum, item);
    for (int g = item; g < REDUCE_GROUPS; g += REDUCE_GROUP) {
        partials[2 * (slot * REDUCE_GROUPS + g)] = g == 0 ? high[0] : 0;
        partials[2 * (slot * REDUCE_GROUPS + g) + 1] = g == 0 ? low[0] : 0;
    }
}

/* v[i] = v[i] - sum_k v[k] / length: E[(s - E s) g] is E[s g] - E s E g without the cancellation. v of `length` entries.
 * One work-group. */
__kernel __attribute__((reqd_work_group_size(REDUCE_GROUP, 1, 1)))
void centre(int length, __global acc *v) {
    __local acc high[REDUCE_GROUP];
    __local acc low[REDUCE_GROUP];
    int item = (int) get_local_id(0);
    pair sum = {0, 0};
    for (int i = item; i < length; i += REDUCE_GROUP) {
        sum = pair_add(sum, v[i]);
    }
    reduce_group(high, low, sum, item);
    acc mean = (high[0] + low[0]) / (acc) length;
    for (int i = item; i < length; i += REDUCE_GROUP) {
        v[i] -= mean;
    }
}
