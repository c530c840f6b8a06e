package dev.noether.gpu;

/**
 * Shape of the work on a kind of device. The results do not depend on it.
 *
 * @param group work-items of a group of the persistent kernel
 * @param width columns of an item's tile there, 4 or 8
 * @param rows rows of an item's tile there
 * @param blocks blocks of the random stream that an item computes at once there: 1, 4, 8 or 16
 * @param productGroup work-items of a group of the matrix product: 1 or 32
 * @param slice depth of what the matrix product holds in local memory, at most 64
 */
record Tuning(int group, int width, int rows, int blocks, int productGroup, int slice) {

    /** One item with wide tiles: PoCL runs a work-group on one core, and a barrier among one item costs nothing. */
    static final Tuning CPU = new Tuning(1, 8, 4, 16, 1, 64);

    /** Many items with small tiles. */
    static final Tuning GPU = new Tuning(128, 4, 2, 1, 32, 16);

    static Tuning of(DeviceHandle device) {
        return device.cpu() ? CPU : GPU;
    }

    /** The smallest multiple of {@link #width} from n. */
    int padded(int n) {
        return (n + width - 1) / width * width;
    }
}
