/* What a normalised net, f(x) = alpha U tanh(beta W x), has beside the steps of trajectory.cl: its scales, and with them pulls on
 * both blocks, as in normalized.cl and in the same numbers: sums as pairs of acc. Work-group and memory as in trajectory.cl;
 * local memory: two slots of SLOT acc. tiles.cl before. Defines from Java: NORMALIZED, CROSSED (Net-A), GROUP. */
#if NORMALIZED
/* The share of this item in the sum of a_q b_q, q below `count`. */
static pair own_products(const WORK real *a, const WORK real *b, int count) {
    pair sum = {0, 0};
    for (int q = (int) get_local_id(0); q < count; q += GROUP) {
        sum = pair_add_product(sum, (acc) a[q], (acc) b[q]);
    }
    return sum;
}

/* A sum over all items, in two slots of `parts` for two at a time: each stores its share, then, after a barrier, the first few
 * add some of them up, and after another one everyone adds what those have. A tree would take a barrier a level. The barriers are
 * in the kernel: of a function that has some and is called twice, PoCL 3.1 made stale sums, or its compiler broke down. */
#define LEADERS (GROUP < 8 ? GROUP : 8)
#define SLOT (2 * (GROUP + LEADERS))
#define SUM_BARRIER barrier(CLK_LOCAL_MEM_FENCE)

static pair sum_of(__local const acc *parts, int from, int end, int step) {
    pair sum = {0, 0};
    for (int at = from; at < end; at += step) {
        pair part = {parts[2 * at], parts[2 * at + 1]};
        sum = pair_join(sum, part);
    }
    return sum;
}

static void put_share(__local acc *parts, int slot, int place, pair share) {
    parts[slot * SLOT + 2 * place] = share.high;
    parts[slot * SLOT + 2 * place + 1] = share.low;
}

static void lead(__local acc *parts, int slot) {
    int item = (int) get_local_id(0);
    if (item < LEADERS) {
        put_share(parts, slot, GROUP + item, sum_of(parts + slot * SLOT, item, GROUP, LEADERS));
    }
}

static pair collect(__local const acc *parts, int slot) {
    return sum_of(parts + slot * SLOT, GROUP, GROUP + LEADERS, 1);
}

static acc rounded(pair sum) {
    return isfinite(sum.high) ? sum.high + sum.low : sum.high;
}

/* alpha = 1/|W|, beta = 1/|U| in Net-A; of a square that overflowed it would be zero: a finite, wrong scale. */
static real scale_of(acc square) {
    return (real) (1 / sqrt(isfinite(square) ? square : (acc) NAN));
}
#endif
