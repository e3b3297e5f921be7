package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Volume;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every Glance, every setting of its locations, every strategy: how it ends, and exactly what is in
 * the cloud then. <i>refused</i> is an answer to the request, before anything is made;
 * <i>failed</i> is a snapshot that was undone, because only trying could tell.
 */
class LadderTableTest extends Stories {

    @ParameterizedTest(name = "glance={0} locations={1} {2} -> {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # glance | locations  | asked for     | ends as       | the image's location
                    both     | volumes      | auto          | root-location | image volume
                    both     | volumes      | root-location | root-location | image volume
                    both     | volumes      | zero-size     | zero-size     | none
                    both     | volumes      | empty-upload  | empty-upload  | data
                    both     | snapshots    | auto          | root-location | volume snapshot
                    both     | snapshots    | root-location | root-location | volume snapshot
                    both     | snapshots    | zero-size     | zero-size     | none
                    both     | snapshots    | empty-upload  | empty-upload  | data
                    both     | closed       | auto          | zero-size     | none
                    both     | closed       | root-location | failed        |
                    both     | closed       | zero-size     | zero-size     | none
                    both     | closed       | empty-upload  | empty-upload  | data
                    both     | service-only | auto          | zero-size     | none
                    both     | service-only | root-location | failed        |
                    both     | service-only | zero-size     | zero-size     | none
                    both     | service-only | empty-upload  | empty-upload  | data
                    v1       | volumes      | auto          | zero-size     | none
                    v1       | volumes      | root-location | refused       |
                    v1       | volumes      | zero-size     | zero-size     | none
                    v1       | volumes      | empty-upload  | refused       |
                    v1       | snapshots    | auto          | zero-size     | none
                    v1       | snapshots    | root-location | refused       |
                    v1       | snapshots    | zero-size     | zero-size     | none
                    v1       | snapshots    | empty-upload  | refused       |
                    v1       | closed       | auto          | zero-size     | none
                    v1       | closed       | root-location | refused       |
                    v1       | closed       | zero-size     | zero-size     | none
                    v1       | closed       | empty-upload  | refused       |
                    v1       | service-only | auto          | zero-size     | none
                    v1       | service-only | root-location | refused       |
                    v1       | service-only | zero-size     | zero-size     | none
                    v1       | service-only | empty-upload  | refused       |
                    v2       | volumes      | auto          | root-location | image volume
                    v2       | volumes      | root-location | root-location | image volume
                    v2       | volumes      | zero-size     | refused       |
                    v2       | volumes      | empty-upload  | empty-upload  | data
                    v2       | snapshots    | auto          | root-location | volume snapshot
                    v2       | snapshots    | root-location | root-location | volume snapshot
                    v2       | snapshots    | zero-size     | refused       |
                    v2       | snapshots    | empty-upload  | empty-upload  | data
                    v2       | closed       | auto          | empty-upload  | data
                    v2       | closed       | root-location | failed        |
                    v2       | closed       | zero-size     | refused       |
                    v2       | closed       | empty-upload  | empty-upload  | data
                    v2       | service-only | auto          | empty-upload  | data
                    v2       | service-only | root-location | failed        |
                    v2       | service-only | zero-size     | refused       |
                    v2       | service-only | empty-upload  | empty-upload  | data
                    """)
    void endsAsTheTableSays(
            String glance, String locations, String strategy, String ends, String location) {
        open(glance, locations, List.of("member"));
        endsWith(strategy, ends, location);
    }

    /** From 2.17 on, with the role service, locations are open to us, but slowly. */
    @ParameterizedTest(name = "as a service: {0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    auto          | root-location | image volume
                    root-location | root-location | image volume
                    zero-size     | zero-size     | none
                    empty-upload  | empty-upload  | data
                    """)
    void endsAsTheTableSaysWithTheRoleOfAService(String strategy, String ends, String location) {
        open("both", "service-only", List.of("member", "service"));
        endsWith(strategy, ends, location);
    }

    private void open(String glance, String locations, List<String> roles) {
        stage.close();
        stage =
                Stage.open(
                        SandboxSettings.quick("glance=" + glance, "locations=" + locations),
                        Stage.ladder(
                                Strategy.ROOT_LOCATION, Strategy.ZERO_SIZE, Strategy.EMPTY_UPLOAD));
        roles.forEach(role -> stage.demo.grant("demo", role));
    }

    private void endsWith(String strategy, String ends, String location) {
        var server = web();
        var request = Stage.by(Strategy.of(strategy).orElseThrow(), server);
        var volumes = volumeIds(stage.demo.volumes());
        if (ends.equals("refused")) {
            assertThatThrownBy(() -> stage.start(request))
                    .isInstanceOfSatisfying(
                            Trouble.class,
                            trouble ->
                                    assertThat(trouble.problem().type())
                                            .isEqualTo("strategy-unavailable"));
            assertThat(stage.cloud.calls().of("cinder", "create-snapshot")).isZero();
            hasNothingBut(volumes);
            return;
        }

        var run = stage.take(request);
        if (ends.equals("failed")) {
            assertThat(run.phase()).isInstanceOf(Undone.class);
            assertThat(problem(run).type()).isEqualTo("strategy-unavailable");
            hasNothingBut(volumes);
            return;
        }
        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.of(ends).orElseThrow());
        hasExactly(run, location, volumes);

        stage.delete(run);
        hasNothingBut(volumes);
    }

    private void hasExactly(Run<ServerSnapshot> run, String location, List<String> volumes) {
        assertThat(stage.marked(run)).hasSize(3);
        assertThat(stage.demo.volumeSnapshots()).hasSize(3);
        assertThat(stage.cloud.images()).hasSize(1);
        var image = image(run);
        assertThat(image.status()).isEqualTo("active");
        assertThat(image.visibility()).isEqualTo("private");
        assertThat(image.properties().get("block_device_mapping"))
                .contains(stage.marked(run).stream().map(s -> s.id()).toList());
        var made =
                stage.demo.volumes().stream()
                        .filter(volume -> !volumes.contains(volume.id()))
                        .toList();
        assertThat(made).hasSize(location.equals("image volume") ? 1 : 0);
        var urls = image.locations().stream().map(where -> where.url()).toList();
        switch (location) {
            case "none" -> assertThat(urls).isEmpty();
            case "data" -> assertThat(urls).allMatch(url -> url.startsWith("file:"));
            case "volume snapshot" ->
                    assertThat(urls)
                            .containsExactly(
                                    "cinder://" + run.facts().mapping().getFirst().snapshotId());
            default -> {
                assertThat(urls).containsExactly("cinder://" + made.getFirst().id());
                assertThat(made.getFirst().metadata())
                        .containsEntry("stillframe_snapshot", run.id().toString());
            }
        }
    }

    private void hasNothingBut(List<String> volumes) {
        assertThat(stage.demo.volumeSnapshots()).isEmpty();
        assertThat(stage.cloud.images()).isEmpty();
        assertThat(volumeIds(stage.demo.volumes())).isEqualTo(volumes);
    }

    private static List<String> volumeIds(List<Volume> volumes) {
        return volumes.stream().map(Volume::id).collect(Collectors.toList());
    }
}
