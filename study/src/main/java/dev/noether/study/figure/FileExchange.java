package dev.noether.study.figure;

import dev.noether.study.console.OutputFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of one folder that are replaced as one; of a symbolic link, the file that it leads to. All are written beside
 * their places first; then each earlier file steps aside and the new one takes its place. If that fails midway, the earlier ones go back; after a crash the next run
 * does the same.
 */
final class FileExchange {

    private final OutputFolder folder;
    private final List<String> names;

    /**
     * An exchange of these files.
     *
     * @param names without folder
     */
    FileExchange(OutputFolder folder, List<String> names) {
        this.folder = folder;
        this.names = List.copyOf(names);
    }

    private Path target(String name) {
        return OutputFolder.place(folder.file(name));
    }

    private Path part(String name) {
        return beside(name, ".part");
    }

    private Path earlier(String name) {
        return beside(name, ".earlier");
    }

    private Path beside(String name, String suffix) {
        Path target = target(name);
        return target.resolveSibling("." + target.getFileName() + suffix);
    }

    /**
     * Tidies up after a run that ended in the middle. As long as a part is left, not all had taken their places: then
     * the earlier files go back.
     */
    void recover() throws IOException {
        boolean complete = names.stream().noneMatch(name -> exists(part(name)));
        for (String name : names) {
            if (exists(earlier(name))) {
                if (complete) {
                    Files.delete(earlier(name));
                } else {
                    move(earlier(name), target(name));
                }
            }
        }
        for (String name : names) {
            Files.deleteIfExists(part(name));
        }
    }

    /**
     * Replaces all of them.
     *
     * @param contents one for each name, in their order
     */
    void replace(List<OutputFolder.Content> contents) throws IOException {
        recover();
        Map<String, Boolean> replaced = new LinkedHashMap<>();
        try {
            for (int i = 0; i < names.size(); i++) {
                try (OutputStream out = Files.newOutputStream(part(names.get(i)))) {
                    contents.get(i).writeTo(out);
                }
            }
            for (String name : names) {
                Path target = target(name);
                boolean existed = exists(target);
                if (existed && !Files.isRegularFile(target)) {
                    throw new FileSystemException(target.toString(), null, "is no regular file");
                }
                if (existed) {
                    move(target, earlier(name));
                }
                replaced.put(name, existed);
                move(part(name), target);
            }
        } catch (IOException | RuntimeException e) {
            try {
                undo(replaced);
            } catch (IOException inUndo) {
                e.addSuppressed(inUndo);
            }
            throw e;
        }
        recover();
    }

    private void undo(Map<String, Boolean> replaced) throws IOException {
        for (Map.Entry<String, Boolean> file : replaced.entrySet()) {
            if (file.getValue()) {
                move(earlier(file.getKey()), target(file.getKey()));
            } else {
                Files.deleteIfExists(target(file.getKey()));
            }
        }
        for (String name : names) {
            Files.deleteIfExists(part(name));
        }
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
