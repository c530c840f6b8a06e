package dev.noether.gpu;

import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Where the matrices of a replica lie in the work memory of trajectory.cl, in this order; d_i the width of layer i, l_i padded,
 * S the batch size, D the depth:
 *
 * <pre>
 * W_2 | ... | W_D | W_1^T | ... | W_D^T | k_1 | ... | k_D | places | places of the drift | xi | squares | verdict
 * </pre>
 *
 * the k_i and the places of the drift only in a flow that has one, and places of a batch being
 *
 * <pre>
 * samples                  X | R | H_1 | B_1 | ... | H_(D-1) | B_(D-1)
 * moments                  E^T and then T_1 | M^T | H_2 | T_2 | K_2 | ... | T_(D-1) | K_(D-1)
 * normalised, D = 2        X | R | H_1 | B_1 | beta H_0 W_1^T | H_2
 * scale-invariant, D = 1   X | R | H_1 | B_1 | theta/|theta| | X^T R/S
 * the same on moments      E^T | M^T | theta/|theta|
 * </pre>
 *
 * H_1 and B_1 hold normals before, and are as wide as X and R at least; without a hidden layer they are there for that alone.
 * On moments S stands for dx.
 *
 * @param table what the kernel reads: six numbers for each of the layers 0 to D (d_i and the offsets of W_i, W_i^T, k_i, H_i,
 *     B_i), then the offsets of H_1, B_1, what a normalised net has, what the scale-invariant model has, and xi; then, where
 *     there is a drift, the same of its batch
 * @param reals length of the whole
 */
record WorkLayout(List<Long> table, long reals) {

    private static final int FIELDS = 6;

    private static final int ROWS = 0;
    private static final int W = 1;
    private static final int WT = 2;
    private static final int KEPT = 3;
    private static final int H = 4;
    private static final int B = 5;

    private static final int BEHIND = 7;

    private static final int SCRATCH_INPUTS = 0;
    private static final int SCRATCH_NOISE = 1;
    private static final int PREACTIVATIONS = 2;
    private static final int OUTPUTS = 3;
    private static final int UNIT = 4;
    private static final int CORRELATION = 5;
    private static final int MULTIPLIERS = 6;

    /**
     * The layout for a model on what its minibatches are drawn from.
     *
     * @param drift of the batches of drifts, or null where there are none
     */
    static WorkLayout of(Model model, SourceLayout source, SourceLayout drift, Tuning tuning) {
        Layers layers = Layers.of(model);
        int depth = layers.depth();
        int[] widths = new int[depth + 1];
        widths[0] = model.inputs();
        for (int i = 1; i <= depth; i++) {
            widths[i] = model.blocks().get(layers.block(i)).rows();
        }
        int behind = FIELDS * (depth + 1);
        long[] table = new long[behind + BEHIND];
        long at = 0;
        for (int i = 0; i <= depth; i++) {
            table[FIELDS * i + ROWS] = widths[i];
            if (i > 1) {
                table[FIELDS * i + W] = at;
                at += (long) widths[i] * tuning.padded(widths[i - 1]);
            }
        }
        for (int i = 1; i <= depth; i++) {
            table[FIELDS * i + WT] = at;
            // The transpose of the padding of a row of W is written too.
            at += (long) (i == 1 ? widths[0] : tuning.padded(widths[i - 1])) * tuning.padded(widths[i]);
        }
        for (int i = 1; drift != null && i <= depth; i++) {
            table[FIELDS * i + KEPT] = at;
            at += i == 1
                    ? (long) widths[0] * tuning.padded(widths[1])
                    : (long) widths[i] * tuning.padded(widths[i - 1]);
        }
        long[] ofDrift = table.clone();
        at = place(table, model, widths, source, at, tuning);
        if (drift != null) {
            at = place(ofDrift, model, widths, drift, at, tuning);
        }
        table[behind + MULTIPLIERS] = at;
        ofDrift[behind + MULTIPLIERS] = at;
        LongStream entries =
                drift == null ? LongStream.of(table) : LongStream.concat(LongStream.of(table), LongStream.of(ofDrift));
        return new WorkLayout(entries.boxed().toList(), at + samples(model, source) + tuning.group() + 1);
    }

    /** The places of a batch, from {@code at} on; returns their end. */
    private static long place(long[] table, Model model, int[] widths, SourceLayout source, long at, Tuning tuning) {
        int behind = table.length - BEHIND;
        long outputs = tuning.padded(model.outputs());
        long samples = samples(model, source);
        long end = source.kind() == SourceLayout.Kind.MOMENTS
                ? onMoments(table, widths, at, tuning)
                : onSamples(table, widths, samples, at, tuning);
        if (model instanceof NormalizedNet net) {
            table[behind + PREACTIVATIONS] = end;
            end += samples * tuning.padded(net.hidden());
            table[behind + OUTPUTS] = end;
            end += samples * outputs;
        }
        if (model instanceof ScaleInvariantModel) {
            table[behind + UNIT] = end;
            end += widths[0] * outputs;
            table[behind + CORRELATION] = table[FIELDS + B];
            if (source.kind() != SourceLayout.Kind.MOMENTS) {
                table[behind + CORRELATION] = end;
                end += widths[0] * outputs;
            }
        }
        return end;
    }

    /** S, on moments dx. */
    static int samples(Model model, SourceLayout source) {
        return source.kind() == SourceLayout.Kind.MOMENTS ? model.inputs() : source.batchSize();
    }

    /** The places of all H_i and B_i on samples, from {@code at} on; returns their end. */
    private static long onSamples(long[] table, int[] widths, long samples, long at, Tuning tuning) {
        int depth = widths.length - 1;
        int behind = FIELDS * (depth + 1);
        long inputs = tuning.padded(widths[0]);
        long outputs = tuning.padded(widths[depth]);
        long end = at + samples * inputs;
        table[H] = at;
        table[FIELDS * depth + H] = end;
        table[FIELDS * depth + B] = end;
        end += samples * outputs;
        for (int i = 1; i < Math.max(depth, 2); i++) {
            long hidden = i < depth ? tuning.padded(widths[i]) : 0;
            long first = end;
            long second = first + samples * (i == 1 ? Math.max(hidden, inputs) : hidden);
            end = second + samples * (i == 1 ? Math.max(hidden, outputs) : hidden);
            if (i < depth) {
                table[FIELDS * i + H] = first;
                table[FIELDS * i + B] = second;
            }
            if (i == 1) {
                table[behind + SCRATCH_INPUTS] = first;
                table[behind + SCRATCH_NOISE] = second;
            }
        }
        return end;
    }

    /** The same on moments, where H_1 is the transpose of W_1 unless that is the only layer. */
    private static long onMoments(long[] table, int[] widths, long at, Tuning tuning) {
        int depth = widths.length - 1;
        long outputs = tuning.padded(widths[depth]);
        long error = widths[0] * outputs;
        table[FIELDS * depth + H] = at;
        if (depth > 1) {
            table[FIELDS + H] = table[FIELDS + WT];
            table[FIELDS + B] = at;
        }
        long end = at + (depth > 1 ? Math.max(error, (long) widths[depth] * tuning.padded(widths[1])) : error);
        table[FIELDS * depth + B] = end;
        end += error;
        for (int i = 2; i < depth; i++) {
            long hidden = tuning.padded(widths[i]);
            table[FIELDS * i + H] = end;
            end += widths[0] * hidden;
            table[FIELDS * i + B] = end;
            end += widths[depth] * (hidden + tuning.padded(widths[i - 1]));
        }
        return end;
    }
}
