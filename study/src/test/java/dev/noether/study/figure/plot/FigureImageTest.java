package dev.noether.study.figure.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class FigureImageTest {

    private static final String CAPTION = "Three lines, one of them dashed and one broken, and points; the caption is"
            + " long enough to be wrapped at the width of the page.";

    private static FigurePage page() {
        double[] x = {0, 1, 2, 3};
        Panel logarithmic = new Panel.Plane(
                Axis.linear("step t (10³)", 0, 3),
                Axis.decades("‖D‖", new double[] {0.5, 200}),
                List.of(
                        new Series("falls", Look.curve(Ink.BLUE, Look.Line.BOLD), x, new double[] {200, 20, 2, 0.5}),
                        new Series("closed form", Look.theory(), x, new double[] {180, 19, Double.NaN, 0.6})));
        Panel points = new Panel.Plane(
                Axis.linear("closed form", 0, 3),
                Axis.linear("measured", -4, 4),
                List.of(
                        new Series("", Look.curve(Ink.GREY, Look.Line.DASHED), x, x),
                        new Series("points", Look.points(Ink.VERMILLION, Look.Marker.DISC), x, x)));
        return new FigurePage(List.of(logarithmic, points), CAPTION);
    }

    @Test
    void pngIsMarkedAndHoldsTheInksOfItsSeries() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FigureImage.writePng(page(), "Noether, figure 0", out);
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).contains("Software\0Noether, figure 0");
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
        assertThat(image.getWidth()).isEqualTo(page().width());
        assertThat(image.getHeight()).isEqualTo(page().height());
        assertThat(count(image, Ink.BLUE)).isGreaterThan(1000);
        assertThat(count(image, Ink.VERMILLION)).isGreaterThan(1000);
        assertThat(count(image, Ink.GREEN)).isZero();
    }

    private static int count(BufferedImage image, Ink ink) {
        int found = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                found += image.getRGB(x, y) == ink.color().getRGB() ? 1 : 0;
            }
        }
        return found;
    }

    @Test
    void svgIsXmlWhoseLettersAreText() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FigureImage.writeSvg(page(), "Noether, figure 0", out);
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text)
                .contains("<!--Noether, figure 0-->", ">‖D‖<", ">step t (10³)<", ">(a)<", ">(b)<")
                .contains(">closed form<", ">−4<", ">10²<", ">10⁻¹<", ">Three lines, ");
        assertThat(text).contains("font-family:'DejaVu Sans', Verdana, sans-serif;");
        DocumentBuilder builder = DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder();
        // The document type names a file on the web, which nobody should fetch.
        builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
        Document document = builder.parse(new ByteArrayInputStream(out.toByteArray()));
        assertThat(document.getDocumentElement().getAttribute("viewBox"))
                .isEqualTo("0 0 " + page().width() + " " + page().height());
    }

    @Test
    void aLongCaptionMakesAHigherPage() {
        FigurePage higher = new FigurePage(List.of(), CAPTION + " " + CAPTION);
        assertThat(higher.height()).isGreaterThan(new FigurePage(List.of(), CAPTION).height());
    }

    private static FigurePage plane(Axis x, int names) {
        List<Series> series = IntStream.range(0, names)
                .mapToObj(k -> new Series(
                        "n = " + k,
                        Look.curve(Ink.BLUE, Look.Line.PLAIN),
                        new double[] {x.low(), x.high()},
                        new double[] {0, 1}))
                .toList();
        return new FigurePage(List.of(new Panel.Plane(x, Axis.linear("y", 0, 1), series)), "");
    }

    private static BufferedImage drawn(FigurePage page) {
        BufferedImage image = new BufferedImage(page.width(), page.height(), BufferedImage.TYPE_INT_RGB);
        page.draw(image.createGraphics());
        return image;
    }

    /** Below the axis the last label reaches as far to the right of the panel as half of its width. */
    @Test
    void theLastLabelOfAnAxisIsNotCut() {
        FigurePage page = plane(Axis.decades("step t", new double[] {100, 1e5}), 2);
        BufferedImage image = drawn(page);
        int right = page.width() - FigureStyle.MARGIN - (int) (0.7 * FigureStyle.TICK.getSize2D());
        int below = FigureStyle.MARGIN + FigureStyle.PANEL_HEIGHT - FigureStyle.BOTTOM;
        int last = IntStream.range(right, page.width())
                .filter(x -> IntStream.range(below + 10, below + FigureStyle.BOTTOM)
                        .anyMatch(y -> (image.getRGB(x, y) & 0xff) < 128))
                .max()
                .orElse(0);
        double half = FigureStyle.TICK
                        .getStringBounds("10⁵", new FontRenderContext(null, true, true))
                        .getWidth()
                / 2;
        assertThat((double) (last - right)).isBetween(half - 6, half + 2);
    }

    @Test
    void aLegendOfMoreThanTwoRowsMakesAHigherPage() {
        Axis x = Axis.linear("x", 0, 1);
        int two = plane(x, 4).height();
        assertThat(plane(x, 2).height()).isEqualTo(two);
        int three = plane(x, 6).height();
        assertThat(three).isGreaterThan(two);
        assertThat(plane(x, 8).height() - three).isGreaterThan((int) FigureStyle.LEGEND.getSize2D());
        // Nothing reaches the upper edge.
        BufferedImage image = drawn(plane(x, 8));
        assertThat(IntStream.range(0, image.getWidth()).allMatch(k -> (image.getRGB(k, 0) & 0xff) == 0xff))
                .isTrue();
    }

    private static FigurePage maps(int count) {
        double[][] values = {{1, -1}, {0, Double.NaN}};
        return new FigurePage(
                Collections.nCopies(count, new Panel.Map("SGD: A", values, new HeatScale("10³ × element", 0.5))),
                CAPTION);
    }

    @Test
    void aHeatMapHasItsColours() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FigureImage.writePng(maps(1), "Noether, figure 0", out);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
        int quarter = image.getWidth() * image.getWidth() / 5;
        assertThat(count(image, Ink.BLUE)).isGreaterThan(quarter);
        assertThat(count(image, Ink.VERMILLION)).isGreaterThan(quarter);
        assertThat(count(image, Ink.GREY)).isGreaterThan(quarter);
    }

    @Test
    void inAnSvgAHeatMapIsAPicture() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FigureImage.writeSvg(maps(1), "Noether, figure 0", out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("data:image/png;base64,", ">SGD: A<", ">10³ × element<", ">−0.5<");
    }

    @Test
    void moreThanFourPanelsGoIntoRows() {
        int one = maps(4).height();
        assertThat(maps(3).height()).isGreaterThan(one);
        assertThat(maps(8).height() - one).isEqualTo(maps(12).height() - maps(8).height());
        assertThat(maps(5).height()).isEqualTo(maps(8).height());
    }
}
