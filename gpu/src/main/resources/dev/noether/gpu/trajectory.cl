/* Whole trajectories of nets of D layers, one work-group a replica, many steps a launch. On samples, H_0 = X, phi_1 an
 * activation of nets of two layers and all else the identity:
 *
 *     H_i = phi_i(H_(i-1) W_i^T),  B_D = R = H_D - Y,  B_(i-1) = B_i W_i * phi'_(i-1),  g_i = B_i^T H_(i-1),  scale = 2 c / S
 *
 * of normalised nets alpha tanh(beta H_0 W_1^T) in place of phi_1, and a gradient that has pull_i W_i besides (see
 * trajectory_normalized.cl). The scale-invariant model is one layer W_1 = theta/|theta|, of which theta moves (see
 * trajectory_scale_invariant.cl). On moments, where H_1 = W_1^T is what X = I gives, for linear nets:
 *
 *     E = H_D^T - V,  M = E C - N,  T_D = I,  T_(i-1) = T_i W_i,  g_i = T_i^T K_i,  K_i = M H_(i-1),  scale = 2 c
 *
 * where K_1 = M and g_D = K_D. Then W_i <- W_i - eta (scale g_i + decay W_i). * between matrices is the product element by
 * element. A descent has decay = 2 gamma; a flow with multipliers fraction times that, and first, with standard normals xi,
 *
 *     r_i <- fraction r_i + spread (xi_i - mean xi) r_i,  spread = sqrt(fraction S / (S - 1))
 *
 * A flow with an exact drift, the gradient on a data set or on moments of which it keeps that of every layer, takes two passes a
 * step, the second of which moves, with eta and decay times sqrt(fraction):
 *
 *     k_i = scale g_i on the drift's batch,  then  scale g_i + drift k_i  in place of scale g_i,  drift = sqrt(fraction) - 1
 *
 * Products in tiles.cl, minibatches in trajectory_sampling.cl, moments in trajectory_moments.cl, updates in
 * trajectory_update.cl, sums over all items in trajectory_sums.cl. Defines from Java: SOURCE (FRESH, DRAWN, FIXED, MOMENTS),
 * DRIFT (FIXED, MOMENTS, NO_DRIFT), INPUTS_FULL and NOISE_FULL (whether a covariance has more than a diagonal), ACTIVATION and the names that it may have
 * (IDENTITY, or see activation.cl), NORMALIZED and CROSSED (a normalised net, and Net-A), SCALE_INVARIANT, SUMS_AT_ONCE (how
 * many sums over all items are made together), those of tiles.cl. Work-group: GROUP items. Local memory: `work`, if it fits
 * 48 KiB, with 2 SUMS_AT_ONCE (GROUP + 8) acc.
 *
 * Work memory, rows padded with zeros to multiples of WIDTH (l_i), in the order and at the offsets of WorkLayout in Java, which
 * `layout` holds, FIELDS numbers a layer i = 0 ... D, once for minibatches and once for the batch of the drift: */
enum { LAYER_ROWS, LAYER_W, LAYER_WT, LAYER_KEPT, LAYER_H, LAYER_B, FIELDS };
/*
 *     LAYER_ROWS  d_i, the rows of W_i and columns of H_i and B_i
 *     LAYER_W     W_i    d_i x l_(i-1), but for W_1, which no product needs
 *     LAYER_WT    W_i^T  l_(i-1) x l_i, for W_1 dx x l_1
 *     LAYER_KEPT  k_i    as W_i, k_1 as W_1^T
 *     LAYER_H     H_i    S x l_i; on moments S = dx, H_1 is W_1^T if D > 1, H_D becomes E^T
 *     LAYER_B     B_i    S x l_i; first phi'_i; of layer D the same as H_D; on moments T_i  dy x l_i  and K_i  dy x l_(i-1),
 *                        T_1 in the place of E^T, and of layer D M^T  dx x l_D
 *
 * and behind them, where the last numbers of `layout` say: scratch for normals that are still to be correlated, S x l_0 and
 * S x l_D (with a hidden layer that is H_1 and B_1), of normalised nets beta H_0 W_1^T and H_2 before Y is subtracted, of the
 * scale-invariant model theta/|theta| and X^T R / S (on moments M^T), dx x l_1, and xi  S, squares  GROUP, verdict  1. */
