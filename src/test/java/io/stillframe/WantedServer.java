package io.stillframe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A server as a test wants it.
 *
 * @param atBoot attached when it boots, the root first
 * @param hot attached one by one afterwards
 * @param action that Nova is asked for in the end, and {@code status} what it comes to by that
 */
record WantedServer(
        List<WantedVolume> atBoot, List<WantedVolume> hot, String action, String status) {

    static WantedServer bootedFrom(WantedVolume root) {
        return new WantedServer(List.of(root), List.of(), "", "ACTIVE");
    }

    WantedServer with(WantedVolume... volumes) {
        return new WantedServer(joined(atBoot, Arrays.asList(volumes)), hot, action, status);
    }

    WantedServer with(int number, WantedVolume volume) {
        return with(Collections.nCopies(number, volume).toArray(WantedVolume[]::new));
    }

    WantedServer withHot(WantedVolume... volumes) {
        return new WantedServer(atBoot, joined(hot, Arrays.asList(volumes)), action, status);
    }

    WantedServer shutOff() {
        return new WantedServer(atBoot, hot, "os-stop", "SHUTOFF");
    }

    WantedServer paused() {
        return new WantedServer(atBoot, hot, "pause", "PAUSED");
    }

    private static List<WantedVolume> joined(List<WantedVolume> some, List<WantedVolume> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
