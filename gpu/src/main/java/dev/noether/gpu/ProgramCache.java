package dev.noether.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compiled programs in files, so that a process does not compile what one before it has. A file is named by the digest of all
 * that the binary depends on, and holds the digest of the binary before it: what is broken is passed over, and made again.
 * Written apart and moved, so that of two processes each sees a whole file or none. Nothing here ever fails: without a folder
 * that can be written, programs are compiled in every process.
 *
 * <pre>
 * programs/DIGEST.bin    SHA-256 of the rest | binary
 * </pre>
 *
 * @param folder of the files; empty for none
 */
record ProgramCache(Optional<Path> folder) {

    private static final String FILES = ".bin";
    private static final int DIGEST_BYTES = 32;

    /** A program that nobody asked for in this time is one of an older version. */
    private static final Duration KEPT = Duration.ofDays(60);

    /**
     * That of this user, in the {@link CacheFolder}. PoCL keeps its kernels itself, each when it is first enqueued; asked for
     * a binary it compiles all of them once more, for groups of any size, which doubles the time of a first start. It gets a
     * cache of ours only in a folder that was named.
     */
    static ProgramCache of(DeviceHandle device) {
        boolean wanted = !device.isPocl() || CacheFolder.isNamed();
        return new ProgramCache(
                wanted ? CacheFolder.find().map(folder -> folder.resolve("programs")) : Optional.empty());
    }

    /** Name of a program that depends on these texts. */
    static String key(String... texts) {
        MessageDigest digest = digest();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The binary of that name; empty if there is none, or what there is is broken. */
    Optional<byte[]> load(String key) {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Path file = file(key);
        try {
            byte[] content = Files.readAllBytes(file);
            if (content.length <= DIGEST_BYTES) {
                return Optional.empty();
            }
            byte[] binary = Arrays.copyOfRange(content, DIGEST_BYTES, content.length);
            if (!Arrays.equals(digest().digest(binary), Arrays.copyOf(content, DIGEST_BYTES))) {
                return Optional.empty();
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return Optional.of(binary);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Keeps a binary, in the place of one of that name. */
    void store(String key, byte[] binary) {
        if (folder.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(folder.get());
            Path part = Files.createTempFile(folder.get(), key, ".part");
            try {
                byte[] content = Arrays.copyOf(digest().digest(binary), DIGEST_BYTES + binary.length);
                System.arraycopy(binary, 0, content, DIGEST_BYTES, binary.length);
                Files.write(part, content);
                Files.move(part, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            removeOld();
        } catch (IOException e) {
            // The next process compiles again.
        }
    }

    private void removeOld() throws IOException {
        FileTime oldest = FileTime.from(Instant.now().minus(KEPT));
        try (Stream<Path> files = Files.list(folder.orElseThrow())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path file(String key) {
        return folder.orElseThrow().resolve(key + FILES);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
