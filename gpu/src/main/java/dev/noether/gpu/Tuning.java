package dev.noether.gpu;

/**
 * Shape of the work in a persistent kernel. The results do not depend on it.
 *
 * @param group work-items of a group
 * @param width columns of an item's tile, 4 or 8
 * @param rows rows of an item's tile
 */
record Tuning(int group, int width, int rows) {

    /** One item with wide tiles: PoCL runs a work-group on one core, and a barrier among one item costs nothing. */
    static final Tuning CPU = new Tuning(1, 8, 4);

    /** Many items with small tiles. */
    static final Tuning GPU = new Tuning(128, 4, 2);

    static Tuning of(DeviceHandle device) {
        return device.cpu() ? CPU : GPU;
    }

    /** The smallest multiple of {@link #width} from n. */
    int padded(int n) {
        return (n + width - 1) / width * width;
    }
}
