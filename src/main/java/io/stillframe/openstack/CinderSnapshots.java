package io.stillframe.openstack;

import static io.stillframe.openstack.Cinder.encoded;
import static io.stillframe.openstack.Cinder.withoutFilterIfRefused;

import io.stillframe.openstack.CinderJson.Snapshot;
import io.stillframe.openstack.Pages.Link;
import io.stillframe.openstack.Pages.Page;
import io.stillframe.snapshot.VolumeSnapshot;
import io.stillframe.snapshot.Volumes;
import io.stillframe.snapshot.Volumes.NewVolumeSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** Cinder's volume snapshots: the half of {@link CinderVolumes} that is about them. */
final class CinderSnapshots {

    /** From here on Cinder filters snapshots by metadata; before, it ignores that filter. */
    private static final Microversion FILTER = Microversion.of("3.22");

    private static final String LIST = "list the volume snapshots";

    private final Cinder cinder;
    private volatile boolean filterIgnored;

    CinderSnapshots(Cinder cinder) {
        this.cinder = cinder;
    }

    /** All of the project's where Cinder does not filter. */
    Mono<List<VolumeSnapshot>> listedFor(UUID run) {
        return cinder.version()
                .flatMap(version -> {
                    var filters = version.isPresent() && version.get().atLeast(FILTER);
                    return filters && !filterIgnored ? filtered(run) : all("");
                })
                .map(CinderSnapshots::told);
    }

    private Mono<List<Snapshot>> filtered(UUID run) {
        var filter = Cinder.metadataFilter(Volumes.MARK, run.toString());
        return Mono.defer(() -> {
            var believed = new AtomicBoolean(true);
            return withoutFilterIfRefused(listed(filter, believed), Mono.empty())
                    .filter(_ -> believed.get())
                    .switchIfEmpty(
                            Mono.defer(() -> {
                                filterIgnored = true;
                                return all("");
                            }));
        });
    }

    private Mono<List<Snapshot>> all(String filter) {
        return listed(filter, new AtomicBoolean());
    }

    /**
     * @param believed set to false when an answer does not say that it knows the filter: a proxy
     *     may have dropped the header with the version
     */
    private Mono<List<Snapshot>> listed(String filter, AtomicBoolean believed) {
        return cinder.list("/snapshots/detail", filter, LIST, answer -> page(answer, believed));
    }

    private static Page<Snapshot> page(Answer answer, AtomicBoolean believed) {
        if (!answer.microversion().map(got -> got.atLeast(FILTER)).orElse(false)) {
            believed.set(false);
        }
        var list = answer.as(CinderJson.SnapshotList.class);
        return new Page<>(list.snapshots(), Link.nextMarker(list.snapshotsLinks()));
    }

    Mono<List<Snapshot>> of(String volumeId) {
        return withoutFilterIfRefused(all("&volume_id=" + encoded(volumeId)), all(""))
                .map(listed ->
                        listed.stream()
                                .filter(snapshot -> snapshot.volumeId().equals(volumeId))
                                .toList());
    }

    Mono<List<VolumeSnapshot>> find(Collection<String> ids) {
        return new ByIds<>(VolumeSnapshot::id, onePage(), everySnapshot(), this::one).find(ids);
    }

    private Mono<List<VolumeSnapshot>> onePage() {
        return cinder.page("/snapshots/detail", ByIds.ON_A_PAGE, "", LIST)
                .map(answer -> told(answer.as(CinderJson.SnapshotList.class).snapshots()));
    }

    private Mono<List<VolumeSnapshot>> everySnapshot() {
        return all("").map(CinderSnapshots::told);
    }

    private static List<VolumeSnapshot> told(List<Snapshot> listed) {
        return listed.stream().map(Snapshot::asVolumeSnapshot).toList();
    }

    private Mono<VolumeSnapshot> one(String id) {
        return cinder.get("/snapshots/" + encoded(id), "read volume snapshot " + id, 404)
                .filter(Answer::successful)
                .map(answer ->
                        answer.as(CinderJson.SnapshotBody.class).snapshot().asVolumeSnapshot());
    }

    Mono<VolumeSnapshot> take(UUID run, NewVolumeSnapshot wanted) {
        var body =
                new CinderJson.NewSnapshot(
                        wanted.volumeId(),
                        wanted.name(),
                        wanted.description(),
                        true,
                        Map.of(Volumes.MARK, run.toString()));
        return cinder.post(
                        "/snapshots",
                        Map.of("snapshot", body),
                        "take a snapshot of volume " + wanted.volumeId())
                .map(answer ->
                        answer.as(CinderJson.SnapshotBody.class).snapshot().asVolumeSnapshot());
    }

    Mono<Answer> delete(String id) {
        return cinder.delete("/snapshots/" + encoded(id), "delete volume snapshot " + id);
    }
}
