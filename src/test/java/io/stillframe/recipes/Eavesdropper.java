package io.stillframe.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes down with which arguments a command is called, as everybody on a machine can see them. */
final class Eavesdropper {

    private final Path commands;
    private final Path log;

    Eavesdropper(Path directory, String... names) throws IOException {
        commands = Files.createDirectory(directory.resolve("overheard"));
        log = Files.createFile(directory.resolve("overheard.log"));
        for (var name : names) {
            var script =
                    """
                    #!/bin/sh
                    printf '%%s\\n' "$*" >> '%s'
                    exec '%s' "$@"
                    """
                            .formatted(log, Shell.find(name).findFirst().orElseThrow());
            var file = Files.writeString(commands.resolve(name), script);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** To be found before the real ones. */
    Path commands() {
        return commands;
    }

    String heard() throws IOException {
        return Files.readString(log);
    }
}
