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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

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
        var ours = Wish.of(facts);
        var all = ours;
        for (var other : runs.unfinishedOf(run.owner())) {
            if (!other.id().equals(run.id()) && other.phase() instanceof Phase.Performing) {
                all = all.and(Wish.of(other.facts()));
            }
        }
        refuseUnlessFits(checks(limits, ours.withoutVolumes(), all.withoutVolumes()));
        var checks = checks(limits, ours, all);
        var tooMuch = checks.stream().filter(check -> !check.fits()).findFirst();
        if (tooMuch.isPresent() && facts.request().strategy() == Strategy.AUTO) {
            return withoutImageVolume(facts, limits, ours, all, tooMuch.get());
        }
        refuseUnlessFits(checks);
        return allowed(facts, limits, checks, "the quotas allow it");
    }

    /** Only the image volume does not fit: the strategy that needs it is left out. */
    private Outcome<ServerSnapshot> withoutImageVolume(
            ServerSnapshot facts, VolumeLimits limits, Wish ours, Wish all, Check tooMuch) {
        var why =
                new StrategyRefusal(
                        Strategy.ROOT_LOCATION,
                        "It needs a volume beside the volume snapshots. " + tooMuch.sentence(),
                        null);
        var climb = facts.climb().beforehandWithout(why);
        if (climb.ahead().isEmpty()) {
            throw new Trouble(ProblemType.OVER_QUOTA.refusal(tooMuch.sentence()));
        }
        return allowed(
                facts.at(climb),
                limits,
                checks(limits, ours.withoutVolumes(), all.withoutVolumes()),
                "the quotas allow it, but not root-location");
    }

    private static Outcome<ServerSnapshot> allowed(
            ServerSnapshot facts, VolumeLimits limits, List<Check> checks, String note) {
        var reports = checks.stream().map(Check::report).toList();
        return new Outcome.Done<>(facts.checked(reports).warned(limits.unchecked()), note);
    }

    private static void refuseUnlessFits(List<Check> checks) {
        checks.stream()
                .filter(check -> !check.fits())
                .findFirst()
                .ifPresent(check -> {
                    throw new Trouble(ProblemType.OVER_QUOTA.refusal(check.sentence()));
                });
    }

    private List<Check> checks(VolumeLimits limits, Wish ours, Wish all) {
        var checks = new ArrayList<Check>();
        checks.add(check("snapshots", limits.snapshots(), ours, all, Wish::snapshotCount));
        if (!ours.volumes().isEmpty()) {
            checks.add(check("volumes", limits.volumes(), ours, all, Wish::volumeCount));
        }
        if (needsGigabytes(ours)) {
            checks.add(check("gigabytes", limits.gigabytes(), ours, all, this::gibibytes));
        }
        for (var type : ours.types()) {
            var oursOfType = ours.ofType(type);
            var allOfType = all.ofType(type);
            checks.add(
                    check(
                            "snapshots_" + type,
                            quota(limits.snapshotsByType(), type),
                            oursOfType,
                            allOfType,
                            Wish::snapshotCount));
            if (!oursOfType.volumes().isEmpty()) {
                checks.add(
                        check(
                                "volumes_" + type,
                                quota(limits.volumesByType(), type),
                                oursOfType,
                                allOfType,
                                Wish::volumeCount));
            }
            if (needsGigabytes(oursOfType)) {
                checks.add(
                        check(
                                "gigabytes_" + type,
                                quota(limits.gigabytesByType(), type),
                                oursOfType,
                                allOfType,
                                this::gibibytes));
            }
        }
        return checks;
    }

    private static Check check(
            String name, Quota quota, Wish ours, Wish all, ToLongFunction<Wish> amount) {
        return new Check(name, quota, amount.applyAsLong(ours), amount.applyAsLong(all));
    }

    private boolean needsGigabytes(Wish wish) {
        return countGigabytes || !wish.volumes().isEmpty();
    }

    /** Volumes always count; volume snapshots as the cloud is set. */
    private long gibibytes(Wish wish) {
        return sum(wish.volumes()) + (countGigabytes ? sum(wish.snapshots()) : 0);
    }

    private static long sum(List<SnapshotVolume> sizes) {
        return sizes.stream().mapToLong(SnapshotVolume::sizeGib).sum();
    }

    private static Quota quota(Map<String, Quota> byType, String type) {
        return byType.getOrDefault(type, Quota.UNLIMITED);
    }

    /**
     * What is yet to be made.
     *
     * @param snapshots volumes that get a volume snapshot
     * @param volumes roots that get an image volume
     */
    private record Wish(List<SnapshotVolume> snapshots, List<SnapshotVolume> volumes) {

        static Wish of(ServerSnapshot facts) {
            return new Wish(facts.volumesWithoutSnapshot(), facts.rootsWithoutImageVolume());
        }

        Wish and(Wish other) {
            return new Wish(joined(snapshots, other.snapshots), joined(volumes, other.volumes));
        }

        Wish withoutVolumes() {
            return new Wish(snapshots, List.of());
        }

        Wish ofType(String type) {
            return new Wish(ofType(snapshots, type), ofType(volumes, type));
        }

        SortedSet<String> types() {
            var types = new TreeSet<String>();
            snapshots.forEach(volume -> {
                if (volume.volumeType() != null) {
                    types.add(volume.volumeType());
                }
            });
            return types;
        }

        long snapshotCount() {
            return snapshots.size();
        }

        long volumeCount() {
            return volumes.size();
        }

        private static List<SnapshotVolume> ofType(List<SnapshotVolume> volumes, String type) {
            return volumes.stream().filter(volume -> type.equals(volume.volumeType())).toList();
        }

        private static List<SnapshotVolume> joined(
                List<SnapshotVolume> some, List<SnapshotVolume> more) {
            return Stream.concat(some.stream(), more.stream()).toList();
        }
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
