package dev.noether.gpu;

import dev.noether.backend.Run;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import java.util.stream.IntStream;

/**
 * Shape of the work on a kind of device. The results do not depend on it.
 *
 * @param width reals in a vector: 4, 8 or 16
 * @param group work-items of a group of the persistent kernel
 * @param rows rows of an item's tile there, one vector wide
 * @param blocks blocks of the random stream that an item computes at once there: 1, 4, 8 or 16
 * @param product shape of the matrix product
 */
record Tuning(int width, int group, int rows, int blocks, Product product) {

    /**
     * Shape of the matrix product, see product.cl.
     *
     * @param group work-items of a group, a divisor of the blocks of a tile
     * @param rows of a group's tile
     * @param columns of it
     * @param blockRows rows of a block of sums in registers, a divisor of the tile's
     * @param blockVectors vectors in a row of a block; as many fill a row of the tile
     * @param slice depth of what local memory holds
     */
    record Product(int group, int rows, int columns, int blockRows, int blockVectors, int slice) {

        /** Local memory of a group: a slice of both operands. */
        long localBytes(Precision precision) {
            return (long) slice * (rows + columns) * precision.bytes();
        }
    }

    /** Rows of a persistent item's tile on a CPU: as many sums as hide the time of an addition, and a divisor of what people take. */
    private static final int FEW_ROWS = 5;

    /** What saves loads too, where there are so many rows. */
    private static final int MANY_ROWS = 10;

    /** Bits of the vectors of a CPU that has 32 registers of them rather than 16. */
    private static final int MANY_REGISTERS = 512;

    /** A CPU of vectors of 256 bits in float. */
    static final Tuning CPU = cpu(8, Precision.FLOAT);

    /** Many items with small tiles. */
    static final Tuning GPU = new Tuning(4, 128, 2, 1, new Product(64, 64, 64, 8, 2, 16));

    static Tuning of(DeviceHandle device, Precision precision) {
        return device.cpu() ? cpu(device.width(precision), precision) : GPU;
    }

    /**
     * One item with wide tiles: PoCL runs a work-group on one core, and a barrier among one item costs nothing. Sums of a product
     * fill the registers but for a few.
     */
    static Tuning cpu(int width, Precision precision) {
        int bits = width * precision.bytes() * Byte.SIZE;
        int blockRows = bits >= MANY_REGISTERS ? 8 : 6;
        // At most the 32 KiB that every device has, and whole vectors to be transposed.
        int slice = precision == Precision.DOUBLE ? 24 : 32;
        return new Tuning(width, 1, FEW_ROWS, 16, new Product(1, 96, 8 * width, blockRows, 2, slice));
    }

    /** On a CPU the same with the rows that suit a run: the fewest additions in a row that wait for each other. */
    Tuning fitting(Run run) {
        if (group > 1) {
            return this;
        }
        Model model = run.model();
        int samples = Run.batchSize(run.replicas().getFirst().source());
        // A row more costs half a cycle, once the four of an addition are hidden.
        double few = tiles(model, samples, FEW_ROWS) * 4;
        double many = tiles(model, samples, MANY_ROWS) * 5.5;
        return new Tuning(width, group, few < many ? FEW_ROWS : MANY_ROWS, blocks, product);
    }

    private static int tiles(Model model, int samples, int rows) {
        return IntStream.of(samples, model.inputs(), model.outputs())
                .map(size -> Math.ceilDiv(size, rows))
                .sum();
    }

    /** The smallest multiple of {@link #width} from n. */
    int padded(int n) {
        return (n + width - 1) / width * width;
    }
}
