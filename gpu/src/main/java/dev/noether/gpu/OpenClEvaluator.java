package dev.noether.gpu;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;

/** The first door: a point is uploaded and evaluated on the device. */
final class OpenClEvaluator implements Evaluator {

    private final Model model;
    private final Session session;
    private final Toolbox tools;
    private final BatchUpload batches;
    private final DevicePoint theta;
    private final OpenClEvaluation evaluation;

    private OpenClEvaluator(Session session, Model model, Tuning tuning) {
        this.model = model;
        this.session = session;
        tools = new Toolbox(session, tuning);
        batches = new BatchUpload(session, tools.transfer());
        theta = DevicePoint.allocate(session, model);
        evaluation = new OpenClEvaluation(model, tools);
    }

    static Evaluator open(DeviceHandle device, Precision precision, Model model) {
        return open(device, precision, model, Tuning.of(device, precision));
    }

    static Evaluator open(DeviceHandle device, Precision precision, Model model, Tuning tuning) {
        Session session = new Session(device, precision);
        try {
            return new OpenClEvaluator(session, model, tuning);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public Evaluation at(Parameters parameters, Batch batch, double weightDecay) {
        parameters.requireModel(model);
        batch.requireFits(model);
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weight decay " + weightDecay + ", it must be finite and at least 0");
        }
        theta.load(parameters, tools.transfer());
        return evaluation.bind(theta, batches.put(batch), batch, weightDecay);
    }

    @Override
    public void close() {
        session.close();
    }
}
