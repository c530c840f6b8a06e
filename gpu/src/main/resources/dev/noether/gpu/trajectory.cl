/* Whole trajectories of the two-layer net f(x) = U phi(W x), one work-group a replica, many steps a launch:
 *
 *     samples:  H = X W^T,  P = phi(H),  R = P U^T - Y,  B = R U * phi'(H),  gU = R^T P,  gW = B^T X,  scale = 2 c / S
 *     moments:  E = U W - V,  M = E C - N,  gU = M W^T,  gW = U^T M,  scale = 2 c;  for phi(h) = h only
 *     theta <- theta - eta (scale g + 2 gamma theta)
 *
 * where * between matrices is the product element by element. Products in tiles.cl, minibatches in trajectory_sampling.cl,
 * moments in trajectory_moments.cl, updates in trajectory_update.cl. Defines from Java: SOURCE (FRESH,
 * DRAWN, FIXED, MOMENTS), INPUTS_FULL and NOISE_FULL (whether a covariance has more than a diagonal), ACTIVATION and the
 * names that it may have (IDENTITY, or see activation.cl), those of tiles.cl. Local memory: `work`, if it fits 48 KiB.
 *
 * Work memory, rows padded with zeros to multiples of WIDTH (lx, ld, ly), offsets as PersistentEngine counts them:
 *
 *     U  outputs x ld | UT  ld x ly | WT  inputs x ld | first | second | third | fourth | squares  GROUP | verdict  1
 *     samples: X  S x lx | R  S x ly | H, then P  S x max(ld, lx) | phi'(H), then B  S x max(ld, ly)
 *         moments: ET  inputs x ly | MT  inputs x ly
 */
#if ACTIVATION != IDENTITY
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

