/* The end of a step of one replica: is |theta|^2 finite and within the bound? A replica that has diverged stays where it
 * is and counts no more steps. */
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void finish_step(__global const acc *results, int slot_u, int slot_w, __global const acc *bounds,
        __global long *steps, __global int *diverged, int replica) {
    if (diverged[replica] == 0) {
        acc square = results[2 * slot_u] + results[2 * slot_w];
        steps[replica] += 1;
        diverged[replica] = square <= bounds[replica] ? 0 : 1;
    }
}
