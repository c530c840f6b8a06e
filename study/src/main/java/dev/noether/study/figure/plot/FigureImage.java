package dev.noether.study.figure.plot;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.ImageHandlerBase64Encoder;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SimpleImageHandler;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A page as a file, with a mark by which its origin is known. */
public final class FigureImage {

    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final String PNG_METADATA = "javax_imageio_png_1.0";

    private FigureImage() {}

    /** Writes a PNG, {@code mark} as its text "Software". */
    public static void writePng(FigurePage page, String mark, OutputStream out) throws IOException {
        BufferedImage image = new BufferedImage(page.width(), page.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        page.draw(g);
        g.dispose();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            IIOMetadata metadata = writer.getDefaultImageMetadata(
                    ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
            metadata.mergeTree(PNG_METADATA, metadata(mark, page.width()));
            writer.setOutput(stream);
            ImageWriteParam smallest = writer.getDefaultWriteParam();
            smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            // Half the size of the default for heat maps.
            smallest.setCompressionQuality(0);
            writer.write(null, new IIOImage(image, null, metadata), smallest);
        } finally {
            writer.dispose();
        }
    }

    private static IIOMetadataNode metadata(String mark, int pixels) {
        String perMetre = Long.toString(Math.round(pixels / FigureStyle.PRINT_METRES));
        IIOMetadataNode size = new IIOMetadataNode("pHYs");
        size.setAttribute("pixelsPerUnitXAxis", perMetre);
        size.setAttribute("pixelsPerUnitYAxis", perMetre);
        size.setAttribute("unitSpecifier", "meter");
        IIOMetadataNode entry = new IIOMetadataNode("tEXtEntry");
        entry.setAttribute("keyword", "Software");
        entry.setAttribute("value", mark);
        IIOMetadataNode text = new IIOMetadataNode("tEXt");
        text.appendChild(entry);
        IIOMetadataNode root = new IIOMetadataNode(PNG_METADATA);
        root.appendChild(size);
        root.appendChild(text);
        return root;
    }

    /** Writes an SVG whose letters are text, {@code mark} as its first comment. */
    public static void writeSvg(FigurePage page, String mark, OutputStream out) throws IOException {
        Document document;
        try {
            document = DocumentBuilderFactory.newNSInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java cannot make XML documents", e);
        }
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
        context.setComment(mark);
        context.setGenericImageHandler(new SimpleImageHandler(new PngInSvg()));
        SVGGraphics2D g = new SVGGraphics2D(context, false);
        g.setSVGCanvasSize(new Dimension(page.width(), page.height()));
        page.draw(g);
        Element root = g.getRoot();
        root.setAttributeNS(null, "viewBox", "0 0 " + page.width() + " " + page.height());
        StringWriter text = new StringWriter();
        g.stream(root, text, true, false);
        // Batik names the one font that Java has; a reader may have others.
        String families = "font-family:" + FigureStyle.SVG_FAMILIES + ";";
        out.write(text.toString().replaceAll("font-family:'[^']*';", families).getBytes(StandardCharsets.UTF_8));
    }

    /** Batik would look for an encoder in a module that is not needed for anything else. */
    private static final class PngInSvg extends ImageHandlerBase64Encoder {

        @Override
        public void encodeImage(RenderedImage image, OutputStream out) throws SVGGraphics2DIOException {
            try {
                ImageIO.write(image, "png", out);
            } catch (IOException e) {
                throw new SVGGraphics2DIOException(e.getMessage(), e);
            }
        }
    }
}
