/* Minibatches of one replica, drawn from (seed, step). The step is read on the device, so that many steps can be
 * enqueued ahead. stream.cl before. Work-group: DRAW_GROUP x 1 items, from Java; no local memory. */

/* out(i, c) = z(i, c), the normals of component c of sample i (normal_block in stream.cl); times the diagonal factor F_c if
 * `scaled`. out: samples x components, factor: components. Global size: (blocks of REALS_PER_BLOCK components, rounded up to
 * groups; samples). */
__kernel __attribute__((reqd_work_group_size(DRAW_GROUP, 1, 1)))
void draw_normals(__global real *out, long out_at, long out_row, int components, long seed, int purpose,
        __global const long *steps, int replica, int scaled, __global const real *factor, long factor_at) {
    int block = (int) get_global_id(0);
    int sample = (int) get_global_id(1);
    int first = block * REALS_PER_BLOCK;
    if (first < components) {
        real normals[REALS_PER_BLOCK];
        normal_block((ulong) seed, (uint) purpose, (ulong) steps[replica], (uint) sample, (uint) block, normals);
        for (int c = 0; c < REALS_PER_BLOCK && first + c < components; c++) {
            real z = normals[c];
            out[out_at + sample * out_row + first + c] = scaled ? fma(factor[factor_at + first + c], z, (real) 0) : z;
        }
    }
}

/* out(i, c) = data(n_i, c), n_i the place of sample i of this step in the data set (stream_index in stream.cl). out: samples x
 * components, data: size x components. Global size: (components, rounded up to groups; samples). */
__kernel __attribute__((reqd_work_group_size(DRAW_GROUP, 1, 1)))
void draw_rows(__global real *out, long out_at, long out_row, int components, long seed,
        __global const long *steps, int replica, __global const real *data, long data_at, long data_row, int size) {
    int c = (int) get_global_id(0);
    int sample = (int) get_global_id(1);
    if (c < components) {
        long n = stream_index((ulong) seed, (ulong) steps[replica], sample, size);
        out[out_at + sample * out_row + c] = data[data_at + n * data_row + c];
    }
}
