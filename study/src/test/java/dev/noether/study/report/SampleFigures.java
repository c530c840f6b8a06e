package dev.noether.study.report;

import dev.noether.study.console.Json;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.LongTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Folders of figures, written by the classes that write those of {@code noether figure}. */
final class SampleFigures {

    /** A title that would be markup if it were not escaped. */
    static final String HOSTILE =
            "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">";

    static final int SEEDS = 3;

    static final int LAST_STEP = 1000;

    /** A picture of one pixel. */
    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=");

    private SampleFigures() {}

    static Claim claim(double measured) {
        return new Claim("half is " + HOSTILE, "half", measured, new Claim.Below(1), "by construction & <b>logic</b>");
    }

    /** The value of the curve "SGD" at a step. */
    static double decay(long step, long seed) {
        return 100 * seed * Math.exp(-step / 100.0);
    }

    /** One with curves of several seeds, a level, a matrix and a symmetric one, and points over names. */
    static void writeCurves(Path folder) throws IOException {
        LongTable table = new LongTable();
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (long step = 0; step <= LAST_STEP; step += 10) {
                table.add("a", "SGD, eta 0.1, " + HOSTILE, seed, step, "|D|", decay(step, seed));
            }
        }
        // One that ended early, on a grid of its own.
        for (long step = 0; step <= 95; step += 5) {
            table.add("a", "GD", 1, step, "|D|", 50 + step);
        }
        table.add("a", "closed form", 1, LAST_STEP, "|D|", 2.5);
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 5; j++) {
                table.add("b", "SGD", 1, LAST_STEP, "A[" + i + "," + j + "]", i - j + 0.25);
            }
        }
        for (String pattern : List.of("all equal", "ten outputs x4", "linear 0.3 to 3")) {
            table.add("c", "SGD, " + pattern, 1, LAST_STEP, "|U|^2", pattern.length());
            table.add("c", "closed form, " + pattern, 1, 0, "|U|^2", pattern.length() + 1);
        }
        for (String phi : List.of("0.1", "1", "0.4")) {
            table.add("d", "SGD, phi " + phi, 1, LAST_STEP, "ratio", 2 * Double.parseDouble(phi));
        }
        for (int i = 0; i < 6; i++) {
            for (int j = i; j < 6; j++) {
                table.add("e", "SGD", 1, LAST_STEP, "B[" + i + "," + j + "]", i - j + 0.5);
            }
        }
        table.add(LongTable.SUMMARY, "SGD", 1, 0, "not shown", 12345678);
        write(folder, 2, table, List.of(claim(0.5), claim(0.25)));
        Files.write(folder.resolve("figure2.png"), PNG);
    }

    static void write(Path folder, Object figure, LongTable table, List<Claim> claims) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("figure", figure);
        members.put("title", "a figure " + HOSTILE);
        members.put(
                "settings", Map.of("size", "quick", "nested", Map.of("rates", new double[] {1, 0.5}, "text", HOSTILE)));
        members.put("claims", claims.stream().map(Claim::json).toList());
        members.put("rows", table.rows().size());
        members.put("seconds", 1.5);
        members.put("seed", Long.MAX_VALUE);
        members.put("backend", "simd");
        members.put("version", "0.1.0");
        Files.writeString(folder.resolve("figure" + figure + ".json"), Json.text(members) + "\n");
        try (OutputStream out = Files.newOutputStream(folder.resolve("figure" + figure + ".csv"))) {
            table.writeTo(out);
        }
    }

    /** One of a single number. */
    static void writeSmall(Path folder, Object figure, double measured) throws IOException {
        LongTable table = new LongTable();
        table.add("a", "SGD", 1, 0, "half", measured);
        write(folder, figure, table, List.of(claim(measured)));
    }
}
