package io.stillframe.recipes;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where somebody types: a directory, a home without settings, and variables. */
record Shell(Path directory, Map<String, String> variables) {

    private static final int PATIENCE = 120;
    private static final Pattern OF_SOMEBODY_ELSE =
            Pattern.compile("(OS|STILLFRAME|TF|ANSIBLE|CURL|PYTHON)_.*|PYTHONPATH");

    /** What a command has said, and how it ended. */
    record Ended(int code, String output, String errors) {

        /** Its last line, if it says something at all. */
        String answer() {
            return output.strip().lines().reduce("", (_, last) -> last);
        }
    }

    Shell(Path directory) {
        this(directory, Map.of("HOME", directory.toString(), "LC_ALL", "C.UTF-8"));
    }

    Shell with(Map<String, String> more) {
        var all = new HashMap<>(variables);
        all.putAll(more);
        return new Shell(directory, all);
    }

    Shell with(String name, Object value) {
        return with(Map.of(name, value.toString()));
    }

    Shell in(Path there) {
        return new Shell(there, variables);
    }

    /** A command of this name is found before those of the machine. */
    Shell shadowing(Path commands) {
        return with("PATH", commands + File.pathSeparator + System.getenv("PATH"));
    }

    static boolean has(String command) {
        return find(command).findFirst().isPresent();
    }

    static Stream<Path> find(String command) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, command))
                .filter(Files::isExecutable);
    }

    Ended run(Object... words) {
        try {
            var output = Files.createTempFile("said-", ".out");
            var errors = Files.createTempFile("said-", ".err");
            try {
                return run(Arrays.stream(words).map(Object::toString).toList(), output, errors);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Ended run(List<String> command, Path output, Path errors)
            throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> OF_SOMEBODY_ELSE.matcher(name).matches());
        builder.environment().putAll(variables);
        var process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("It goes on and on:\n" + Files.readString(errors));
        }
        return new Ended(process.exitValue(), Files.readString(output), Files.readString(errors));
    }
}
