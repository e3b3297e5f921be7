package io.stillframe.container;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/**
 * A file or a folder, as the image has it.
 *
 * @param mode as the kernel writes it
 */
record FileInImage(String path, int owner, int mode, Instant changed) {

    private static final int SETS_WHO_RUNS_IT = 06000;
    private static final int WRITABLE_FOR_OTHERS = 0022;
    private static final int KIND = 0170000;
    private static final int LINK = 0120000;

    /** All of them. */
    static List<FileInImage> in(Path root) {
        try (var paths = Files.walk(root)) {
            return paths.map(path -> of(root, path)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileInImage of(Path root, Path path) {
        return new FileInImage(
                "/" + root.relativize(path),
                (int) attribute(path, "unix:uid"),
                (int) attribute(path, "unix:mode"),
                ((FileTime) attribute(path, "lastModifiedTime")).toInstant());
    }

    private static Object attribute(Path path, String name) {
        try {
            return requireNonNull(Files.getAttribute(path, name, NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isOfTheService() {
        return Path.of(path).startsWith("/stillframe");
    }

    /** By anybody but root. */
    boolean mayBeWritten() {
        return (mode & KIND) != LINK && (owner != 0 || (mode & WRITABLE_FOR_OTHERS) != 0);
    }

    boolean setsWhoRunsIt() {
        return (mode & SETS_WHO_RUNS_IT) != 0;
    }
}
