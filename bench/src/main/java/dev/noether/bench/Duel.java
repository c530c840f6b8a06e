package dev.noether.bench;

import dev.noether.model.Activation;

/** What is compared with other libraries: one row of the table each. */
public enum Duel {
    RANK_ONE("S 1, 1-100-1", Size.RANK_ONE, Activation.IDENTITY, 1),
    /** The same net by its equivalent of width dx + dy. */
    RANK_ONE_WIDTH_FREE("the same by width 2", Size.RANK_ONE, Activation.IDENTITY, 1),
    FIGURE_2("S 10, 30-40-30", Size.FIGURE_2, Activation.IDENTITY, 1),
    FIGURE_8("S 100, 100-2000-100", Size.FIGURE_8, Activation.IDENTITY, 1),
    /** The same net by its equivalent of width dx + dy. */
    FIGURE_8_WIDTH_FREE("the same by width 200", Size.FIGURE_8, Activation.IDENTITY, 1),
    FIGURE_8_TEAM("S 100, 100-2000-100", Size.FIGURE_8, Activation.IDENTITY, 2),
    LARGE_TEAM("S 256, 1000-4000-1000", Size.LARGE, Activation.IDENTITY, 2),
    TANH_TEAM("tanh, S 100, 100-2000-100", Size.FIGURE_8, Activation.TANH, 2),
    /** Gradient and Hessian trace where five products are the cheaper order. */
    TRACE_BY_SAMPLES("gradient + Hessian trace, S 30, 100-1000-100", Size.FIGURE_8, Activation.IDENTITY, 1),
    /** Gradient and Hessian trace where the products are reassociated. */
    TRACE_BY_PRODUCT("gradient + Hessian trace, S 100, 100-1000-100", Size.FIGURE_8, Activation.IDENTITY, 1),
    HESSIAN_TRACE("Hessian trace, S 100, 100-2000-100", Size.FIGURE_8, Activation.IDENTITY, 1),
    NOISE("noise statistics, S 100, 100-2000-100", Size.FIGURE_8, Activation.IDENTITY, 1),
    NORMALS("10000 normals", Size.FIGURE_8, Activation.IDENTITY, 1),
    /** The machine itself, on one core. */
    MACHINE("the machine", Size.FIGURE_8, Activation.IDENTITY, 1);

    private final String label;

    /** Shapes. */
    public final Size size;

    public final Activation activation;

    /** Threads of everybody. */
    public final int threads;

    Duel(String label, Size size, Activation activation, int threads) {
        this.label = label;
        this.size = size;
        this.activation = activation;
        this.threads = threads;
    }

    /** Name in tables. */
    public String label() {
        return label + (threads == 1 ? "" : ", " + threads + " threads");
    }

    /** Whether it is steps of a net that are compared. */
    public boolean isStep() {
        return switch (this) {
            case RANK_ONE,
                    RANK_ONE_WIDTH_FREE,
                    FIGURE_2,
                    FIGURE_8,
                    FIGURE_8_WIDTH_FREE,
                    FIGURE_8_TEAM,
                    LARGE_TEAM,
                    TANH_TEAM -> true;
            case TRACE_BY_SAMPLES, TRACE_BY_PRODUCT, HESSIAN_TRACE, NOISE, NORMALS, MACHINE -> false;
        };
    }

    /** The one whose peers this is compared with: they cannot make a wide net narrow. Itself, but for those that do. */
    public Duel wide() {
        return switch (this) {
            case RANK_ONE_WIDTH_FREE -> RANK_ONE;
            case FIGURE_8_WIDTH_FREE -> FIGURE_8;
            default -> this;
        };
    }

    /** Whether it is {@link #wide} by its equivalent of width dx + dy. */
    public boolean isWidthFree() {
        return wide() != this;
    }

    /**
     * Floating-point operations of the products of matrices in a step, executed, without padding; NaN where none are
     * counted. Noether takes the cheaper order.
     */
    public double operations(Way way) {
        double samples = size.batchSize;
        double n = size.inputs;
        double five = 10 * samples * n * size.hidden;
        double reassociated = 6 * n * n * size.hidden + 4 * samples * n * n;
        if (!isStep()) {
            return Double.NaN;
        }
        return switch (way) {
            case NOETHER -> {
                if (isWidthFree()) {
                    yield OperationCount.linearStep(samples, n, 2 * n);
                }
                yield activation == Activation.IDENTITY ? OperationCount.linearStep(samples, n, size.hidden) : five;
            }
            case REASSOCIATED, VECTORS -> reassociated;
            case FIVE_PRODUCTS, AUTOGRAD, BY_HAND -> five;
            case PROBE, PER_SAMPLE, GENERATOR, GRADIENT_ALONE, LIMIT -> Double.NaN;
        };
    }

    /** Bytes of the parameters in numbers of the given length. */
    public double parameterBytes(int bytesOfNumber) {
        double hidden = isWidthFree() ? 2.0 * size.inputs : size.hidden;
        return 2 * hidden * size.inputs * bytesOfNumber;
    }
}
