package dev.noether.gpu;

import dev.noether.backend.Dynamics;
import dev.noether.backend.Replica;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import java.util.IdentityHashMap;
import java.util.Map;

/** How the steps of a replica move its parameters, in terms of gradients: all {@link Dynamics} of every model. */
final class Motion {

    private final Toolbox tools;
    private final ReplicaState state;
    private final Objectives objectives;
    private final Objectives ofDrift;
    private final Updates updates;
    private final Draws draws;
    private final DevicePoint gradient;
    private final DevicePoint drift;
    private final Workspace normals;
    private final Workspace weighted;
    private final SumVector.Memory multipliers;
    private final Map<Object, DeviceBatch> drifts = new IdentityHashMap<>();

    Motion(Toolbox tools, Model model, ReplicaState state) {
        this.tools = tools;
        this.state = state;
        objectives = new Objectives(model, tools);
        ofDrift = new Objectives(model, tools);
        updates = new Updates(tools, state);
        draws = new Draws(tools.session());
        gradient = DevicePoint.allocate(tools.session(), model);
        drift = DevicePoint.allocate(tools.session(), model);
        normals = tools.workspace();
        weighted = tools.workspace();
        multipliers = new SumVector.Memory(tools.session());
    }

    /** Enqueues step number {@code step} of a replica that stands there, on its minibatch. */
    void step(int r, DeviceBatch minibatch, long step) {
        Replica replica = state.replica(r);
        Products.Rates rates = state.rates(r, step);
        DevicePoint theta = state.point(r);
        Objective objective = objectives.on(minibatch);
        objective.forward(theta);
        switch (replica.dynamics()) {
            case Dynamics.Descent descent -> objective.gradient(theta, gradient);
            case Dynamics.Flow flow -> {
                objective.gradient(theta, gradient);
                rates = flow(flow, theta, rates);
            }
            case Dynamics.MinibatchFlow flow -> {
                weigh(flow, r, objective);
                objective.gradient(theta, gradient);
                rates = new Products.Rates(rates.eta(), flow.fraction() * rates.decay());
            }
        }
        updates.descend(r, gradient, rates);
    }

    /** {@code sqrt(f) (g_S + (sqrt(f) - 1) grad L)}, f the fraction: at f = 1 the bits of a descent. */
    private Products.Rates flow(Dynamics.Flow flow, DevicePoint theta, Products.Rates rates) {
        double root = Drifts.root(flow);
        double weight = Drifts.weight(flow);
        if (weight != 0) {
            DeviceBatch batch = drifts.computeIfAbsent(
                    flow.drift(), _ -> new BatchUpload(tools.session(), tools.transfer()).put(flow.drift()));
            Objective everything = ofDrift.on(batch);
            everything.forward(theta);
            everything.gradient(theta, drift);
            for (int b = 0; b < gradient.blocks(); b++) {
                tools.maps().add(weight, drift.block(b), gradient.block(b));
            }
        }
        return new Products.Rates(root * rates.eta(), root * rates.decay());
    }

    /**
     * Residual i becomes {@code f r_i + sqrt(f S/(S - 1)) (xi_i - mean xi) r_i}: the gradient of a squared loss is linear
     * in the residuals.
     */
    private void weigh(Dynamics.MinibatchFlow flow, int r, Objective objective) {
        Objective.OnSamples samples = Dynamics.MinibatchFlow.samples(objective, Objective.OnSamples.class);
        View residuals = samples.residuals();
        int size = residuals.rows();
        int perBlock = tools.session().precision() == Precision.FLOAT
                ? RandomStream.FLOATS_PER_BLOCK
                : RandomStream.DOUBLES_PER_BLOCK;
        View xi = normals.matrix(1, size);
        draws.normals(xi, state.replica(r).seed(), Purpose.FLOW, perBlock, null, state.steps(), r);
        SumVector centred = multipliers.vector(size);
        tools.lines().totals(1, xi.transposed(), centred);
        tools.lines().centre(centred);
        View noise = weighted.matrix(size, residuals.columns());
        tools.maps().scaleRows(Math.sqrt(flow.fraction() * size / (size - 1.0)), centred, residuals, noise);
        tools.maps().combine(1, noise, flow.fraction(), residuals, 0, residuals);
    }
}