enum { SCRATCH_INPUTS, SCRATCH_NOISE, PREACTIVATIONS, OUTPUTS, UNIT, CORRELATION, MULTIPLIERS, BEHIND };
#if NORMALIZED
/* before = beta h, h = alpha phi(before), derivative = alpha beta phi'(before), all S x ld, zero in the padding. */
static void activate(WORK real *h, WORK real *derivative, const sizes *n, real slope, WORK real *before, real alpha,
        real beta) {
    for (int q = (int) get_local_id(0); q < n->samples * n->ld; q += GROUP) {
        bool inside = q % n->ld < n->hidden;
        real x = beta * h[q];
        before[q] = inside ? x : (real) 0;
        h[q] = inside ? alpha * value_of(x, slope) : (real) 0;
        derivative[q] = inside ? alpha * beta * first_of(x, slope) : (real) 0;
    }
}
#elif ACTIVATION != IDENTITY
/* h = phi(h), derivative = phi'(h), both S x ld. The padding stays zero, also where phi(0) is not. */
static void activate(WORK real *h, WORK real *derivative, const sizes *n, real slope) {
    for (int q = (int) get_local_id(0); q < n->samples * n->ld; q += GROUP) {
        bool inside = q % n->ld < n->hidden;
        real x = h[q];
        h[q] = inside ? value_of(x, slope) : (real) 0;
        derivative[q] = inside ? first_of(x, slope) : (real) 0;
    }
}
#endif

/* r = f - r, both S x ly, tile by tile as multiply shares them. */
static void subtract_from(const WORK real *f, WORK real *r, const sizes *n) {
    FOR_TILES(i, j, n->samples, n->ly) {
        for (int row = i; row < min(i + ROWS, n->samples); row++) {
            WORK real *at = r + row * n->ly + j;
            STORE(LOAD(0, f + row * n->ly + j) - LOAD(0, at), 0, at);
        }
    }
}

/* W (rows x columns) from its place in theta into both orientations, W itself only if `both`. */
static void load_layer(WORK real *w, WORK real *wt, __global const real *state, int rows, int columns, bool both) {
    for (int q = (int) get_local_id(0); q < rows * columns; q += GROUP) {
        int i = q / columns;
        int j = q % columns;
        real value = state[q];
        if (both) {
            w[i * PADDED(columns) + j] = value;
        }
        wt[j * PADDED(rows) + i] = value;
    }
}

static void store_layer(__global real *state, const WORK real *wt, int rows, int columns) {
    for (int q = (int) get_local_id(0); q < rows * columns; q += GROUP) {
        state[q] = wt[q % columns * PADDED(rows) + q / columns];
    }
}

#if SOURCE == FRESH || SOURCE == DRAWN
/* The residuals of a flow with multipliers, S x ly: see the top. */
static void weigh(WORK real *residual, const WORK real *xi, acc spread, real fraction, const sizes *n) {
    pair sum = {0, 0};
    for (int i = 0; i < n->samples; i++) {
        sum = pair_add(sum, xi[i]);
    }
    acc mean = (sum.high + sum.low) / (acc) n->samples;
    int across = n->ly / WIDTH;
    for (int q = (int) get_local_id(0); q < n->samples * across; q += GROUP) {
        int i = q / across;
        WORK real *at = residual + i * n->ly + q % across * WIDTH;
        lanes old = LOAD(0, at);
        lanes noise = (lanes) ((real) (spread * (xi[i] - mean))) * old;
        STORE(noise + (lanes) (fraction) * old, 0, at);
    }
}
#endif

