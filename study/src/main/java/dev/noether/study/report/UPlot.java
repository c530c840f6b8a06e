package dev.noether.study.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The charting library of the page, from its WebJar. */
final class UPlot {

    private static final String DESCRIPTION = "META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private UPlot() {}

    /** Its script, to stand inside a page. */
    static String script() {
        return file("dist/uPlot.iife.min.js").strip();
    }

    /** Its styles. */
    static String style() {
        return file("dist/uPlot.min.css").strip();
    }

    /** Its licence, which goes wherever the script goes. */
    static String licence() {
        return file("LICENSE").strip();
    }

    private static String file(String name) {
        try (InputStream in = open(DESCRIPTION)) {
            Properties description = new Properties();
            description.load(in);
            return read(open("META-INF/resources/webjars/uplot/" + description.getProperty("version") + "/" + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(InputStream stream) throws IOException {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String name) {
        InputStream stream = UPlot.class.getClassLoader().getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalStateException("the program was packed without " + name);
        }
        return stream;
    }
}
