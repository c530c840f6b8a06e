package dev.noether.simd;

/**
 * The layout of U (dy x d) or of the transpose of W (dx x d) in panels of hidden units, so that all that a step does with
 * some hidden units lies together:
 *
 * <pre>
 *   panel 0: | row 0: units 0 ... w-1, pad to {@link #STRIDE} | row 1 ... | ...     panel 1: | row 0: units w ... | ...
 * </pre>
 *
 * Units are dealt out to the panels in whole vectors, as evenly as can be, and the panels to an even number of groups,
 * which several threads may work on. Both depend on the shape only. The padding is zero and stays so.
 */
public final class FloatHiddenPanels {

    private static final int L = Lanes.FLOAT.length();

    /**
     * Distance of rows, and the largest width of a panel: whole tiles, at most 80 units, so that a panel of 100 rows and its
     * copy are not far from the first-level cache.
     */
    static final int STRIDE = Lanes.TILE_VECTORS * L * Math.max(1, 80 / (Lanes.TILE_VECTORS * L));

    /** Panels from which on there are two groups, four, and so on: a group is at least this many. */
    private static final int PANELS_OF_GROUP = 3;

    /** There are no more than {@link #GROUPS_OF_LARGE_SUMS} where a group's share of the sum is more than this part of its parameters. */
    private static final double PART_OF_PARAMETERS = 1.0 / 3;

    /** As many threads as most machines have: with still fewer groups, large batches would be worked on by one. */
    private static final int GROUPS_OF_LARGE_SUMS = 8;

    private static final int LARGEST_GROUPS = 16;

    private final int hidden;
    private final int vectors;
    private final int groups;
    private final int panels;

    /**
     * The panels of the hidden units of a net.
     *
     * @param hidden d
     * @param rows of U and of the transpose of W, {@code dx + dy}
     * @param sums elements of the sum over hidden units that each group makes its share of
     */
    public FloatHiddenPanels(int hidden, int rows, long sums) {
        this.hidden = hidden;
        vectors = Math.ceilDiv(hidden, L);
        panels = Math.ceilDiv(vectors, STRIDE / L);
        int most = Math.clamp(Integer.highestOneBit(Math.max(1, panels / PANELS_OF_GROUP)), 1, LARGEST_GROUPS);
        boolean large = sums > PART_OF_PARAMETERS * rows * STRIDE * panels / most;
        groups = large ? Math.min(most, GROUPS_OF_LARGE_SUMS) : most;
    }

    /** Number of groups. */
    public int groups() {
        return groups;
    }

    /** Number of panels. */
    public int panels() {
        return panels;
    }

    /** First panel of group g; that of group {@link #groups()} is the number of panels. */
    public int firstPanel(int g) {
        return (int) ((long) panels * g / groups);
    }

    /** Memory of a matrix with {@code rows} rows, zeros: row i of panel p is row {@code p rows + i} of it. */
    public FloatMatrix allocate(int rows) {
        return new FloatMatrix(Math.multiplyExact(panels, rows), STRIDE);
    }

    /** Vectors in a row of panel p. */
    int vectors(int p) {
        return firstVector(p + 1) - firstVector(p);
    }

    private int firstVector(int p) {
        return (int) ((long) vectors * p / panels);
    }

    /** Units of panel p: without the padding. */
    int units(int p) {
        return Math.min(hidden, firstVector(p + 1) * L) - firstVector(p) * L;
    }

    /** Overwrites {@code to}, memory of this layout, with a matrix of d columns. */
    public void load(FloatMatrix from, FloatMatrix to) {
        // The padding is not zero any more where the values have left the finite numbers.
        to.clear();
        for (int p = 0; p < panels; p++) {
            for (int i = 0; i < from.rows(); i++) {
                int source = from.at(i) + firstVector(p) * L;
                System.arraycopy(from.data(), source, to.data(), to.at(p * from.rows() + i), units(p));
            }
        }
    }

    /** Overwrites a matrix of d columns with {@code from}, memory of this layout. */
    public void store(FloatMatrix from, FloatMatrix to) {
        for (int p = 0; p < panels; p++) {
            for (int i = 0; i < to.rows(); i++) {
                int target = to.at(i) + firstVector(p) * L;
                System.arraycopy(from.data(), from.at(p * to.rows() + i), to.data(), target, units(p));
            }
        }
    }
}
