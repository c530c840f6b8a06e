package dev.noether.study.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Backends;
import dev.noether.study.Noether;
import dev.noether.study.console.OutputFolder;
import dev.noether.study.figure.plot.Axis;
import dev.noether.study.figure.plot.Ink;
import dev.noether.study.figure.plot.Look;
import dev.noether.study.figure.plot.Panel;
import dev.noether.study.figure.plot.Series;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FigureSessionTest {

    @TempDir
    private Path directory;

    /** One that is done at once, and measures a half. */
    private record Small(String id) implements Figure {

        @Override
        public String title() {
            return "a half";
        }

        @Override
        public long work(FigureRequest request) {
            return 1;
        }

        @Override
        public FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
            Series half =
                    new Series("half", Look.points(Ink.BLUE, Look.Marker.DISC), new double[] {0.5}, new double[] {0.5});
            Panel panel = new Panel.Plane(Axis.linear("x", 0, 1), Axis.linear("y", 0, 1), List.of(half));
            LongTable table = new LongTable();
            table.add("a", "half", 1, 0, "y", 0.5);
            Claim claim = new Claim("half is small", "y", 0.5, new Claim.Below(1), "by construction");
            return new FigureData(Map.of("n", 1), List.of(panel), "A half.", table, List.of(claim));
        }
    }

    private List<String> printed(boolean json, Figure... figures) {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new Noether()).setOut(new PrintWriter(out, true));
        FigureRequest request = new FigureRequest(Backends.named("simd"), 1, 1, FigureSize.QUICK);
        OutputFolder folder = OutputFolder.prepare(directory, "--out");
        assertThat(new FigureSession(List.of(figures), request, folder, command, json).run())
                .isZero();
        return out.toString().lines().toList();
    }

    @Test
    void theLastLineOfSeveralFiguresNamesTheCommandThatShowsThemTogether() {
        assertThat(printed(false, new Small("1"), new Small("2")).getLast())
                .isEqualTo("All 2 are in " + directory + "; as one page: noether report " + directory);
    }

    @Test
    void theLastLineOfOneFigureNamesItsFiles() {
        assertThat(printed(false, new Small("1")).getLast()).contains("wrote ").contains("figure1.png");
    }

    @Test
    void jsonIsOneLineAFigure() {
        assertThat(printed(true, new Small("1"), new Small("2")))
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"figure\":"));
    }
}