/* Does up to `count` steps of every replica that has not diverged, none beyond step `target`. theta: U then W of each
 * replica, rows without padding. rates: eta, 2 gamma, scale. data: factors and transposed target; or X, Y; or C, V^T, N^T;
 * rows padded; data_at where a replica's begin. Global size: GROUP items a replica. */
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void advance_trajectories(int inputs, int hidden, int outputs, int samples, long target, int count,
        __global real *theta, __global long *steps, __global int *diverged, __global const real *rates,
        __global const acc *bounds, __global const ulong *seeds, __global const real *data,
        __global const long *data_at, __global const int *data_size, real slope, WORK real *work, long work_stride) {
    int replica = (int) get_group_id(0);
    int item = (int) get_local_id(0);
    sizes n = {inputs, hidden, outputs, samples, PADDED(inputs), PADDED(hidden), PADDED(outputs),
            seeds[replica], rates[3 * replica], rates[3 * replica + 1], rates[3 * replica + 2]};
#if !WORK_IS_LOCAL
    work += replica * work_stride;
#endif
    WORK real *u = work;
    WORK real *ut = u + outputs * n.ld;
    WORK real *wt = ut + n.ld * n.ly;
#if SOURCE == MOMENTS
    WORK real *et = wt + inputs * n.ld;
    WORK real *mt = et + inputs * n.ly;
    WORK real *squares = mt + inputs * n.ly;
#else
    WORK real *x = wt + inputs * n.ld;
    WORK real *residual = x + samples * n.lx;
    WORK real *h = residual + samples * n.ly;
    WORK real *back = h + samples * max(n.ld, n.lx);
    WORK real *squares = back + samples * max(n.ld, n.ly);
#endif
    WORK real *verdict = squares + GROUP;
    __global real *state = theta + (long) replica * (outputs * hidden + hidden * inputs);
    __global const real *own = data + data_at[replica];
    acc bound = bounds[replica];
    long start = steps[replica];
    int todo = diverged[replica] || start >= target ? 0 : (int) min((long) count, target - start);

    for (int q = item; q < (int) (verdict - work) + 1; q += GROUP) {
        work[q] = 0;
    }
    BARRIER;
    for (int q = item; q < outputs * hidden; q += GROUP) {
        real value = state[q];
        u[q / hidden * n.ld + q % hidden] = value;
        ut[q % hidden * n.ly + q / hidden] = value;
    }
    for (int q = item; q < hidden * inputs; q += GROUP) {
        wt[q % inputs * n.ld + q / inputs] = state[outputs * hidden + q];
    }
    BARRIER;

    int done = 0;
    bool alive = true;
    for (int t = 0; t < todo; t++) {
        ulong step = (ulong) (start + t);
#if SOURCE == MOMENTS
        if (alive) {
            error_map(et, wt, ut, &n, own + inputs * n.lx);
        }
        BARRIER;
        if (alive) {
            correlation_map(mt, et, &n, own, own + inputs * (n.lx + n.ly));
        }
        BARRIER;
        real share = 0;
        // U goes to its transpose first, because the gradient of W needs the old one.
        if (alive) {
            share = move_u(u, ut, mt, n.ly, wt, inputs, &n, false);
        }
        BARRIER;
        if (alive) {
            share += move_w(wt, mt, n.ly, 1, u, outputs, &n);
        }
        BARRIER;
        if (alive) {
            copy_transposed(u, ut, &n);
        }
#else
        if (alive) {
#if SOURCE == FRESH
            draw(INPUTS_FULL ? h : x, n.lx, inputs, PURPOSE_INPUTS, &n, step, own, !INPUTS_FULL);
            draw(NOISE_FULL ? back : residual, n.ly, outputs, PURPOSE_LABEL_NOISE, &n, step,
                    own + (INPUTS_FULL ? inputs * n.lx : n.lx), !NOISE_FULL);
#else
            copy_rows(x, n.lx, &n, step, own, data_size[replica]);
            copy_rows(residual, n.ly, &n, step, own + (long) data_size[replica] * n.lx, data_size[replica]);
#endif
        }
        BARRIER;
#if SOURCE == FRESH
#if INPUTS_FULL || NOISE_FULL
        if (alive) {
#if INPUTS_FULL
            correlate(x, h, n.lx, inputs, &n, own);
#endif
#if NOISE_FULL
            correlate(residual, back, n.ly, outputs, &n, own + (INPUTS_FULL ? inputs * n.lx : n.lx));
#endif
        }
        BARRIER;
#endif
#endif
        if (alive) {
#if SOURCE == FRESH
            label(residual, x, &n, own + (INPUTS_FULL ? inputs * n.lx : n.lx) + (NOISE_FULL ? outputs * n.ly : n.ly));
#endif
            multiply(h, samples, n.ld, x, n.lx, 1, wt, n.ld, inputs, SET);
        }
        BARRIER;
#if ACTIVATION != IDENTITY
        if (alive) {
            activate(h, back, &n, slope);
        }
        BARRIER;
#endif
        if (alive) {
            multiply(residual, samples, n.ly, h, n.ld, 1, ut, n.ly, hidden, MINUS_OLD);
        }
        BARRIER;
        if (alive) {
            multiply(back, samples, n.ld, residual, n.ly, 1, u, n.ld, outputs,
                    ACTIVATION == IDENTITY ? SET : TIMES_OLD);
        }
        BARRIER;
        real share = 0;
        if (alive) {
            share = move_u(u, ut, residual, n.ly, h, samples, &n, true);
            share += move_w(wt, x, 1, n.lx, back, samples, &n);
        }
#endif
        squares[item] = share;
        BARRIER;
        if (item == 0) {
            acc square = 0;
            for (int i = 0; i < GROUP; i++) {
                square += squares[i];
            }
            // Also false where the sum is not a number.
            verdict[0] = square <= bound ? (real) 1 : (real) 0;
        }
        BARRIER;
        done += alive ? 1 : 0;
        alive = alive && verdict[0] != 0;
    }

    for (int q = item; q < outputs * hidden; q += GROUP) {
        state[q] = u[q / hidden * n.ld + q % hidden];
    }
    for (int q = item; q < hidden * inputs; q += GROUP) {
        state[outputs * hidden + q] = wt[q % inputs * n.ld + q / inputs];
    }
    if (item == 0) {
        steps[replica] = start + done;
        diverged[replica] |= alive ? 0 : 1;
    }
}
