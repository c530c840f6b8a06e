/* The end of a step of one replica: theta moves, and |theta|^2 decides whether it has diverged. A replica that has
 * diverged stays where it is and counts no more steps. reduction.cl before, whose `partials` these are. */

/* theta = theta - eta (g + decay theta) on a block of `count` contiguous parameters, decay being 2 gamma; the squares of
 * the new ones go to the pairs of a slot, added to those there unless `first`. At most REDUCE_GROUPS work-groups of
 * REDUCE_GROUP items, which go on in strides of the global size; local memory: 2 REDUCE_GROUP acc. */
__kernel __attribute__((reqd_work_group_size(REDUCE_GROUP, 1, 1)))
void descend(long count, __global real *theta, long theta_at, __global const real *gradient, long gradient_at,
        real eta, real decay, __global const int *diverged, int replica, __global acc *partials, int slot, int first) {
    __local acc high[REDUCE_GROUP];
    __local acc low[REDUCE_GROUP];
    int item = (int) get_local_id(0);
    int group = (int) get_group_id(0);
    int groups = (int) get_num_groups(0);
    bool moves = diverged[replica] == 0;
    pair sum = {0, 0};
    for (long k = get_global_id(0); k < count; k += get_global_size(0)) {
        real old = theta[theta_at + k];
        real next = moves ? fma(-eta, fma(decay, old, gradient[gradient_at + k]), old) : old;
        theta[theta_at + k] = next;
        sum = pair_add_product(sum, next, next);
    }
    reduce_group(high, low, sum, item);
    if (item == 0) {
        for (int g = group; g < (group == groups - 1 ? REDUCE_GROUPS : group + 1); g++) {
            int at = 2 * (slot * REDUCE_GROUPS + g);
            pair own = {g == group ? high[0] : 0, g == group ? low[0] : 0};
            pair before = {first ? 0 : partials[at], first ? 0 : partials[at + 1]};
            own = pair_join(before, own);
            partials[at] = own.high;
            partials[at + 1] = own.low;
        }
    }
}

/* Counts the step: diverged unless |theta|^2 <= bound, the squares of both slots (of one if they are the same) being |theta|^2.
 * One work-item; no local memory. */
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void finish_step(__global const acc *partials, int slot_u, int slot_w, __global const acc *bounds,
        __global long *steps, __global int *diverged, int replica) {
    if (diverged[replica] == 0) {
        acc square = 0;
        for (int g = 0; g < REDUCE_GROUPS; g++) {
            square += partials[2 * (slot_u * REDUCE_GROUPS + g)];
            square += slot_w == slot_u ? 0 : partials[2 * (slot_w * REDUCE_GROUPS + g)];
        }
        steps[replica] += 1;
        // Also where the sum is not a number.
        diverged[replica] = square <= bounds[replica] ? 0 : 1;
    }
}
