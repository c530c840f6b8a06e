package dev.noether.study.figure;

/** How long a figure runs. */
public enum FigureSize {
    /** Under a minute on two cores. */
    QUICK,
    /** Minutes. */
    DEFAULT,
    /** The paper's stated setting to the end. */
    PAPER
}
