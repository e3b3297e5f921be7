package io.stillframe.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys in a file, such as a mounted Secret, read again when it changes. */
final class KeyFile implements Supplier<List<SealingKey>> {

    private static final Logger log = LoggerFactory.getLogger(KeyFile.class);

    private final Path path;
    private volatile Read last;

    /** The keys, and when the file that had them was written. */
    private record Read(List<SealingKey> keys, FileTime written) {}

    /**
     * @throws UnusableIdentity if there is no good key in it
     */
    KeyFile(Path path) {
        this.path = path;
        try {
            this.last = read();
        } catch (IOException e) {
            throw new UnusableIdentity("The key file %s cannot be read.".formatted(path));
        }
    }

    @Override
    public List<SealingKey> get() {
        try {
            if (!Files.getLastModifiedTime(path).equals(last.written())) {
                last = read();
                log.info("read the secret keys again; {} seals", last.keys().getFirst());
            }
        } catch (IOException | UnusableIdentity e) {
            // runs go on with what was good; the next start would not
            log.warn("cannot use the changed key file, and go on as before: {}", e.getMessage());
        }
        return last.keys();
    }

    private Read read() throws IOException {
        var written = Files.getLastModifiedTime(path);
        return new Read(SealingKey.read(Files.readString(path), path.toString()), written);
    }
}
