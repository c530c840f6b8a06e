package dev.noether.random;

/** What random numbers are for; the topmost 16 bits of the counter, so that no two uses share a number. */
public final class Purpose {

    /** Inputs of a fresh minibatch. */
    public static final int INPUTS = 1;

    /** Label noise of a fresh minibatch. */
    public static final int LABEL_NOISE = 2;

    /** Entries of a random target map. */
    public static final int TARGET = 3;

    /** Probe vectors of stochastic estimators. */
    public static final int PROBES = 4;

    /** Noise of the stochastic gradient flow. */
    public static final int FLOW = 5;

    /** Which samples of a data set a minibatch holds. */
    public static final int DATA_INDEX = 6;

    /** Inputs of a data set that is drawn once. */
    public static final int DATA_INPUTS = 7;

    /** Label noise of a data set that is drawn once. */
    public static final int DATA_LABEL_NOISE = 8;

    /** Inputs of the evaluation batch. */
    public static final int EVALUATION_INPUTS = 9;

    /** Label noise of the evaluation batch. */
    public static final int EVALUATION_LABEL_NOISE = 10;

    private static final int INITIAL_VALUES = 256;

    private Purpose() {}

    /** Initial values of parameter block {@code block}. */
    public static int initialValues(int block) {
        return INITIAL_VALUES + block;
    }
}
