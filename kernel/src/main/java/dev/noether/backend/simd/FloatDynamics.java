package dev.noether.backend.simd;

import dev.noether.backend.Dynamics;
import dev.noether.backend.Replica;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatMatrix;

/** How the steps of one replica move a point, in terms of gradients: all {@link Dynamics} of every model. */
final class FloatDynamics {

    private final Replica replica;
    private final RandomStream stream;
    private float[] normals = new float[0];
    private double[] weights = new double[0];

    FloatDynamics(Replica replica) {
        this.replica = replica;
        stream = new RandomStream(replica.seed());
    }

    /** Step number {@code step} of {@code theta} on a minibatch. Allocates nothing once it knows the batch size. */
    void step(FloatObjective minibatch, FloatPoint theta, long step, FloatWorkspace workspace) {
        double eta = replica.learningRate().at(step);
        switch (replica.dynamics()) {
            case Dynamics.Descent descent -> {
                minibatch.forward(theta);
                minibatch.gradient(theta, workspace.gradient);
                theta.descend(eta, replica.weightDecay(), workspace.gradient);
            }
            case Dynamics.Flow flow -> flow(flow, eta, minibatch, theta, workspace);
            case Dynamics.MinibatchFlow flow -> {
                FloatObjective.OnSamples samples =
                        Dynamics.MinibatchFlow.samples(minibatch, FloatObjective.OnSamples.class);
                samples.forward(theta);
                weigh(flow, step, samples.residuals());
                samples.gradient(theta, workspace.gradient);
                theta.descend(eta, flow.fraction() * replica.weightDecay(), workspace.gradient);
            }
        }
    }

    /** {@code sqrt(f) (g_S + (sqrt(f) - 1) grad L)}, f the fraction: at f = 1 the bits of a descent. */
    private void flow(
            Dynamics.Flow flow, double eta, FloatObjective minibatch, FloatPoint theta, FloatWorkspace workspace) {
        double root = Math.sqrt(flow.fraction());
        minibatch.forward(theta);
        minibatch.gradient(theta, workspace.gradient);
        if (root != 1) {
            FloatWorkspace.Drift drift = workspace.drift();
            FloatObjective everything = drift.objectives().loadOnce(flow.drift());
            everything.forward(theta);
            everything.gradient(theta, drift.gradient());
            workspace.gradient.add(root - 1, drift.gradient());
        }
        theta.descend(eta * root, root * replica.weightDecay(), workspace.gradient);
    }

    /** The gradient of a squared loss is linear in the residuals: weights on them are weights on its samples. */
    private void weigh(Dynamics.MinibatchFlow flow, long step, FloatMatrix residuals) {
        int size = residuals.rows();
        if (weights.length != size) {
            normals = new float[size];
            weights = new double[size];
        }
        stream.normals(Purpose.FLOW, step, 0, size, normals, 0);
        for (int i = 0; i < size; i++) {
            weights[i] = normals[i];
        }
        flow.weigh(weights);
        for (int i = 0; i < size; i++) {
            FloatElementwise.scaleRow((float) weights[i], residuals, i, residuals);
        }
    }
}
