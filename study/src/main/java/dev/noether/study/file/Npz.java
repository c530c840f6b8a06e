package dev.noether.study.file;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The .npz format of numpy: a zip archive of .npy files, one an array. */
public final class Npz {

    private Npz() {}

    /**
     * Writes parameters as one array a block, under the block's name.
     *
     * @param replicas of one model and precision; several become a first dimension of the arrays
     */
    public static void write(OutputStream out, List<Parameters> replicas) throws IOException {
        Parameters first = replicas.getFirst();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int b = 0; b < first.blocks(); b++) {
                int block = b;
                List<Matrix> matrices =
                        replicas.stream().map(theta -> theta.block(block)).toList();
                zip.putNextEntry(new ZipEntry(first.model().blocks().get(b).name() + ".npy"));
                Npy.write(zip, matrices);
                zip.closeEntry();
            }
        }
    }
}
