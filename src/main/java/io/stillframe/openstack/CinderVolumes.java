package io.stillframe.openstack;

import io.stillframe.openstack.CinderJson.Message;
import io.stillframe.openstack.CinderJson.Snapshot;
import io.stillframe.openstack.Pages.Link;
import io.stillframe.openstack.Pages.Page;
import io.stillframe.snapshot.Volume;
import io.stillframe.snapshot.VolumeLimits;
import io.stillframe.snapshot.VolumeSnapshot;
import io.stillframe.snapshot.Volumes;
import io.stillframe.workflow.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Cinder's volumes and volume snapshots. */
final class CinderVolumes implements Volumes {

    /** Newer ones are not asked for before somebody has read what they change. */
    static final Microversion NEWEST = Microversion.of("3.70");

    /** From here on Cinder filters snapshots by metadata; before, it ignores that filter. */
    private static final Microversion FILTER = Microversion.of("3.22");

    private static final Microversion MESSAGES = Microversion.of("3.5");

    private static final int SIDE_BY_SIDE = 10;
    private static final int ONE_LOOK = 200;
    private static final int A_FEW = 20;

    private final Api api;
    private final int pageSize;
    private volatile boolean filterIgnored;

    CinderVolumes(Api api, int pageSize) {
        this.api = api;
        this.pageSize = pageSize;
    }

    @Override
    public List<Volume> find(Collection<String> ids) {
        var wanted = Set.copyOf(ids);
        if (wanted.size() <= 1) {
            return Await.result(each(wanted));
        }
        // One page is cheaper than a call for each; what few are not on it are read one by one.
        return Await.result(
                volumePage("/volumes/detail?limit=" + ONE_LOOK)
                        .map(page -> listed(page, wanted))
                        .flatMap(there -> {
                            var missing = missing(wanted, there);
                            return missing.size() > A_FEW
                                    ? allVolumes().map(all -> those(all, wanted))
                                    : each(missing).map(more -> joined(there, more));
                        }));
    }

    private static List<Volume> listed(Page<CinderJson.Volume> page, Set<String> wanted) {
        return page.items().stream()
                .filter(volume -> wanted.contains(volume.id()))
                .map(CinderJson.Volume::asVolume)
                .toList();
    }

    private static List<Volume> those(List<Volume> all, Set<String> wanted) {
        return all.stream().filter(volume -> wanted.contains(volume.id())).toList();
    }

    private static Collection<String> missing(Set<String> wanted, List<Volume> there) {
        var found = there.stream().map(Volume::id).toList();
        return wanted.stream().filter(id -> !found.contains(id)).toList();
    }

