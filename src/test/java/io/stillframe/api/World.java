package io.stillframe.api;

import io.stillframe.snapshot.Attachment;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageChange.Merge;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.MappingKey;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.Server;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.Strategy;
import io.stillframe.snapshot.Volume;
import io.stillframe.snapshot.VolumeLimits;
import io.stillframe.snapshot.VolumeSnapshot;
import io.stillframe.snapshot.Volumes;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A small cloud that does at once what it is asked for. */
final class World {

    static final String PROJECT = "0123456789abcdef0123456789abcdef";
    static final String SERVER = "11111111-1111-4111-8111-111111111111";

    /** For a snapshot of it, with nothing special about it. */
    static final SnapshotRequest REQUEST =
            new SnapshotRequest(
                    SERVER, null, null, Strategy.AUTO, false, null, List.of(), Map.of(), "private");

    static final String IMAGE_BACKED = "22222222-2222-4222-8222-222222222222";
    static final String ROOT = "33333333-3333-4333-8333-333333333333";
    static final String DATA = "44444444-4444-4444-8444-444444444444";

    final Map<String, Server> servers = new LinkedHashMap<>();
    final Map<String, Volume> volumes = new LinkedHashMap<>();
    final Map<String, VolumeSnapshot> snapshots = new ConcurrentHashMap<>();
    final Map<String, Image> images = new ConcurrentHashMap<>();
    final Set<ImageApi> glance = ConcurrentHashMap.newKeySet();
    volatile Cloud.Circuit circuit = Cloud.Circuit.CLOSED;
    final AtomicInteger calls = new AtomicInteger();
    final AtomicReference<@Nullable Trouble> trouble = new AtomicReference<>();
    final AtomicReference<@Nullable RuntimeException> mistake = new AtomicReference<>();
    volatile @Nullable Thread calledOn;

    /** What others do right before the next image is deleted. */
    volatile Runnable meanwhile = () -> {};

    World() {
        glance.add(ImageApi.V2);
        add(server(SERVER, "web-1", PROJECT, true, ROOT, DATA));
        add(server(IMAGE_BACKED, "from-image", PROJECT, false));
        volumes.put(ROOT, volume(ROOT, SERVER, "/dev/vda", true));
        volumes.put(DATA, volume(DATA, SERVER, "/dev/vdb", false));
    }

    static Server server(
            String id, String name, String project, boolean volumeBacked, String... volumes) {
        return new Server(
                id,
                name,
                project,
                "ACTIVE",
                null,
                volumeBacked ? null : "image",
                null,
                List.of(volumes));
    }

    void add(Server server) {
        servers.put(server.id(), server);
    }

    static Volume volume(String id, String server, String device, boolean bootable) {
        return new Volume(
                id,
                "volume of " + device,
                PROJECT,
                "in-use",
                10,
                "fast",
                bootable,
                false,
                false,
                null,
                null,
                Map.of(),
                List.of(new Volume.AttachedTo(server, device)));
    }

    static Image image(
            String id, String project, String visibility, Map<String, String> properties) {
        var time = Instant.parse("2026-11-22T13:05:01Z");
        return new Image(
                id,
                "köpfchen",
                project,
                Image.Status.ACTIVE,
                visibility,
                false,
                0L,
                10,
                0,
                time,
                time,
                properties);
    }

    static Trouble cinderIsDown() {
        return new Trouble(
                new Problem(
                        ProblemType.CLOUD_UNAVAILABLE.word(),
                        "Cinder does not answer. Try again.",
                        new Problem.Upstream(
                                "volumev3", "GET", "http://cinder/v3/limits", 503, "req-1", "down"),
                        false,
                        true,
                        null));
    }

    private static Volume.AttachedTo attachedTo(Volume volume) {
        return volume.attachedTo().getFirst();
    }

    private void called() {
        calls.incrementAndGet();
        calledOn = Thread.currentThread();
        if (trouble.get() != null) {
            throw trouble.get();
        }
        if (mistake.get() != null) {
            throw mistake.get();
        }
    }

    Servers servers() {
        return new Servers() {
            @Override
            public Optional<Server> find(String id) {
                called();
                return Optional.ofNullable(servers.get(id));
            }

            @Override
            public List<Attachment> attachments(String serverId) {
                called();
                return volumes.values().stream()
                        .filter(volume -> attachedTo(volume).serverId().equals(serverId))
                        .map(volume ->
                                new Attachment(
                                        volume.id(), attachedTo(volume).device(), false, null))
                        .toList();
            }

            @Override
            public Page list(int limit, @Nullable String marker) {
                called();
                var all = new ArrayList<>(servers.values());
                var from = new ArrayList<>(servers.keySet()).indexOf(marker) + 1;
                var page = all.stream().skip(from).limit(limit).toList();
                return new Page(page, from + limit < all.size());
            }

            @Override
            public boolean understands(MappingKey key) {
                return true;
            }
        };
    }

    Volumes volumes() {
        return new Volumes() {
            @Override
            public List<Volume> find(Collection<String> ids) {
                called();
                return volumes.values().stream().filter(v -> ids.contains(v.id())).toList();
            }

            @Override
            public List<Volume> list() {
                called();
                return List.copyOf(volumes.values());
            }

            @Override
            public List<Volume> madeFrom(Collection<String> snapshotIds) {
                return List.of();
            }

            @Override
            public List<VolumeSnapshot> listSnapshots(UUID run) {
                called();
                return List.copyOf(snapshots.values());
            }

            @Override
            public List<VolumeSnapshot> findSnapshots(Collection<String> ids) {
                called();
                return snapshots.values().stream().filter(one -> ids.contains(one.id())).toList();
            }

            @Override
            public List<VolumeSnapshot> snapshotAll(
                    UUID run, Collection<NewVolumeSnapshot> wanted) {
                called();
                var taken =
                        wanted.stream()
                                .map(one ->
                                        new VolumeSnapshot(
                                                UUID.randomUUID().toString(),
                                                PROJECT,
                                                one.volumeId(),
                                                10,
                                                VolumeSnapshot.Status.AVAILABLE,
                                                run.toString()))
                                .toList();
                taken.forEach(one -> snapshots.put(one.id(), one));
                return taken;
            }

            @Override
            public void deleteSnapshot(String id) {
                called();
                snapshots.remove(id);
            }

            @Override
            public Optional<String> reasonOf(String snapshotId) {
                return Optional.empty();
            }

            @Override
            public List<Volume> listVolumes(UUID run) {
                called();
                return List.of();
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
                return List.of();
            }

            @Override
            public VolumeLimits limits() {
                called();
                var much = new VolumeLimits.Quota(100, 1, 0);
                return new VolumeLimits(much, much, much, Map.of(), Map.of(), Map.of(), List.of());
            }
        };
    }

    Images images() {
        return new WorldImages(images, glance, this::called, () -> meanwhile.run());
    }

    void protect(String id) {
        images().change(id, new ImageChange(null, null, true, null, null, Merge.NOTHING));
    }

    Cloud cloud() {
        return new Cloud() {
            @Override
            public String projectId() {
                return PROJECT;
            }

            @Override
            public List<Endpoint> endpoints() {
                called();
                return List.of(
                        new Endpoint(
                                "volumev3",
                                "http://cinder/v3",
                                List.of("v3.0"),
                                "3.0",
                                "3.70",
                                null,
                                circuit));
            }
        };
    }
}
