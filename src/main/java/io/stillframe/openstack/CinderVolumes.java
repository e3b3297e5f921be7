package io.stillframe.openstack;

import static io.stillframe.openstack.Cinder.encoded;
import static io.stillframe.openstack.Cinder.withoutFilterIfRefused;

import io.stillframe.openstack.CinderJson.Message;
import io.stillframe.openstack.Pages.Link;
import io.stillframe.openstack.Pages.Page;
import io.stillframe.snapshot.Volume;
import io.stillframe.snapshot.VolumeLimits;
import io.stillframe.snapshot.VolumeSnapshot;
import io.stillframe.snapshot.Volumes;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Cinder's volumes and volume snapshots. */
final class CinderVolumes implements Volumes {

    private static final Microversion MESSAGES = Microversion.of("3.5");

    private static final String LIST = "list the volumes";
    private static final int SIDE_BY_SIDE = 10;

    private final Cinder cinder;
    private final CinderSnapshots snapshots;

    CinderVolumes(Api api, int pageSize) {
        this.cinder = new Cinder(api, pageSize);
        this.snapshots = new CinderSnapshots(cinder);
    }

    @Override
    public List<Volume> find(Collection<String> ids) {
        return Await.result(new ByIds<>(Volume::id, onePage(), allVolumes(), this::one).find(ids));
    }

    private Mono<List<Volume>> onePage() {
        return cinder.page("/volumes/detail", ByIds.ON_A_PAGE, "", LIST)
                .map(answer ->
                        page(answer).items().stream().map(CinderJson.Volume::asVolume).toList());
    }

    private Mono<Volume> one(String id) {
        return cinder.get("/volumes/" + encoded(id), "read volume " + id, 404)
                .filter(Answer::successful)
                .map(answer -> answer.as(CinderJson.VolumeBody.class).volume().asVolume());
    }

    @Override
    public List<VolumeSnapshot> findSnapshots(Collection<String> ids) {
        return Await.result(snapshots.find(ids));
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
        return listed("").map(all -> all.stream().map(CinderJson.Volume::asVolume).toList());
    }

    private Mono<List<CinderJson.Volume>> listed(String filter) {
        return cinder.list("/volumes/detail", filter, LIST, CinderVolumes::page);
    }

    private static Page<CinderJson.Volume> page(Answer answer) {
        var list = answer.as(CinderJson.VolumeList.class);
        return new Page<>(list.volumes(), Link.nextMarker(list.volumesLinks()));
    }

    @Override
    public List<Volume> listVolumes(UUID run) {
        var filter = Cinder.metadataFilter(MARK, run.toString());
        return Await.result(withoutFilterIfRefused(listed(filter), listed(""))).stream()
                .map(CinderJson.Volume::asVolume)
                .toList();
    }

    @Override
    public Volume make(UUID run, NewVolume wanted) {
        var origin = wanted.snapshotId();
        var body =
                new CinderJson.NewVolume(
                        origin,
                        wanted.sizeGib(),
                        wanted.volumeType(),
                        wanted.name(),
                        wanted.description(),
                        Map.of(MARK, run.toString()));
        var purpose =
                origin == null
                        ? "make an empty volume"
                        : "make a volume from volume snapshot " + origin;
        return Await.result(cinder.post("/volumes", Map.of("volume", body), purpose))
                .as(CinderJson.VolumeBody.class)
                .volume()
                .asVolume();
    }

    @Override
    public void deleteVolume(String id) {
        Await.result(cinder.delete("/volumes/" + encoded(id), "delete volume " + id));
    }

    @Override
    public List<Dependent> dependents(String volumeId) {
        var taken = snapshots.of(volumeId);
        var clones =
                listed("")
                        .map(all ->
                                all.stream()
                                        .filter(volume -> volumeId.equals(volume.sourceVolid()))
                                        .toList());
        return Await.result(
                Mono.zip(
                        taken,
                        clones,
                        (some, more) ->
                                Stream.concat(
                                                some.stream().map(CinderJson.Snapshot::asDependent),
                                                more.stream().map(CinderJson.Volume::asDependent))
                                        .toList()));
    }

    @Override
    public List<VolumeSnapshot> listSnapshots(UUID run) {
        return Await.result(snapshots.listedFor(run));
    }

    @Override
    public List<VolumeSnapshot> snapshotAll(UUID run, Collection<NewVolumeSnapshot> wanted) {
        return Await.result(
                SideBySide.all(wanted, SIDE_BY_SIDE, item -> snapshots.take(run, item)));
    }

    @Override
    public void deleteSnapshot(String id) {
        Await.result(snapshots.delete(id));
    }

    @Override
    public Optional<String> reasonOf(String id) {
        return Await.result(
                cinder.version()
                        .flatMap(version ->
                                version.isPresent() && version.get().atLeast(MESSAGES)
                                        ? reason(id)
                                        : Mono.just(Optional.empty())));
    }

    /** 403 and 404 where the operator keeps messages to himself. */
    private Mono<Optional<String>> reason(String id) {
        var path = "/messages?resource_uuid=" + encoded(id);
        return cinder.get(path, "read why " + id + " failed", 403, 404)
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
    public VolumeLimits limits() {
        var purpose = "read the limits of the project";
        return Await.result(
                cinder.projectId()
                        .flatMap(project ->
                                cinder.get(
                                        "/os-quota-sets/" + project + "?usage=True",
                                        purpose,
                                        403,
                                        404))
                        .flatMap(answer ->
                                answer.successful()
                                        ? Mono.just(CinderLimits.ofQuotaSet(answer))
                                        : cinder.get("/limits", purpose)
                                                .map(CinderLimits::ofTotals)));
    }
}
