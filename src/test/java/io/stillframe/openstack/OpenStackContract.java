package io.stillframe.openstack;

import static io.stillframe.snapshot.Ports.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.Cloud.Endpoint;
import io.stillframe.snapshot.Ports;
import io.stillframe.snapshot.PortsContract;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.Volume;
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

/**
 * What the adapters and a cloud must agree on, whichever cloud it is: the contract of the ports,
 * and what lies below them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OpenStackContract extends PortsContract {

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

    @Override
    protected Ports ports() {
        return new PortsOverHttp(cloud);
    }

    @Override
    protected String serverId() {
        return specimen.serverId();
    }

    @Override
    protected List<String> volumeIds() {
        return specimen.volumeIds();
    }

    @Test
    void readsListsToTheLastPage() {
        try (var small = connected(config, 1)) {
            var run = UUID.randomUUID();
            var twice = IntStream.range(0, 3).mapToObj(_ -> volumeIds().getLast()).toList();
            small.volumes().snapshotAll(run, wanted(twice));
            until(() -> marked(run).stream().allMatch(snapshot -> snapshot.status().present()));

            assertThat(small.volumes().snapshotsMarked(run, volumeIds())).hasSize(3);
            assertThat(small.servers().attachments(serverId())).hasSize(2);
            assertThat(small.volumes().list()).extracting(Volume::id).containsAll(volumeIds());

            marked(run).forEach(snapshot -> small.volumes().deleteSnapshot(snapshot.id()));
            until(() -> marked(run).isEmpty());
        }
    }

    @Test
    void tellsTheRequestIdOfARefusal() {
        var problem =
                problemOf(() ->
                        cloud.volumes().snapshotAll(UUID.randomUUID(), wanted(List.of(NOBODY))));

        assertThat(Objects.requireNonNull(problem.upstream()).requestId()).startsWith("req-");
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
            assertThat(other.servers().find(serverId())).isPresent();
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
                    .extracting(Endpoint::service)
                    .containsExactly("compute");
            assertThat(problemOf(() -> other.servers().find(serverId())).type())
                    .isEqualTo(ProblemType.CLOUD_UNAVAILABLE.word());
        }
    }
}
