package dev.noether.study.simulate;

import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.reduction.HiddenUnits;
import dev.noether.study.file.LittleEndian;
import dev.noether.study.file.Npy;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The parameters of a wide two-layer net as the {@link dev.noether.study.file.Npz} file that it would have whole, written from
 * its hidden units without ever holding a matrix. A row of U crosses all hidden units: so many of its rows as memory allows are
 * gathered in one reading of all units.
 */
final class WideFile {

    /** Numbers that are gathered at once, at most: 128 MiB. */
    private static final int CAPACITY = 1 << 24;

    /** Hidden units that are read at once. */
    private static final int UNITS = 256;

    private WideFile() {}

    /** Numbers to gather at once: no more than an eighth of the memory that Java was given. */
    static int capacity() {
        return (int) Math.min(CAPACITY, Runtime.getRuntime().maxMemory() / (8 * Double.BYTES));
    }

    /**
     * @param replicas of one net; several become a first dimension of the arrays
     * @param capacity numbers that may be gathered at once; a row of U is, in any case
     */
    static void write(OutputStream out, List<HiddenUnits> replicas, Precision precision, int capacity)
            throws IOException {
        TwoLayerNet net = replicas.getFirst().net();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            // Random digits do not become shorter.
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(new ZipEntry("U.npy"));
            Npy.writeHeader(zip, precision, replicas.size(), net.outputs(), net.hidden());
            int together = Math.clamp(capacity / net.hidden(), 1, net.outputs());
            for (HiddenUnits units : replicas) {
                for (int first = 0; first < net.outputs(); first += together) {
                    leaving(zip, units, precision, first, Math.min(together, net.outputs() - first));
                }
            }
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("W.npy"));
            Npy.writeHeader(zip, precision, replicas.size(), net.hidden(), net.inputs());
            for (HiddenUnits units : replicas) {
                eachBlock(units, (_, count, rows) -> {
                    for (int j = 0; j < count; j++) {
                        zip.write(LittleEndian.row(rows[j], net.outputs(), net.inputs(), precision));
                    }
                });
            }
            zip.closeEntry();
        }
    }

    /** Rows {@code first ... first + count - 1} of U. */
    private static void leaving(OutputStream out, HiddenUnits units, Precision precision, int first, int count)
            throws IOException {
        double[][] gathered = new double[count][units.net().hidden()];
        eachBlock(units, (unit, present, rows) -> {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < present; j++) {
                    gathered[i][unit + j] = rows[j][first + i];
                }
            }
        });
        for (double[] row : gathered) {
            for (int at = 0; at < row.length; at += UNITS) {
                out.write(LittleEndian.row(row, at, Math.min(UNITS, row.length - at), precision));
            }
        }
    }

    /** Takes a block of hidden units. */
    @FunctionalInterface
    private interface Block {
        void take(int first, int count, double[][] rows) throws IOException;
    }

    private static void eachBlock(HiddenUnits units, Block block) throws IOException {
        int d = units.net().hidden();
        double[][] rows = new double[Math.min(UNITS, d)][units.columns()];
        for (int first = 0; first < d; first += UNITS) {
            int count = Math.min(UNITS, d - first);
            units.read(first, count, rows);
            block.take(first, count, rows);
        }
    }
}