    private static List<Volume> joined(List<Volume> some, List<Volume> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private Mono<List<Volume>> each(Collection<String> ids) {
        return Flux.fromIterable(ids).flatMap(this::one, SIDE_BY_SIDE).collectList();
    }

    private Mono<Volume> one(String id) {
        return get("/volumes/" + encoded(id), "read volume " + id, 404)
                .filter(Answer::successful)
                .map(answer -> answer.as(CinderJson.VolumeBody.class).volume().asVolume());
    }

    @Override
    public List<Volume> list() {
        return Await.result(allVolumes());
    }

    @Override
    public List<Volume> madeFrom(Collection<String> snapshotIds) {
        var parents = Set.copyOf(snapshotIds);
        if (parents.isEmpty()) {
            return List.of();
        }
        return Await.result(allVolumes()).stream()
                .filter(volume -> volume.snapshotId() != null)
                .filter(volume -> parents.contains(volume.snapshotId()))
                .toList();
    }

    private Mono<List<Volume>> allVolumes() {
        return Pages.all(after -> volumePage("/volumes/detail?limit=" + pageSize + marker(after)))
                .map(all -> all.stream().map(CinderJson.Volume::asVolume).toList());
    }

    private Mono<Page<CinderJson.Volume>> volumePage(String path) {
        return get(path, "list the volumes")
                .map(answer -> answer.as(CinderJson.VolumeList.class))
                .map(page -> new Page<>(page.volumes(), Link.nextMarker(page.volumesLinks())));
    }

    @Override
    public List<VolumeSnapshot> snapshotsMarked(UUID run, Collection<String> volumeIds) {
        var ours = Set.copyOf(volumeIds);
        if (ours.isEmpty()) {
            return List.of();
        }
        // The filter only saves bytes: what is ours is decided here, item by item.
        return Await.result(listedFor(run)).stream()
                .filter(snapshot -> snapshot.isMarkedFor(run))
                .filter(snapshot -> ours.contains(snapshot.volumeId()))
                .map(Snapshot::asVolumeSnapshot)
                .toList();
    }

    private Mono<List<Snapshot>> listedFor(UUID run) {
        return version()
                .flatMap(version -> {
                    var filters = version.isPresent() && version.get().atLeast(FILTER);
                    return filters && !filterIgnored ? filtered(run) : allSnapshots("");
                });
    }

    private Mono<List<Snapshot>> filtered(UUID run) {
        var filter = "&metadata=" + encoded("{\"%s\":\"%s\"}".formatted(MARK, run));
        return Mono.defer(() -> {
            var believed = new AtomicBoolean(true);
            return snapshots(filter, believed)
                    .filter(_ -> believed.get())
                    // an operator may have forbidden the filter: it only saves bytes
                    .onErrorResume(
                            Trouble.class,
                            trouble ->
                                    Sender.status(trouble) == 400
                                            ? Mono.empty()
                                            : Mono.error(trouble))
                    .switchIfEmpty(
                            Mono.defer(() -> {
                                filterIgnored = true;
                                return allSnapshots("");
                            }));
        });
    }

    private Mono<List<Snapshot>> allSnapshots(String filter) {
        return snapshots(filter, new AtomicBoolean());
    }

    /**
     * @param believed set to false when an answer does not say that it knows the filter: a proxy
     *     may have dropped the header with the version
     */
    private Mono<List<Snapshot>> snapshots(String filter, AtomicBoolean believed) {
        return Pages.all(after -> {
            var path = "/snapshots/detail?limit=" + pageSize + filter + marker(after);
            return get(path, "list the volume snapshots")
                    .doOnNext(answer -> compare(answer, believed))
                    .map(answer -> answer.as(CinderJson.SnapshotList.class))
                    .map(CinderVolumes::asPage);
        });
    }

    private static void compare(Answer answer, AtomicBoolean believed) {
        if (!answer.microversion().map(got -> got.atLeast(FILTER)).orElse(false)) {
            believed.set(false);
        }
    }

    private static Page<Snapshot> asPage(CinderJson.SnapshotList list) {
        return new Page<>(list.snapshots(), Link.nextMarker(list.snapshotsLinks()));
    }

    @Override
    public List<VolumeSnapshot> snapshotAll(UUID run, Collection<NewVolumeSnapshot> wanted) {
        return Await.result(SideBySide.all(wanted, SIDE_BY_SIDE, item -> snapshot(run, item)));
    }

    private Mono<VolumeSnapshot> snapshot(UUID run, NewVolumeSnapshot wanted) {
        var mark = Map.of(MARK, run.toString());
        var body =
                new CinderJson.NewSnapshot(
                        wanted.volumeId(), wanted.name(), wanted.description(), true, mark);
        return api.send(found ->
                        Call.post(
                                        Service.VOLUME,
                                        found.base() + "/snapshots",
                                        Map.of("snapshot", body),
                                        "take a snapshot of volume " + wanted.volumeId())
                                .at(version(found)))
                .map(answer ->
                        answer.as(CinderJson.SnapshotBody.class).snapshot().asVolumeSnapshot());
    }

    @Override
    public void deleteSnapshot(String id) {
        Await.result(
                api.send(found ->
                                Call.delete(
                                                Service.VOLUME,
                                                found.base() + "/snapshots/" + encoded(id),
                                                "delete volume snapshot " + id)
                                        .at(version(found))
                                        .expecting(404))
                        // 400 is "not in this status": it has changed since it was listed
                        .onErrorMap(
                                Trouble.class,
                                trouble ->
                                        Set.of(400, 409).contains(Sender.status(trouble))
                                                ? new Trouble(trouble.problem().passing(), trouble)
                                                : trouble));
    }

    @Override
    public Optional<String> reasonOf(String id) {
        return Await.result(
                version()
                        .flatMap(version ->
                                version.isPresent() && version.get().atLeast(MESSAGES)
                                        ? reason(id)
                                        : Mono.just(Optional.empty())));
    }

    /** 403 and 404 where the operator keeps messages to himself. */
    private Mono<Optional<String>> reason(String id) {
        var path = "/messages?resource_uuid=" + encoded(id);
        return get(path, "read why " + id + " failed", 403, 404)
                .map(answer ->
                        answer.successful()
                                ? newestError(
                                        answer.as(CinderJson.MessageList.class).messages(), id)
                                : Optional.empty());
    }

    private static Optional<String> newestError(List<Message> messages, String id) {
        return messages.stream()
                .filter(message -> id.equals(message.resourceUuid()))
                .filter(message -> "ERROR".equals(message.messageLevel()))
                .max(Comparator.comparing(message -> Objects.toString(message.createdAt(), "")))
                .map(message -> ServiceWords.oneLine(Objects.toString(message.userMessage(), "")));
    }

    @Override
    public List<Volume> volumesMarked(UUID run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Volume make(UUID run, NewVolume wanted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteVolume(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Dependent> dependents(String volumeId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public VolumeLimits limits() {
        return Await.result(
                api.projectId()
                        .flatMap(project ->
                                get(
                                        "/os-quota-sets/" + project + "?usage=True",
                                        "read the limits of the project",
                                        403,
                                        404))
                        .flatMap(answer ->
                                answer.successful()
                                        ? Mono.just(CinderLimits.ofQuotaSet(answer))
                                        : get("/limits", "read the limits of the project")
                                                .map(CinderLimits::ofTotals)));
    }

    private Mono<Answer> get(String path, String purpose, int... expected) {
        return api.send(found ->
                Call.get(Service.VOLUME, found.base() + path, purpose)
                        .at(version(found))
                        .expecting(expected));
    }

    private Mono<Optional<Microversion>> version() {
        return api.found().map(found -> Optional.ofNullable(version(found)));
    }

    private static @Nullable Microversion version(Api.Found found) {
        var max = found.max();
        return max != null && max.atLeast(NEWEST) ? NEWEST : max;
    }

    private static String marker(@Nullable String after) {
        return after == null ? "" : "&marker=" + encoded(after);
    }

    private static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }
}
