package dev.noether.study.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A jar without compression, which an archive compresses a quarter better as a whole, with its entries in order. */
final class StoredJar {

    /**
     * What no bundle needs, a megabyte of it compressed: libraries for other systems (ours of JOCL lies in a folder of its
     * own), directions of Sobol's sequences, the same charts in other forms.
     */
    private static final Pattern UNUSED = Pattern.compile("lib/.*"
            + "|org/jline/nativ/(Windows|Mac|FreeBSD)/.*"
            + "|org/jline/nativ/Linux/(?!x86_64/).*"
            + "|assets/org/hipparchus/random/.*"
            + "|META-INF/resources/webjars/uplot/.*/dist/(?!.*\\.min\\.).*");

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private StoredJar() {}

    /** Writes the classes and resources of a jar into another one. */
    static void copy(Path from, Path to) throws IOException {
        try (ZipFile jar = new ZipFile(from.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            out.setMethod(ZipOutputStream.STORED);
            for (ZipEntry entry : entries(jar)) {
                byte[] content;
                try (InputStream in = jar.getInputStream(entry)) {
                    content = in.readAllBytes();
                }
                out.putNextEntry(stored(entry.getName(), content));
                out.write(content);
                out.closeEntry();
            }
        }
    }

    /** The manifest first, where readers of streams look for it. */
    private static List<? extends ZipEntry> entries(ZipFile jar) {
        return jar.stream()
                .filter(entry ->
                        !entry.isDirectory() && !UNUSED.matcher(entry.getName()).matches())
                .sorted(Comparator.comparing(
                                (ZipEntry entry) -> !entry.getName().equals(MANIFEST))
                        .thenComparing(ZipEntry::getName))
                .toList();
    }

    private static ZipEntry stored(String name, byte[] content) {
        CRC32 check = new CRC32();
        check.update(content);
        ZipEntry entry = new ZipEntry(name);
        // The earliest that the format knows, in local time, so that no zone enters.
        entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(check.getValue());
        return entry;
    }
}
