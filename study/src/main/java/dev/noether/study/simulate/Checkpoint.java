package dev.noether.study.simulate;

import dev.noether.backend.Stepper;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.study.console.Json;
import dev.noether.study.console.Version;
import dev.noether.study.file.Npy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What an unfinished run leaves, so that it can go on with the same bits: a zip archive of {@code run.json} (what was asked
 * for, on what it was computed, how far it came) and one .npy array a block and replica, unpadded, in the run's precision.
 *
 * @param identity what a run that goes on must agree with
 * @param position how far it came
 * @param states of the replicas
 */
record Checkpoint(Identity identity, Position position, List<Stepper.State> states) {

    /** Name of the file in the folder of the run. */
    static final String FILE = "checkpoint.npz";

    /** Name of the description in the archive. */
    static final String DESCRIPTION = "run.json";

    /**
     * What was asked for, and what the bits of the result depend on.
     *
     * @param flags as given, by their names
     * @param settings every flag as resolved
     * @param start checksum of the first parameters of all replicas: a file they came from may change
     * @param target checksum of the target of the first replica, likewise
     * @param vectorBits width of the SIMD backend; null for the others
     */
    record Identity(
            Map<String, String> flags, Map<String, Object> settings, String start, String target, Integer vectorBits) {}

    /**
     * How far a run came.
     *
     * @param seconds spent in steps
     * @param recorded last step that was observed; -1 before the first
     * @param observations the file of observations up to there
     */
    record Position(double seconds, long recorded, ObservationFile.Mark observations) {}

    /** Writes the archive. */
    void write(OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(DESCRIPTION));
            zip.write(Json.text(description()).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            for (int r = 0; r < states.size(); r++) {
                Parameters theta = states.get(r).theta();
                for (int b = 0; b < theta.blocks(); b++) {
                    zip.putNextEntry(
                            new ZipEntry(entry(r, theta.model().blocks().get(b))));
                    Npy.write(zip, List.of(theta.block(b)));
                    zip.closeEntry();
                }
            }
        }
    }

    private Map<String, Object> description() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("version", Version.current());
        members.put("flags", identity.flags());
        members.put("settings", identity.settings());
        members.put("start", identity.start());
        members.put("target", identity.target());
        members.put("vectorBits", identity.vectorBits());
        members.put("seconds", position.seconds());
        members.put("recorded", position.recorded());
        members.put("observationBytes", position.observations().bytes());
        members.put("observationCrc", position.observations().crc());
        members.put("steps", states.stream().map(Stepper.State::step).toList());
        members.put("diverged", states.stream().map(Stepper.State::diverged).toList());
        return members;
    }

    private static String entry(int replica, ParameterBlock block) {
        return "replica" + replica + "/" + block.name() + ".npy";
    }

    /** The parameters of a replica among the arrays of an archive, or null if one is missing or of another shape. */
    static Parameters parameters(Map<String, Matrix> arrays, int replica, Model model, Precision precision) {
        Parameters theta = Parameters.allocate(model, precision);
        for (int b = 0; b < theta.blocks(); b++) {
            Matrix block = theta.block(b);
            Matrix array = arrays.get(entry(replica, model.blocks().get(b)));
            if (array == null || array.rows() != block.rows() || array.columns() != block.columns()) {
                return null;
            }
            double[] row = new double[block.columns()];
            for (int i = 0; i < block.rows(); i++) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = array.get(i, j);
                }
                block.setRow(i, row, 0);
            }
        }
        return theta;
    }
}
