package dev.noether.study.file;

import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.task.Batch;
import java.util.List;
import java.util.Optional;

/**
 * A point in parameter space with a batch, as a file describes it.
 *
 * @param model with the shapes of the parameters
 * @param weightDecay gamma, at least 0
 * @param parameters in double
 * @param batch in double; absent where the reader did not ask for one
 * @param direction of products with a vector, if the file has one
 * @param warnings sentences about what was ignored
 */
public record CaseFile(
        Model model,
        double weightDecay,
        Parameters parameters,
        Optional<Batch.Samples> batch,
        Optional<Parameters> direction,
        List<String> warnings) {}
