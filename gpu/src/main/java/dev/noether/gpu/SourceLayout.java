package dev.noether.gpu;

import dev.noether.backend.Run;
import dev.noether.model.Model;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import java.util.List;

/**
 * How what batches are made of lies on the device: matrices one after the other, rows padded with zeros ({@code lx},
 * {@code ly}), F and G the factors of input and noise covariance:
 *
 * <pre>
 * FRESH    F^T  dx x lx (or its diagonal, lx) | G^T  dy x ly (or its diagonal, ly) | V^T  dx x ly
 * DRAWN    X    n x lx                        | Y    n x ly
 * FIXED    the same, all of it in every step
 * MOMENTS  Cx   dx x lx                       | V^T  dx x ly                       | N^T  dx x ly
 * </pre>
 *
 * @param kind of all sources
 * @param inputsFull whether the input covariance of one has more than a diagonal
 * @param noiseFull whether the noise covariance of one has
 * @param inputs dx
 * @param outputs dy
 * @param paddedInputs lx
 * @param paddedOutputs ly
 * @param batchSize S, or 0 for moments; that of the largest where fixed ones differ
 */
record SourceLayout(
        Kind kind,
        boolean inputsFull,
        boolean noiseFull,
        int inputs,
        int outputs,
        int paddedInputs,
        int paddedOutputs,
        int batchSize) {

    /** Kinds of sources; those of a run's minibatches share one. */
    enum Kind {
        FRESH,
        DRAWN,
        FIXED,
        MOMENTS
    }

    /** @param sources of one kind, for the same model */
    static SourceLayout of(Model model, List<BatchSource> sources, Tuning tuning) {
        int inputs = model.inputs();
        int outputs = model.outputs();
        return new SourceLayout(
                kind(sources.getFirst()),
                sources.stream()
                        .anyMatch(s -> s instanceof BatchSource.Fresh f
                                && !f.task().inputCovariance().isDiagonal()),
                sources.stream()
                        .anyMatch(s -> s instanceof BatchSource.Fresh f
                                && !f.task().noiseCovariance().isDiagonal()),
                inputs,
                outputs,
                tuning.padded(inputs),
                tuning.padded(outputs),
                sources.stream().mapToInt(Run::batchSize).max().orElseThrow());
    }

    static Kind kind(BatchSource source) {
        return switch (source) {
            case BatchSource.Fresh _ -> Kind.FRESH;
            case BatchSource.Drawn _ -> Kind.DRAWN;
            case BatchSource.Fixed fixed -> fixed.batch() instanceof Batch.Samples ? Kind.FIXED : Kind.MOMENTS;
        };
    }

    /** Rows of F^T. */
    int inputFactorRows() {
        return inputsFull ? inputs : 1;
    }

    /** Rows of G^T. */
    int noiseFactorRows() {
        return noiseFull ? outputs : 1;
    }

    /** Reals of a source of {@code size} samples, 0 where it has none. */
    long length(int size) {
        return switch (kind) {
            case FRESH -> (long) inputFactorRows() * paddedInputs + (long) (noiseFactorRows() + inputs) * paddedOutputs;
            case DRAWN, FIXED -> (long) size * (paddedInputs + paddedOutputs);
            case MOMENTS -> (long) inputs * (paddedInputs + 2L * paddedOutputs);
        };
    }
}
