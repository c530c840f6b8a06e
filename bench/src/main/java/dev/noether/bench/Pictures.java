package dev.noether.bench;

import dev.noether.model.Precision;
import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;

/** The pictures of a run with peers, each as PNG and SVG: bars against peers, the roofline, the history of ratios. */
final class Pictures {

    private static final int WIDTH = 1400;
    private static final int HEIGHT = 900;
    private static final String SVG = "http://www.w3.org/2000/svg";

    private Pictures() {}

    /**
     * Writes {@code bars}, {@code roofline} and {@code history} into a folder that exists.
     *
     * @param history lines of the history with the run itself, the oldest first
     */
    static void write(List<PeerTime> times, List<Map<String, Object>> history, Path folder) throws IOException {
        write(BarsChart.of(times), folder, "bars");
        write(RooflineChart.of(times, Precision.FLOAT), folder, "roofline");
        write(HistoryChart.of(history), folder, "history");
    }

    private static void write(JFreeChart chart, Path folder, String name) throws IOException {
        BufferedImage image = chart.createBufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, null);
        // Given a file, ImageIO deletes what is there first, be it a link or a device.
        try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".png"))) {
            ImageIO.write(image, "png", out);
        }
        Document document;
        try {
            document = DocumentBuilderFactory.newNSInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java cannot make XML documents", e);
        }
        SVGGraphics2D g = new SVGGraphics2D(document);
        g.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        chart.draw(g, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(name + ".svg"))) {
            g.stream(out, true);
        }
    }
}