#if HAS(MOMENTS)
/* T_i of the hidden layer `to`, of the last one (`last`) a copy of W_D that stays while that moves; K_i beside it if i > 1. */
static void map_back(WORK real *work, __global const int *to, bool last, bool inner, const WORK real *mt, const sizes *n) {
    __global const int *above = to + FIELDS;
    int padded = PADDED(to[LAYER_ROWS]);
    WORK real *map = work + to[LAYER_B];
    if (last) {
        for (int q = (int) get_local_id(0); q < n->outputs * padded; q += GROUP) {
            map[q] = work[above[LAYER_W] + q];
        }
    } else {
        multiply(map, n->outputs, padded, work + above[LAYER_B], PADDED(above[LAYER_ROWS]), 1, work + above[LAYER_W], padded,
                above[LAYER_ROWS], SET);
    }
    if (inner) {
        __global const int *below = to - FIELDS;
        int across = PADDED(below[LAYER_ROWS]);
        multiply(map + n->outputs * padded, n->outputs, across, mt, 1, n->ly, work + below[LAYER_H], across, n->inputs, SET);
    }
}

/* Moves a layer `to` behind the first by T_i^T K_i, the last (`last`) by M H_(D-1); returns this item's share of |W_i|^2. */
static real move_mapped(WORK real *work, __global const int *to, bool last, const WORK real *mt, const sizes *n) {
    __global const int *below = to - FIELDS;
    int padded = PADDED(to[LAYER_ROWS]);
    const WORK real *map = work + to[LAYER_B];
    return move_both(work + to[LAYER_W], work + to[LAYER_WT], work + to[LAYER_KEPT], to[LAYER_ROWS], below[LAYER_ROWS],
            last ? mt : map, padded, last ? work + below[LAYER_H] : map + n->outputs * padded,
            last ? n->inputs : n->outputs, n);
}
#endif

