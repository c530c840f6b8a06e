package dev.noether.backend.simd;

import dev.noether.backend.Replica;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatHiddenPanels;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatPanelKernel;

/**
 * Steps of a wide two-layer linear net in one pass over its parameters, by a team: {@code 6 dx dy d} operations and those
 * for M.
 *
 * <pre>
 * P = sum of the groups' shares of U W                   by rows of P
 * M = - 2c eta E[r x^T]                                  {@link FloatStepMoments}
 * for each group of panels of hidden units:              by groups
 *     U &lt;- U + M W^T, W &lt;- W + (old U)^T M, and the share of the next P
 * </pre>
 *
 * P is made anew in every step, so it does not drift; after a {@link #load} it is made from the panels in the same order,
 * so it has the same bits. What is summed and in which order depends on the shape only. The next minibatch is drawn in the
 * last part, where nothing waits for it.
 */
final class FloatPanelSteps implements FloatStepping {

    private final Replica replica;
    private final double twoC;
    private final FloatHiddenPanels layout;
    private final FloatMatrix u;
    private final FloatMatrix w;
    private final FloatMatrix[] shares;
    private final FloatMatrix p;
    private final FloatMatrix m;
    private final FloatPanelKernel[] kernels;
    private final FloatStepMoments moments;
    private final FloatPanelNorms norms;
    private final Team team;
    private final Team.Part products = this::products;
    private final Team.Part draw = this::draw;
    private final Team.Part sum = this::sum;
    private final Team.Part sweep = this::sweep;
    private final Groups groups;
    private boolean hasProducts;
    private long drawn = -1;
    private long next;
    private float decay;

    FloatPanelSteps(TwoLayerNet net, Replica replica, FloatStepMoments moments, Team team) {
        this.replica = replica;
        this.moments = moments;
        this.team = team;
        twoC = 2 * net.lossScale();
        layout = layout(net);
        u = layout.allocate(net.outputs());
        w = layout.allocate(net.inputs());
        norms = new FloatPanelNorms(layout.panels(), team.members(), u, w);
        shares = new FloatMatrix[layout.groups()];
        for (int g = 0; g < shares.length; g++) {
            shares[g] = new FloatMatrix(net.outputs(), net.inputs());
        }
        groups = new Groups(shares.length);
        p = new FloatMatrix(net.outputs(), net.inputs());
        m = new FloatMatrix(net.outputs(), net.inputs());
        kernels = new FloatPanelKernel[team.members()];
        for (int member = 0; member < kernels.length; member++) {
            kernels[member] = new FloatPanelKernel(layout, net.inputs(), net.outputs());
        }
    }

    /** Members that have something to do in a step of a net. */
    static int members(TwoLayerNet net, int threads) {
        return Math.min(threads, layout(net).groups());
    }

    private static FloatHiddenPanels layout(TwoLayerNet net) {
        return new FloatHiddenPanels(net.hidden(), net.inputs() + net.outputs(), (long) net.inputs() * net.outputs());
    }

    @Override
    public void load(FloatPoint theta) {
        layout.load(theta.block(TwoLayerNet.U), u);
        layout.load(theta.block(TwoLayerNet.W), w);
        hasProducts = false;
    }

    @Override
    public void store(FloatPoint theta) {
        layout.store(u, theta.block(TwoLayerNet.U));
        layout.store(w, theta.block(TwoLayerNet.W));
    }

    @Override
    public double squaredNorm() {
        return norms.sum(team);
    }

    @Override
    public void step(long step, FloatWorkspace workspace) {
        if (!hasProducts) {
            groups.run(team, products);
            hasProducts = true;
        }
        if (drawn != step) {
            next = step;
            team.run(draw);
        }
        double eta = replica.learningRate().at(step);
        decay = (float) (-2 * eta * replica.weightDecay());
        team.run(sum);
        moments.compute((float) (-twoC * eta), p, m, team);
        next = step + 1;
        groups.run(team, sweep);
        drawn = next;
    }

    private void products(int member, int members) {
        eachGroup(member, members, false);
    }

    private void draw(int member, int members) {
        moments.draw(next, member, members);
    }

    private void sum(int member, int members) {
        int from = Team.start(p.rows(), member, members);
        int to = Team.start(p.rows(), member + 1, members);
        FloatElementwise.sum(shares, from, to, p);
    }

    private void sweep(int member, int members) {
        eachGroup(member, members, true);
        moments.draw(next, member, members);
    }

    /** A member's groups: their shares of U W, of the parameters as they are or after their update. */
    private void eachGroup(int member, int members, boolean update) {
        FloatPanelKernel kernel = kernels[member];
        for (int k = 0; k < groups.count(); k++) {
            int g = groups.at(k, member, members);
            if (groups.take(g)) {
                FloatMatrix share = shares[g];
                share.clear();
                for (int panel = layout.firstPanel(g); panel < layout.firstPanel(g + 1); panel++) {
                    if (update) {
                        kernel.update(panel, u, w, m, decay);
                    }
                    kernel.addProduct(panel, u, w, share);
                }
            }
        }
    }
}
