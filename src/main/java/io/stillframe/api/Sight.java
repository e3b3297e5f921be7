package io.stillframe.api;

import io.stillframe.identity.Rights;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.SnapshotVolume;
import io.stillframe.snapshot.Volumes;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.util.Objects;

/**
 * Whether an administrator's token sees what it is to delete in another project. Cinder and Glance
 * hide from others what is not theirs, and what is hidden would be taken for gone.
 */
record Sight(Volumes volumes, Images images) {

    /**
     * With the rights of the present work.
     *
     * @throws io.stillframe.workflow.Trouble if nothing of the snapshot is to be seen
     */
    void require(Run<ServerSnapshot> run) {
        if (!(Rights.current() instanceof Rights.Lent lent) || !lent.elsewhere()) {
            return;
        }
        if (seesNothing(run)) {
            throw refusal("Cinder shows your token nothing of what snapshot %s is made of", run);
        }
        if (missesTheImage(run)) {
            throw refusal("Glance does not show your token the image of snapshot %s", run);
        }
    }

    private static Trouble refusal(String why, Run<?> run) {
        return Refusal.of(
                ProblemType.FORBIDDEN,
                why + ", so it could not tell whether that is deleted. Send a token of project %s.",
                run.id(),
                run.owner());
    }

    private boolean missesTheImage(Run<ServerSnapshot> run) {
        var id = run.facts().imageId();
        return run.phase() instanceof Phase.Succeeded && id != null && images.find(id).isEmpty();
    }

    private boolean seesNothing(Run<ServerSnapshot> run) {
        var volumesOfIt = run.facts().volumes();
        var taken = volumesOfIt.stream().map(SnapshotVolume::snapshotId).filter(Objects::nonNull);
        var sources = volumesOfIt.stream().map(SnapshotVolume::volumeId);
        return volumes.findSnapshots(taken.toList()).isEmpty()
                && volumes.find(sources.toList()).isEmpty();
    }
}
