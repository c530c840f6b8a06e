package dev.noether.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.model.Precision;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {

    @TempDir
    private Path folder;

    private static List<PeerTime> times() {
        List<PeerTime> times = new ArrayList<>();
        for (Way way : List.of(Way.NOETHER, Way.FIVE_PRODUCTS, Way.AUTOGRAD)) {
            times.add(new PeerTime(Duel.FIGURE_2, Precision.FLOAT, way, "x", 1000 * (1 + way.ordinal()), 0));
        }
        times.add(new PeerTime(Duel.MACHINE, Precision.FLOAT, Way.LIMIT, Limits.CHAINS, 20_000, 0));
        times.add(new PeerTime(Duel.MACHINE, Precision.FLOAT, Way.LIMIT, "triad 24000", 200, 0));
        return times;
    }

    @Test
    void everyPictureIsWrittenInBothForms() throws IOException {
        History history = new History(folder.resolve("h.jsonl"));
        PeerReport report = new PeerReport(times());
        history.append(report.ratios(), report.content());
        history.append(report.ratios(), report.content());
        Pictures.write(times(), history.lines(), folder);
        for (String name : List.of("bars", "roofline", "history")) {
            BufferedImage image = ImageIO.read(folder.resolve(name + ".png").toFile());
            assertThat(colours(image)).as(name).isGreaterThan(10);
            assertThat(Files.readString(folder.resolve(name + ".svg"))).contains("<svg");
        }
        assertThat(Files.readString(folder.resolve("roofline.svg"))).contains(Duel.FIGURE_2.label());
        assertThat(Files.readString(folder.resolve("bars.svg"))).contains(Way.AUTOGRAD.label());
    }

    private static long colours(BufferedImage image) {
        return java.util.Arrays.stream(
                        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
    }
}
