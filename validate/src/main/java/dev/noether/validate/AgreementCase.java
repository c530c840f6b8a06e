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
 * @param batchSize terms in the average: S, or 1 where moments are given
 */
public record AgreementCase(Parameters parameters, Batch batch, double weightDecay, int batchSize) {

    /** The model of the parameters. */
    public Model model() {
        return parameters.model();
    }
}