/* Does up to `count` steps of every replica that has not diverged, none beyond step `target`. theta: W_i of each replica dense
 * at layer_at[i - 1], stride layer_at[D]. rates, 5 a replica: decay, fraction, scale on minibatches and on the drift's batch,
 * drift (0 where there is none). etas: the learning rate of step t of this launch at eta_row replica + eta_step t. forces, 3 a
 * replica: spread, 0 but for a flow with multipliers, and pull on both batches: -2 c / S, of the scale-invariant model 2 c.
 * samples: S, on moments dx. data: factors and transposed target; or X, Y; or C, V^T, N^T; rows padded; data_at where a replica's
 * begin, data_size its samples. drift_*: the same of the drift's batch. Global size: GROUP items a replica. */
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void advance_trajectories(int depth, __global const int *layout, __global const long *layer_at, int samples, long target,
        int count, __global real *theta, __global long *steps, __global int *diverged, __global const real *rates,
        __global const real *etas, int eta_row, int eta_step, __global const acc *forces, __global const acc *bounds,
        __global const ulong *seeds, __global const real *data, __global const long *data_at, __global const int *data_size,
        __global const real *drift_data, __global const long *drift_at, __global const int *drift_size, real slope,
        WORK real *work, long work_stride) {
    int replica = (int) get_group_id(0);
    int item = (int) get_local_id(0);
    int inputs = layout[LAYER_ROWS];
    int hidden = layout[FIELDS + LAYER_ROWS];
    int outputs = layout[depth * FIELDS + LAYER_ROWS];
    __global const real *rate = rates + 5 * replica;
    __global const acc *force = forces + 3 * replica;
    sizes n = {inputs, hidden, outputs, samples, PADDED(inputs), PADDED(hidden), PADDED(outputs),
            seeds[replica], 0, rate[0], rate[2], 0, rate[4], false};
#if !WORK_IS_LOCAL
    work += replica * work_stride;
#endif
    WORK real *xi = work + layout[FIELDS * (depth + 1) + MULTIPLIERS];
    WORK real *squares = xi + samples;
    WORK real *verdict = squares + GROUP;
    __global real *state = theta + replica * layer_at[depth];
    acc bound = bounds[replica];
    long start = steps[replica];
    int todo = diverged[replica] || start >= target ? 0 : (int) min((long) count, target - start);
#if SOURCE == FRESH || SOURCE == DRAWN
    acc spread = force[0];
    real fraction = rate[1];
#endif

    for (int q = item; q < (int) work_stride; q += GROUP) {
        work[q] = 0;
    }
    BARRIER;
    for (int layer = 1; layer <= depth; layer++) {
        __global const int *to = layout + layer * FIELDS;
        load_layer(work + to[LAYER_W], work + to[LAYER_WT], state + layer_at[layer - 1], to[LAYER_ROWS],
                to[LAYER_ROWS - FIELDS], layer > 1);
    }
    BARRIER;

#if SUMS_AT_ONCE
    __local acc parts[SUMS_AT_ONCE * SLOT];
#endif
#if NORMALIZED
    const WORK real *wt = work + layout[FIELDS + LAYER_WT];
    const WORK real *ut = work + layout[2 * FIELDS + LAYER_WT];
    real alpha = 0;
    real beta = 0;
#elif SCALE_INVARIANT
    WORK real *moving = work + layout[FIELDS + LAYER_WT];
#endif

    int done = 0;
    bool alive = true;
    bool keeps = false;
    for (int t = 0; t < todo; t += keeps ? 0 : 1) {
        ulong step = (ulong) (start + t);
        // What this pass is on.
        keeps = DRIFT != NO_DRIFT && n.drift != 0 && !keeps;
        n.keeps = keeps;
        const int kind = keeps ? DRIFT : SOURCE;
        __global const int *places = layout + (keeps ? FIELDS * (depth + 1) + BEHIND : 0);
        __global const real *own = keeps ? drift_data + drift_at[replica] : data + data_at[replica];
        int own_size = keeps ? drift_size[replica] : data_size[replica];
        n.samples = !keeps ? samples : kind == MOMENTS ? inputs : own_size;
        n.scale = rate[keeps ? 3 : 2];
        acc pull = force[keeps ? 2 : 1];
        __global const int *behind = places + FIELDS * (depth + 1);
        WORK real *x = work + places[LAYER_H];
        WORK real *residual = work + places[depth * FIELDS + LAYER_H];
        const WORK real *first = work + places[FIELDS + LAYER_WT];
#if HAS(MOMENTS)
        WORK real *mt = work + places[depth * FIELDS + LAYER_B];
#endif
#if NORMALIZED
        WORK real *preactivations = work + behind[PREACTIVATIONS];
        WORK real *outcome = work + behind[OUTPUTS];
#elif SCALE_INVARIANT
        WORK real *unit = work + behind[UNIT];
        WORK real *correlation = work + behind[CORRELATION];
        first = unit;
#endif
        n.eta = etas[(long) eta_row * replica + (long) eta_step * t];
        real share = 0;
#if NORMALIZED
        put_share(parts, 0, item, own_products(ut, ut, hidden * n.ly));
        put_share(parts, 1, item, own_products(wt, wt, inputs * n.ld));
        SUM_BARRIER;
        lead(parts, 0);
        lead(parts, 1);
        SUM_BARRIER;
        acc square_u = rounded(collect(parts, 0));
        acc square_w = rounded(collect(parts, 1));
        alpha = scale_of(CROSSED ? square_w : square_u);
        beta = scale_of(CROSSED ? square_u : square_w);
#elif SCALE_INVARIANT
        put_share(parts, 0, item, own_products(moving, moving, inputs * n.ly));
        SUM_BARRIER;
        lead(parts, 0);
        SUM_BARRIER;
        acc norm = norm_of(rounded(collect(parts, 0)));
        divide(unit, moving, norm, &n);
#endif
        if (alive) {
#if SOURCE == FRESH
            if (kind == FRESH) {
                draw(INPUTS_FULL ? work + behind[SCRATCH_INPUTS] : x, n.lx, samples, inputs, PURPOSE_INPUTS, &n, step, own,
                        !INPUTS_FULL);
                draw(NOISE_FULL ? work + behind[SCRATCH_NOISE] : residual, n.ly, samples, outputs, PURPOSE_LABEL_NOISE, &n,
                        step, own + (INPUTS_FULL ? inputs * n.lx : n.lx), !NOISE_FULL);
            }
#endif
#if SOURCE != FRESH || DRIFT != NO_DRIFT
            if (kind == MOMENTS) {
                copy_rows(residual, n.ly, &n, step, own + inputs * n.lx, inputs, false);
            } else if (kind != FRESH) {
                copy_rows(x, n.lx, &n, step, own, own_size, kind == DRAWN);
                copy_rows(residual, n.ly, &n, step, own + (long) own_size * n.lx, own_size, kind == DRAWN);
            }
#endif
#if SOURCE == FRESH || SOURCE == DRAWN
            if (spread != 0) {
                draw(xi, samples, 1, samples, PURPOSE_FLOW, &n, step, own, false);
            }
#endif
        }
        BARRIER;
#if SOURCE == FRESH
#if INPUTS_FULL || NOISE_FULL
        if (alive && kind == FRESH) {
#if INPUTS_FULL
            correlate(x, work + behind[SCRATCH_INPUTS], n.lx, inputs, &n, own);
#endif
#if NOISE_FULL
            correlate(residual, work + behind[SCRATCH_NOISE], n.ly, outputs, &n,
                    own + (INPUTS_FULL ? inputs * n.lx : n.lx));
#endif
        }
        BARRIER;
#endif
        if (alive && kind == FRESH) {
            label(residual, x, &n, own + (INPUTS_FULL ? inputs * n.lx : n.lx) + (NOISE_FULL ? outputs * n.ly : n.ly));
        }
        // No barrier: what is subtracted from a tile's label below is so by the item that wrote it.
#endif
        for (int layer = kind == MOMENTS && depth > 1 ? 2 : 1; layer <= depth; layer++) {
            __global const int *to = places + layer * FIELDS;
            __global const int *from = to - FIELDS;
            int padded = PADDED(to[LAYER_ROWS]);
            if (alive) {
#if NORMALIZED
                multiply(layer == depth ? outcome : work + to[LAYER_H], n.samples, padded, work + from[LAYER_H],
                        PADDED(from[LAYER_ROWS]), 1, work + to[LAYER_WT], padded, from[LAYER_ROWS], SET);
                if (layer == depth) {
                    subtract_from(outcome, residual, &n);
                }
#else
                if (kind == MOMENTS && layer == 1) {
                    subtract_from(first, residual, &n);
                } else {
                    multiply(work + to[LAYER_H], n.samples, padded, work + from[LAYER_H], PADDED(from[LAYER_ROWS]), 1,
                            layer == 1 ? first : work + to[LAYER_WT], padded, from[LAYER_ROWS],
                            layer == depth ? MINUS_OLD : SET);
                }
#endif
            }
            BARRIER;
#if ACTIVATION != IDENTITY
            if (alive && layer == 1) {
#if NORMALIZED
                activate(work + to[LAYER_H], work + to[LAYER_B], &n, slope, preactivations, alpha, beta);
#else
                activate(work + to[LAYER_H], work + to[LAYER_B], &n, slope);
#endif
            }
            BARRIER;
#endif
        }
#if SOURCE == FRESH || SOURCE == DRAWN
        if (alive && spread != 0) {
            weigh(residual, xi, spread, fraction, &n);
        }
        BARRIER;
#endif
#if HAS(MOMENTS)
        if (alive && kind == MOMENTS) {
            correlation_map(mt, residual, &n, own, own + inputs * (n.lx + n.ly));
        }
        BARRIER;
#endif
        // From the last layer to the first.
        for (int layer = depth - 1; layer > 0; layer--) {
            if (alive) {
                __global const int *to = places + layer * FIELDS;
#if HAS(MOMENTS)
                if (kind == MOMENTS) {
                    map_back(work, to, layer == depth - 1, layer > 1, mt, &n);
                }
#endif
                if (kind != MOMENTS) {
                    __global const int *from = to + FIELDS;
                    int padded = PADDED(to[LAYER_ROWS]);
                    multiply(work + to[LAYER_B], n.samples, padded, work + from[LAYER_B], PADDED(from[LAYER_ROWS]), 1,
                            work + from[LAYER_W], padded, from[LAYER_ROWS], ACTIVATION == IDENTITY ? SET : TIMES_OLD);
                }
            }
            BARRIER;
        }
#if NORMALIZED
        put_share(parts, 0, item, own_products(residual, outcome, n.samples * n.ly));
        put_share(parts, 1, item, own_products(work + places[FIELDS + LAYER_B], preactivations, n.samples * n.ld));
        SUM_BARRIER;
        lead(parts, 0);
        lead(parts, 1);
        SUM_BARRIER;
        acc outer = rounded(collect(parts, 0));
        acc inner = rounded(collect(parts, 1)) / beta;
        real pull_u = (real) (pull * (CROSSED ? inner : outer) / square_u);
        n.pull = (real) (pull * (CROSSED ? outer : inner) / square_w);
#endif
#if SCALE_INVARIANT
        if (alive && kind != MOMENTS) {
            correlate_residuals(correlation, x, residual, &n);
        }
        BARRIER;
        put_share(parts, 0, item, own_products(unit, correlation, inputs * n.ly));
        SUM_BARRIER;
        lead(parts, 0);
        SUM_BARRIER;
        if (alive) {
            project(correlation, unit, rounded(collect(parts, 0)), pull / norm, &n);
            // No barrier: an item moves by what it has projected.
            share = move_by(moving, work + places[FIELDS + LAYER_KEPT], correlation, &n);
        }
#else
        WORK real *moving = work + places[FIELDS + LAYER_WT];
        WORK real *kept = work + places[FIELDS + LAYER_KEPT];
#if HAS(MOMENTS)
        if (alive && kind == MOMENTS) {
            for (int layer = 2; layer <= depth; layer++) {
                share += move_mapped(work, places + layer * FIELDS, layer == depth, mt, &n);
            }
        }
        // The gradient of W_2 needs the old W_1.
        BARRIER;
        if (alive && kind == MOMENTS) {
            share += depth == 1 ? move_by(moving, kept, mt, &n)
                                : move_transposed(moving, kept, inputs, n.ld, mt, n.ly, 1, work + places[FIELDS + LAYER_B],
                                          outputs, &n);
        }
#endif
        if (alive && kind != MOMENTS) {
            share = move_transposed(moving, kept, inputs, n.ld, x, 1, n.lx, work + places[FIELDS + LAYER_B], n.samples, &n);
            for (int layer = 2; layer <= depth; layer++) {
                __global const int *to = places + layer * FIELDS;
                __global const int *from = to - FIELDS;
#if NORMALIZED
                n.pull = pull_u;
#endif
                share += move_both(work + to[LAYER_W], work + to[LAYER_WT], work + to[LAYER_KEPT], to[LAYER_ROWS],
                        from[LAYER_ROWS], work + to[LAYER_B], PADDED(to[LAYER_ROWS]), work + from[LAYER_H], n.samples, &n);
            }
        }
#endif
        squares[item] = share;
        BARRIER;
        if (item == 0 && !keeps) {
            acc square = 0;
            for (int i = 0; i < GROUP; i++) {
                square += squares[i];
            }
            // Also false where the sum is not a number.
            verdict[0] = square <= bound ? (real) 1 : (real) 0;
        }
        BARRIER;
        if (!keeps) {
            done += alive ? 1 : 0;
            alive = alive && verdict[0] != 0;
        }
    }

    for (int layer = 1; layer <= depth; layer++) {
        __global const int *to = layout + layer * FIELDS;
        store_layer(state + layer_at[layer - 1], work + to[LAYER_WT], to[LAYER_ROWS], to[LAYER_ROWS - FIELDS]);
    }
    if (item == 0) {
        steps[replica] = start + done;
        diverged[replica] |= alive ? 0 : 1;
    }
}
