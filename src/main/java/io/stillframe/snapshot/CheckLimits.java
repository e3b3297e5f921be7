package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.LimitCheck;
import io.stillframe.snapshot.VolumeLimits.Quota;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Refuses a snapshot that Cinder's quotas would stop half way. Volume snapshots that our own
 * unfinished runs have yet to make are counted as if they were there.
 *
 * @param countGigabytes false for a cloud set to {@code no_snapshot_gb_quota}, which no API shows
 */
record CheckLimits(Volumes volumes, Runs<ServerSnapshot> runs, boolean countGigabytes)
        implements Step<ServerSnapshot> {

    @Override
    public String name() {
        return "check-limits";
    }

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        var facts = run.facts();
        var limits = volumes.limits();
        var toMake = new ArrayList<>(facts.volumes());
        for (var other : runs.unfinishedOf(run.owner())) {
            if (!other.id().equals(run.id()) && other.phase() instanceof Phase.Performing) {
                toMake.addAll(other.facts().volumesWithoutSnapshot());
            }
        }
        var checks = checks(limits, facts.volumes(), toMake);
        checks.stream()
                .filter(check -> !check.fits())
                .findFirst()
                .ifPresent(check -> {
                    throw new Trouble(ProblemType.OVER_QUOTA.refusal(check.sentence()));
                });
        var reports = checks.stream().map(Check::report).toList();
        return new Outcome.Done<>(
                facts.checked(reports).warned(limits.unchecked()), "the quotas allow it");
    }

    private List<Check> checks(
            VolumeLimits limits, List<SnapshotVolume> ours, List<SnapshotVolume> toMake) {
        var checks = new ArrayList<Check>();
        checks.add(new Check("snapshots", limits.snapshots(), ours.size(), toMake.size()));
        if (countGigabytes) {
            checks.add(
                    new Check("gigabytes", limits.gigabytes(), gibibytes(ours), gibibytes(toMake)));
        }
        var types = new TreeSet<String>();
        ours.forEach(volume -> {
            if (volume.volumeType() != null) {
                types.add(volume.volumeType());
            }
        });
        for (var type : types) {
            var oursOfType = ofType(ours, type);
            var toMakeOfType = ofType(toMake, type);
            checks.add(
                    new Check(
                            "snapshots_" + type,
                            quota(limits.snapshotsByType(), type),
                            oursOfType.size(),
                            toMakeOfType.size()));
            if (countGigabytes) {
                checks.add(
                        new Check(
                                "gigabytes_" + type,
                                quota(limits.gigabytesByType(), type),
                                gibibytes(oursOfType),
                                gibibytes(toMakeOfType)));
            }
        }
        return checks;
    }

    private static Quota quota(Map<String, Quota> byType, String type) {
        return byType.getOrDefault(type, Quota.UNLIMITED);
    }

    private static List<SnapshotVolume> ofType(List<SnapshotVolume> volumes, String type) {
        return volumes.stream().filter(volume -> type.equals(volume.volumeType())).toList();
    }

    private static long gibibytes(List<SnapshotVolume> volumes) {
        return volumes.stream().mapToLong(SnapshotVolume::sizeGib).sum();
    }

    /**
     * @param name Cinder's name of the quota
     * @param needed by this run
     * @param toMake by this run and by those before it that are not done
     */
    private record Check(String name, Quota quota, long needed, long toMake) {

        boolean fits() {
            return toMake <= quota.free();
        }

        String sentence() {
            return "Cinder's quota %s would not allow it: the limit is %d, %d are in use, %d are reserved, and %d more are needed%s. Delete something, leave out volumes, or ask for a larger quota."
                    .formatted(
                            name,
                            quota.limit(),
                            quota.inUse(),
                            quota.reserved(),
                            needed,
                            toMake > needed
                                    ? ", beside %d for snapshots under way"
                                            .formatted(toMake - needed)
                                    : "");
        }

        LimitCheck report() {
            return new LimitCheck(name, quota.limit(), quota.inUse(), quota.reserved(), needed);
        }
    }
}
