package dev.noether.gpu;

import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the matrices of a replica lie in the work memory of trajectory.cl, in this order; d_i the width of layer i, l_i padded,
 * S the batch size, D the depth:
 *
 * <pre>
 * W_2 | ... | W_D | W_1^T | ... | W_D^T | X | R | H_1 | B_1 | ... | H_(D-1) | B_(D-1) | xi | squares | verdict
 * moments, D = 2:                       | E^T | M^T                                   | xi | squares | verdict
 * normalised, D = 2:                    | X | R | H_1 | B_1 | beta H_0 W_1^T | H_2    | xi | squares | verdict
 * </pre>
 *
 * H_1 and B_1 hold normals before, and are as wide as X and R at least; without a hidden layer they are there for that alone.
 *
 * @param table what the kernel reads: five numbers for each of the layers 0 to D (d_i and the offsets of W_i, W_i^T, H_i, B_i),
 *     then the offsets of H_1, B_1, what a normalised net has, and xi
 * @param reals length of the whole
 */
record WorkLayout(List<Long> table, long reals) {

    private static final int FIELDS = 5;

    private static final int ROWS = 0;
    private static final int W = 1;
    private static final int WT = 2;
    private static final int H = 3;
    private static final int B = 4;

    private static final int BEHIND = 5;

    private static final int SCRATCH_INPUTS = 0;
    private static final int SCRATCH_NOISE = 1;
    private static final int PREACTIVATIONS = 2;
    private static final int OUTPUTS = 3;
    private static final int MULTIPLIERS = 4;

    /** The layout for nets of these layers, on what a run draws its batches from. */
    static WorkLayout of(Model model, Layers layers, SourceLayout source, Tuning tuning) {
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
        long inputs = tuning.padded(widths[0]);
        long outputs = tuning.padded(widths[depth]);
        boolean moments = source.kind() == SourceLayout.Kind.MOMENTS;
        long samples = source.batchSize();
        table[H] = at;
        at += moments ? widths[0] * outputs : samples * inputs;
        table[FIELDS * depth + H] = at;
        table[FIELDS * depth + B] = at;
        at += moments ? widths[0] * outputs : samples * outputs;
        for (int i = 1; i < Math.max(depth, 2); i++) {
            long hidden = i < depth ? tuning.padded(widths[i]) : 0;
            long first = at;
            long second = first + samples * (i == 1 ? Math.max(hidden, inputs) : hidden);
            at = second + samples * (i == 1 ? Math.max(hidden, outputs) : hidden);
            if (i < depth) {
                table[FIELDS * i + H] = first;
                table[FIELDS * i + B] = second;
            }
            if (i == 1) {
                table[behind + SCRATCH_INPUTS] = first;
                table[behind + SCRATCH_NOISE] = second;
            }
        }
        if (model instanceof NormalizedNet net) {
            table[behind + PREACTIVATIONS] = at;
            at += samples * tuning.padded(net.hidden());
            table[behind + OUTPUTS] = at;
            at += samples * outputs;
        }
        table[behind + MULTIPLIERS] = at;
        List<Long> entries = new ArrayList<>();
        for (long entry : table) {
            entries.add(entry);
        }
        return new WorkLayout(List.copyOf(entries), at + samples + tuning.group() + 1);
    }
}
