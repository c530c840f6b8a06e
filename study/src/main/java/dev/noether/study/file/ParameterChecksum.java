package dev.noether.study.file;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of parameters: little-endian, row-major, unpadded, blocks in the model's order, replicas in order. */
public final class ParameterChecksum {

    private ParameterChecksum() {}

    /** The hash in hexadecimal digits. */
    public static String of(List<Parameters> replicas) {
        MessageDigest digest = sha256();
        for (Parameters theta : replicas) {
            for (int b = 0; b < theta.blocks(); b++) {
                Matrix matrix = theta.block(b);
                for (int i = 0; i < matrix.rows(); i++) {
                    digest.update(LittleEndian.row(matrix, i));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The hash of one matrix. */
    public static String ofMatrix(Matrix matrix) {
        MessageDigest digest = sha256();
        for (int i = 0; i < matrix.rows(); i++) {
            digest.update(LittleEndian.row(matrix, i));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
