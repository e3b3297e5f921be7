package io.stillframe.container;

import io.stillframe.StillframeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a process has cost so far, as the kernel counts it.
 *
 * @param cpuSeconds of all its threads
 * @param mebibytes that are resident now
 * @param mostMebibytes that ever were
 */
record Footprint(double cpuSeconds, long mebibytes, long mostMebibytes) {

    private static final Pattern TICKS = Pattern.compile("\\) \\S(?: \\S+){10} (\\d+) (\\d+) ");
    private static final double TICKS_IN_A_SECOND = 100;

    static Footprint of(StillframeProcess service) {
        var process = Path.of("/proc", String.valueOf(service.pid()));
        try {
            var status = Files.readString(process.resolve("status"));
            var ticks = TICKS.matcher(Files.readString(process.resolve("stat")));
            if (!ticks.find()) {
                throw new AssertionError("The kernel tells it in another way");
            }
            return new Footprint(
                    (Long.parseLong(ticks.group(1)) + Long.parseLong(ticks.group(2)))
                            / TICKS_IN_A_SECOND,
                    mebibytes(status, "VmRSS"),
                    mebibytes(status, "VmHWM"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long mebibytes(String status, String name) {
        var line = Pattern.compile(name + ":\\s+(\\d+) kB").matcher(status);
        if (!line.find()) {
            throw new AssertionError("No " + name + " in\n" + status);
        }
        return Long.parseLong(line.group(1)) / 1024;
    }
}
