package io.stillframe.openstack;

import static io.stillframe.openstack.Specimen.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.snapshot.Attachment;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.Images.Registered;
import io.stillframe.snapshot.MappingKey;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.Volume;
import io.stillframe.snapshot.VolumeSnapshot;
import io.stillframe.snapshot.Volumes.Dependent;
import io.stillframe.snapshot.Volumes.NewVolume;
import io.stillframe.snapshot.Volumes.NewVolumeSnapshot;
import io.stillframe.workflow.Trouble;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.reactive.function.client.WebClient;

/** What the adapters and a cloud must agree on, whichever cloud it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OpenStackContract {

    private static final String NOBODY = "00000000-0000-4000-8000-00000000dead";

    private CloudConfig config;
    private Specimen specimen;
    private OpenStack cloud;

    /** One in which the user may make and remove servers and volumes. */
    abstract CloudConfig config();

    @BeforeAll
    void connect() {
        config = config();
        specimen = Specimen.madeIn(config);
        cloud = connected(config, 1000);
    }

    @AfterAll
    void cleanUp() {
        if (cloud != null) {
            cloud.close();
        }
        if (specimen != null) {
            specimen.close();
        }
    }

    private static OpenStack connected(CloudConfig config, int pageSize) {
        return OpenStack.connect(
                config, Limits.DEFAULT, WebClient.builder(), InstantSource.system(), pageSize);
    }

    @Test
    void findsAServerThatBootsFromAVolume() {
        var server = cloud.servers().find(specimen.serverId()).orElseThrow();

        assertThat(server.imageId()).isNull();
        assertThat(server.status()).isEqualTo("ACTIVE");
        assertThat(server.taskState()).isNull();
        assertThat(server.projectId()).isEqualTo(cloud.cloud().projectId());
        assertThat(server.volumeIds()).containsExactlyInAnyOrderElementsOf(specimen.volumeIds());
        assertThat(cloud.servers().find(NOBODY)).isEmpty();
    }

    @Test
    void listsServersByPages() {
        var page = cloud.servers().list(1, null);

        assertThat(page.servers()).hasSize(1);
        assertThat(page.more()).isTrue();
        var marker = page.servers().getFirst().id();
        assertThat(cloud.servers().list(100, marker).servers())
                .noneMatch(server -> server.id().equals(marker));
    }

    @Test
    void readsTheAttachmentsWithTheirDevices() {
        var attachments = cloud.servers().attachments(specimen.serverId());

        assertThat(attachments)
                .extracting(Attachment::volumeId)
                .containsExactlyInAnyOrderElementsOf(specimen.volumeIds());
        assertThat(attachments).allMatch(attachment -> attachment.device() != null);
    }

    @Test
    void knowsWhichMappingKeysNovaUnderstands() {
        assertThat(cloud.servers().understands(MappingKey.TAG)).isTrue();
        assertThat(cloud.servers().understands(MappingKey.VOLUME_TYPE)).isTrue();
    }

    @Test
    void findsVolumesAloneAndTogether() {
        var root = cloud.volumes().find(List.of(specimen.volumeIds().getFirst())).getFirst();

        assertThat(root.bootable()).isTrue();
        assertThat(root.status()).isEqualTo("in-use");
        assertThat(root.sizeGib()).isEqualTo(1);
        assertThat(root.attachedTo())
                .extracting(Volume.AttachedTo::serverId)
                .containsExactly(specimen.serverId());
        var wanted = List.of(specimen.volumeIds().get(0), specimen.volumeIds().get(1), NOBODY);
        assertThat(cloud.volumes().find(wanted))
                .extracting(Volume::id)
                .containsExactlyInAnyOrderElementsOf(specimen.volumeIds());
        assertThat(cloud.volumes().find(List.of(NOBODY))).isEmpty();
    }

    @Test
    void takesMarkedVolumeSnapshotsAndDeletesThem() {
        var run = UUID.randomUUID();
        var volumes = cloud.volumes();

        var taken = volumes.snapshotAll(run, wanted(specimen.volumeIds()));

        assertThat(taken)
                .extracting(VolumeSnapshot::volumeId)
                .containsExactlyInAnyOrderElementsOf(specimen.volumeIds());
        until(() -> marked(run).stream().allMatch(snapshot -> snapshot.status().present()));
        assertThat(marked(run)).hasSize(2);
        assertThat(volumes.snapshotsMarked(run, List.of(specimen.volumeIds().getFirst())))
                .hasSize(1);
        assertThat(volumes.snapshotsMarked(UUID.randomUUID(), specimen.volumeIds())).isEmpty();
        assertThat(volumes.madeFrom(taken.stream().map(VolumeSnapshot::id).toList())).isEmpty();
        assertThat(volumes.reasonOf(taken.getFirst().id())).isEmpty();

        taken.forEach(snapshot -> volumes.deleteSnapshot(snapshot.id()));
        until(() -> marked(run).isEmpty());
        taken.forEach(snapshot -> volumes.deleteSnapshot(snapshot.id()));
    }

    private List<VolumeSnapshot> marked(UUID run) {
        return cloud.volumes().snapshotsMarked(run, specimen.volumeIds());
    }

    private static List<NewVolumeSnapshot> wanted(List<String> volumeIds) {
        return volumeIds.stream()
                .map(id -> new NewVolumeSnapshot(id, "contract", "made by a test"))
                .toList();
    }

    @Test
    void makesAMarkedVolumeOfAVolumeSnapshotAndDeletesIt() {
        var run = UUID.randomUUID();
        var volumes = cloud.volumes();
        var root = specimen.volumeIds().getFirst();
        var snapshot = volumes.snapshotAll(run, wanted(List.of(root))).getFirst();
        until(() -> marked(run).stream().allMatch(taken -> taken.status().present()));
        assertThat(volumes.dependents(root))
                .contains(new Dependent("volume snapshot", snapshot.id(), "contract"));

        var made = volumes.make(run, new NewVolume(snapshot.id(), 1, null, "contract", "a test's"));

        assertThat(volumes.volumesMarked(run)).extracting(Volume::id).containsExactly(made.id());
        assertThat(volumes.volumesMarked(UUID.randomUUID())).isEmpty();
        until(() -> volumes.volumesMarked(run).getFirst().status().equals("available"));
        var image = volumes.volumesMarked(run).getFirst();
        assertThat(image.snapshotId()).isEqualTo(snapshot.id());
        assertThat(image.name()).isEqualTo("contract");
        assertThat(volumes.madeFrom(List.of(snapshot.id())))
                .extracting(Volume::id)
                .containsExactly(made.id());
        assertThat(volumes.dependents(made.id())).isEmpty();

        volumes.deleteVolume(made.id());
        until(() -> volumes.find(List.of(made.id())).isEmpty());
        volumes.deleteVolume(made.id());
        assertThat(volumes.volumesMarked(run)).isEmpty();
        volumes.deleteSnapshot(snapshot.id());
        until(() -> marked(run).isEmpty());
    }

    @Test
    void isRefusedToDeleteAVolumeThatIsInUse() {
        assertThatThrownBy(() -> cloud.volumes().deleteVolume(specimen.volumeIds().getFirst()))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble -> {
                            assertThat(trouble.problem().mayPass()).isTrue();
                            assertThat(trouble.problem().mayHaveHappened()).isFalse();
                        });
    }

    @Test
    void readsListsToTheLastPage() {
        try (var small = connected(config, 1)) {
            var run = UUID.randomUUID();
            var twice =
                    IntStream.range(0, 3).mapToObj(_ -> specimen.volumeIds().getLast()).toList();
            small.volumes().snapshotAll(run, wanted(twice));
            until(() -> marked(run).stream().allMatch(snapshot -> snapshot.status().present()));

            assertThat(small.volumes().snapshotsMarked(run, specimen.volumeIds())).hasSize(3);
            assertThat(small.servers().attachments(specimen.serverId())).hasSize(2);
            assertThat(small.volumes().list())
                    .extracting(Volume::id)
                    .containsAll(specimen.volumeIds());

            marked(run).forEach(snapshot -> small.volumes().deleteSnapshot(snapshot.id()));
            until(() -> marked(run).isEmpty());
        }
    }

    @Test
    void saysWhichVolumeCouldNotBeSnapshotted() {
        assertThatThrownBy(() ->
                        cloud.volumes().snapshotAll(UUID.randomUUID(), wanted(List.of(NOBODY))))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble -> {
                            var problem = trouble.problem();
                            assertThat(problem.detail()).contains(NOBODY);
                            assertThat(problem.mayHaveHappened()).isFalse();
                            assertThat(problem.mayPass()).isFalse();
                            var upstream = Objects.requireNonNull(problem.upstream());
                            assertThat(upstream.status()).isEqualTo(404);
                            assertThat(upstream.requestId()).startsWith("req-");
                        });
    }

    @Test
    void readsTheLimits() {
        var limits = cloud.volumes().limits();

        assertThat(limits.unchecked()).isEmpty();
        assertThat(limits.snapshots().free()).isPositive();
        assertThat(limits.gigabytes().inUse()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void registersAnImageAndMakesItActiveByAnEmptyUpload() {
        var images = cloud.images();
        var id = UUID.randomUUID().toString();
        var mapping = "[{\"boot_index\": 0, \"ü\": \"€\"}]";
        var wanted =
                new NewImage(
                        id,
                        "contract",
                        "private",
                        1,
                        64,
                        Map.of("block_device_mapping", mapping, "os_distro", "debian"));

        assertThat(images.find(id)).isEmpty();
        assertThat(images.register(wanted)).isEqualTo(Registered.CREATED);
        assertThat(images.register(wanted)).isEqualTo(Registered.ID_TAKEN);
        assertThat(images.find(id).orElseThrow().status()).isEqualTo(Image.Status.QUEUED);

        images.uploadNothing(id);
        images.uploadNothing(id);

        var image = images.find(id).orElseThrow();
        assertThat(image.status()).isEqualTo(Image.Status.ACTIVE);
        assertThat(image.size()).isZero();
        assertThat(image.visibility()).isEqualTo("private");
        assertThat(image.properties()).containsExactlyInAnyOrderEntriesOf(wanted.properties());
        images.delete(id);
        until(() -> images.find(id).isEmpty());
        images.delete(id);
        assertThat(images.register(wanted)).isEqualTo(Registered.ID_TAKEN);
    }

    @Test
    void isDefinitelyRefusedAVolumeSnapshotForALocation() {
        var images = cloud.images();
        var run = UUID.randomUUID();
        var volume = specimen.volumeIds().getLast();
        var snapshot = cloud.volumes().snapshotAll(run, wanted(List.of(volume))).getFirst();
        until(() -> marked(run).stream().allMatch(taken -> taken.status().present()));
        var id = UUID.randomUUID().toString();
        images.register(new NewImage(id, "contract", "private", 1, 0, Map.of()));
        try {
            // 400 where locations are open, 403 where they are closed
            assertThatThrownBy(() -> images.addLocation(id, "cinder://" + snapshot.id()))
                    .isInstanceOfSatisfying(
                            Trouble.class,
                            trouble -> {
                                var problem = trouble.problem();
                                assertThat(problem.mayHaveHappened()).isFalse();
                                assertThat(problem.mayPass()).isFalse();
                                assertThat(Objects.requireNonNull(problem.upstream()).status())
                                        .isIn(400, 403);
                            });
            assertThat(images.find(id).orElseThrow().status()).isEqualTo(Image.Status.QUEUED);
        } finally {
            images.delete(id);
            cloud.volumes().deleteSnapshot(snapshot.id());
            until(() -> marked(run).isEmpty());
        }
    }

    @Test
    void knowsTheVersionsOfGlance() {
        assertThat(cloud.images().apis()).contains(ImageApi.V2);
    }

    @Test
    void validatesATokenWithItself() {
        var token = specimen.token();

        var valid = cloud.keystone().validate(token).orElseThrow();

        assertThat(valid.projectId()).isEqualTo(cloud.cloud().projectId());
        assertThat(valid.roles()).isNotEmpty();
        assertThat(valid.expiresAt()).isAfter(InstantSource.system().instant());
        assertThat(cloud.keystone().validate("x" + token)).isEmpty();
        assertThat(cloud.keystone().validate("")).isEmpty();
        assertThat(cloud.keystone().validate("a\r\nX-Evil: b")).isEmpty();
    }

    @Test
    void logsInWithAnApplicationCredential() {
        try (var other = connected(specimen.withApplicationCredential(), 1000)) {
            assertThat(other.servers().find(specimen.serverId())).isPresent();
        }
    }

    @Test
    void tellsWhichServicesThereAre() {
        var endpoints = cloud.cloud().endpoints();

        assertThat(endpoints).allMatch(endpoint -> endpoint.problem() == null);
        assertThat(endpoints).allMatch(endpoint -> !endpoint.versions().isEmpty());
        assertThat(endpoints)
                .anySatisfy(endpoint -> {
                    assertThat(endpoint.service()).isEqualTo("compute");
                    assertThat(endpoint.minMicroversion()).startsWith("2.");
                })
                .anySatisfy(endpoint -> {
                    assertThat(endpoint.service()).isEqualTo("image");
                    assertThat(endpoint.versions().getFirst()).startsWith("v2.");
                });
    }

    @Test
    void tellsADeadServiceWithoutFailing() {
        var broken =
                new CloudConfig(
                        config.authUrl(),
                        config.credential(),
                        config.region(),
                        config.networkInterface(),
                        Map.of("compute", "http://127.0.0.1:9/v2.1"),
                        config.caCertificate(),
                        config.verify());
        try (var other = connected(broken, 1000)) {
            assertThat(other.cloud().endpoints())
                    .filteredOn(endpoint -> endpoint.problem() != null)
                    .extracting(io.stillframe.snapshot.Cloud.Endpoint::service)
                    .containsExactly("compute");
            assertThatThrownBy(() -> other.servers().find(specimen.serverId()))
                    .isInstanceOfSatisfying(
                            Trouble.class,
                            trouble ->
                                    assertThat(trouble.problem().type())
                                            .isEqualTo(ProblemType.CLOUD_UNAVAILABLE.word()));
        }
    }
}
