package dev.noether.study.figure.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class CaptionTest {

    private static Caption caption(String text, double width) {
        return new Caption(text, FigureStyle.CAPTION, width);
    }

    @Test
    void linesBreakAtBlanksButNotBesideTheSignsOfAFormula() {
        // So narrow that every blank that may break does.
        assertThat(caption("with η = 0.01 and D = A − B, x ~ N", 1).lines())
                .containsExactly(
                        "with", "η\u00a0=\u00a00.01", "and", "D\u00a0=\u00a0A\u00a0−\u00a0B,", "x\u00a0~\u00a0N");
    }

    @Test
    void whatFitsIsOneLine() {
        assertThat(caption("a few words", 1e6).lines()).containsExactly("a few words");
    }

    @Test
    void aSubscriptIsLowerThanTheLine() {
        // An x alone has nothing below the baseline.
        assertThat(inkBelowBaseline("xx")).isFalse();
        assertThat(inkBelowBaseline("x_x")).isTrue();
    }

    @Test
    void theUnderscoreTakesNoRoom() {
        // Narrower than three letters, since the second is small.
        double three = FigureStyle.CAPTION
                .getStringBounds("xxx xxx", new java.awt.font.FontRenderContext(null, true, true))
                .getWidth();
        assertThat(caption("xx_x xx_x", three).lines()).hasSize(1);
        assertThat(caption("xxx xxx", three - 1).lines()).hasSize(2);
    }

    private static boolean inkBelowBaseline(String text) {
        int baseline = 60;
        BufferedImage image = new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        caption(text, 1e6).draw(g, 0, 10, baseline);
        g.dispose();
        for (int y = baseline + 3; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xffffff) != 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
