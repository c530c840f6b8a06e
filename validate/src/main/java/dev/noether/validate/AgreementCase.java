package dev.noether.validate;

import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.task.Batch;

/**
 * A point at which backends are compared. All its numbers are representable in the precision of the comparison, so that
 * what differs is arithmetic alone.
 *
 * @param parameters theta
 * @param batch what the loss is averaged over
 * @param weightDecay gamma
 */
public record AgreementCase(Parameters parameters, Batch batch, double weightDecay) {

    /** The model of the parameters. */
    public Model model() {
        return parameters.model();
    }

    @Override
    public String toString() {
        String terms = batch instanceof Batch.Samples samples
                ? samples.size() + " samples"
                : batch.getClass().getSimpleName();
        return model() + " on " + terms + ", weight decay " + weightDecay;
    }
}
