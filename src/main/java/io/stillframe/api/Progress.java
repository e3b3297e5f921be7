package io.stillframe.api;

import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.VolumeSnapshot;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.StepState;

/**
 * How much of a snapshot is there, in per cent: each step counts once, and so does each volume,
 * because waiting for the volumes is where the time goes.
 */
final class Progress {

    private Progress() {}

    static int of(Run<ServerSnapshot> run) {
        if (run.phase() instanceof Phase.Succeeded) {
            return 100;
        }
        var steps = run.steps().stream().filter(Progress::done).count();
        var volumes =
                run.facts().volumes().stream().filter(volume -> there(volume.status())).count();
        var all = run.steps().size() + run.facts().volumes().size();
        return (int) Math.min(99, 100 * (steps + volumes) / all);
    }

    private static boolean done(StepState step) {
        return step.status() == StepState.Status.DONE;
    }

    private static boolean there(String status) {
        return VolumeSnapshot.Status.of(status).present();
    }
}
