/* The end of a step of one replica: is |theta|^2 finite and within the bound? A replica that has diverged stays where it
 * is and counts no more steps. */
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void finish_step(__global const acc *partials, int slot_u, int slot_w, __global const acc *bounds,
        __global long *steps, __global int *diverged, int replica) {
    if (diverged[replica] == 0) {
        acc square = 0;
        for (int g = 0; g < REDUCE_GROUPS; g++) {
            square += partials[2 * (slot_u * REDUCE_GROUPS + g)] + partials[2 * (slot_w * REDUCE_GROUPS + g)];
        }
        steps[replica] += 1;
        diverged[replica] = square <= bounds[replica] ? 0 : 1;
    }
}
