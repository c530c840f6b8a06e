package dev.noether.study.report;

import dev.noether.study.console.Version;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * All that the template of the page asks for.
 *
 * @param figures in the order of the page
 * @param command that made the page
 */
record ReportPage(List<ReportFigure> figures, String command) {

    /** What the head of every page of ours holds. */
    static final String MARK = "<meta name=\"generator\" content=\"Noether, report\">";

    private static final String PACKAGE = "dev.noether.study.report";

    ReportPage {
        figures = List.copyOf(figures);
    }

    /** Writes the page as HTML in UTF-8. */
    void writeTo(OutputStream out) throws IOException {
        TemplateEngine engine =
                TemplateEngine.createPrecompiled(null, ContentType.Html, ReportPage.class.getClassLoader(), PACKAGE);
        Utf8ByteOutput page = new Utf8ByteOutput();
        engine.render("report.jte", this, page);
        page.writeTo(out);
    }

    int claims() {
        return figures.stream()
                .mapToInt(figure -> figure.record().claims().size())
                .sum();
    }

    int held() {
        return figures.stream().mapToInt(figure -> figure.record().held()).sum();
    }

    String version() {
        return Version.current();
    }

    /** "1 figure", "9 figures". */
    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** A file of this package, to stand inside the page. */
    static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
