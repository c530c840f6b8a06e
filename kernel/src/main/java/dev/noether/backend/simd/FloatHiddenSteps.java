package dev.noether.backend.simd;

import dev.noether.backend.Replica;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatHiddenPanelKernel;
import dev.noether.simd.FloatHiddenPanels;
import dev.noether.simd.FloatMatrix;

/**
 * Steps of a large two-layer net, of any activation, on S samples, by a team: {@code 2 S d (2 dx + 3 dy)} operations.
 *
 * <pre>
 * for each group of panels of hidden units:              by groups
 *     H = X W^T, Phi = phi(H), and the share of F = Phi U^T
 * R = - 2c eta (sum of the groups' shares - Y) / S       by outputs
 * for each group of panels:                              by groups
 *     B = R U, G = B * phi'(H), U &lt;- U + R^T Phi, W &lt;- W + G^T X
 * </pre>
 *
 * What is summed and in which order depends on the shape only. The next minibatch is drawn in the last part, where nothing
 * waits for it.
 */
final class FloatHiddenSteps implements FloatStepping {

    private final Replica replica;
    private final double twoC;
    private final FloatHiddenPanels layout;
    private final FloatMatrix u;
    private final FloatMatrix w;
    private final FloatHiddenPanelKernel.Units[] units;
    private final FloatMatrix[] shares;
    private final FloatMatrix r;
    private final FloatMinibatchRows[] rows;
    private final FloatHiddenPanelKernel[] kernels;
    private final FloatPanelNorms norms;
    private final Team team;
    private final Groups groups;
    private final Team.Part draw = this::draw;
    private final Team.Part forward = this::forward;
    private final Team.Part residuals = this::residuals;
    private final Team.Part backward = this::backward;

    /** The minibatch of this step and the next one, in turns. */
    private FloatMatrix x;

    private FloatMatrix y;
    private FloatMatrix nextX;
    private FloatMatrix nextY;
    private long drawn = -1;
    private long next;
    private float factor;
    private float decay;

    /** @param rows of minibatches of {@code samples} samples, one filler a member of the team */
    FloatHiddenSteps(TwoLayerNet net, Replica replica, int samples, FloatMinibatchRows[] rows, Team team) {
        this.replica = replica;
        this.rows = rows;
        this.team = team;
        twoC = 2 * net.lossScale();
        layout = layout(net, samples);
        u = layout.allocate(net.outputs());
        w = layout.allocate(net.inputs());
        units = new FloatHiddenPanelKernel.Units[layout.panels()];
        for (int p = 0; p < units.length; p++) {
            units[p] = new FloatHiddenPanelKernel.Units(samples, net.activation());
        }
        norms = new FloatPanelNorms(layout.panels(), team.members(), u, w);
        groups = new Groups(layout.groups());
        shares = new FloatMatrix[groups.count()];
        for (int g = 0; g < shares.length; g++) {
            shares[g] = new FloatMatrix(net.outputs(), samples);
        }
        r = new FloatMatrix(net.outputs(), samples);
        x = new FloatMatrix(samples, net.inputs());
        y = new FloatMatrix(samples, net.outputs());
        nextX = new FloatMatrix(samples, net.inputs());
        nextY = new FloatMatrix(samples, net.outputs());
        kernels = new FloatHiddenPanelKernel[team.members()];
        for (int member = 0; member < kernels.length; member++) {
            kernels[member] = new FloatHiddenPanelKernel(
                    layout, net.activation(), net.slope(), samples, net.inputs(), net.outputs());
        }
    }

    /** Members that have something to do in a step of a net on S samples. */
    static int members(TwoLayerNet net, int samples, int threads) {
        return Math.min(threads, layout(net, samples).groups());
    }

    private static FloatHiddenPanels layout(TwoLayerNet net, int samples) {
        return new FloatHiddenPanels(net.hidden(), net.inputs() + net.outputs(), (long) net.outputs() * samples);
    }

    @Override
    public void load(FloatPoint theta) {
        layout.load(theta.block(TwoLayerNet.U), u);
        layout.load(theta.block(TwoLayerNet.W), w);
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
        if (drawn != step) {
            next = step;
            team.run(draw);
        }
        takeDrawn();
        double eta = replica.learningRate().at(step);
        factor = (float) (-twoC * eta / x.rows());
        decay = (float) (-2 * eta * replica.weightDecay());
        groups.run(team, forward);
        team.run(residuals);
        next = step + 1;
        groups.run(team, backward);
        drawn = next;
    }

    private void takeDrawn() {
        FloatMatrix oldX = x;
        FloatMatrix oldY = y;
        x = nextX;
        y = nextY;
        nextX = oldX;
        nextY = oldY;
    }

    private void draw(int member, int members) {
        rows[member].fillShare(next, member, members, nextX, nextY);
    }

    private void forward(int member, int members) {
        for (int k = 0; k < groups.count(); k++) {
            int g = groups.at(k, member, members);
            if (groups.take(g)) {
                kernels[member].forward(layout.firstPanel(g), layout.firstPanel(g + 1), x, u, w, units, shares[g]);
            }
        }
    }

    private void residuals(int member, int members) {
        int from = Team.start(r.rows(), member, members);
        int to = Team.start(r.rows(), member + 1, members);
        kernels[member].residuals(factor, shares, y, from, to, r);
    }

    private void backward(int member, int members) {
        for (int k = 0; k < groups.count(); k++) {
            int g = groups.at(k, member, members);
            if (groups.take(g)) {
                for (int p = layout.firstPanel(g); p < layout.firstPanel(g + 1); p++) {
                    kernels[member].update(p, x, r, decay, units[p], u, w);
                }
            }
        }
        draw(member, members);
    }
}
