/* Sums over all items of a work-group as pairs of acc, in a fixed order: but for the rarest cases the numbers of reduction.cl,
 * rounded. Work-group as in trajectory.cl; local memory: SLOT acc a sum. tiles.cl before. Defines from Java: SUMS_AT_ONCE,
 * GROUP. */
#if SUMS_AT_ONCE
/* The share of this item in the sum of a_q b_q, q below `count`. */
static pair own_products(const WORK real *a, const WORK real *b, int count) {
    pair sum = {0, 0};
    for (int q = (int) get_local_id(0); q < count; q += GROUP) {
        sum = pair_add_product(sum, (acc) a[q], (acc) b[q]);
    }
    return sum;
}

/* A sum over all items, in a slot of `parts`; those of several slots share the barriers. Each item stores its share, then, after
 * a barrier, the first few add some of them up, and after another one everyone adds what those have. A tree would take a barrier
 * a level. The barriers are in the kernel: of a function that has some and is called twice, PoCL 3.1 made stale sums, or its
 * compiler broke down. */
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
#endif
