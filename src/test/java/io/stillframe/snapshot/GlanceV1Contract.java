package io.stillframe.snapshot;

import static io.stillframe.snapshot.Ports.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Glance;
import io.stillframe.snapshot.Images.Location;
import io.stillframe.snapshot.Images.Location.What;
import io.stillframe.snapshot.Images.Registered;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each version of Glance does, and only that one. */
public abstract class GlanceV1Contract {

    protected abstract void inACloudOf(Glance glance, Consumer<Ports> story);

    protected static NewImage anImage(Map<String, String> properties) {
        var id = UUID.randomUUID().toString();
        return new NewImage(id, "Größe – 日本", "private", 2, 64, properties, null);
    }

    protected static Image registered(Images images, NewImage wanted) {
        assertThat(images.objection(wanted, ImageApi.V1)).isEmpty();
        assertThat(images.registerActive(wanted)).isEqualTo(Registered.CREATED);
        return images.find(wanted.id()).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = {"V1", "BOTH"})
    void makesAnImageActiveInOneCall(Glance glance) {
        inACloudOf(
                glance,
                ports -> {
                    var images = ports.images();
                    var mapping = "[{\"boot_index\": 0, \"ü\": \"€ 日本\"}]";
                    var wanted = anImage(Map.of("block_device_mapping", mapping, "bdm_v2", "True"));
                    assertThat(images.find(wanted.id())).isEmpty();

                    var image = registered(images, wanted);

                    assertThat(image.status()).isEqualTo(Image.Status.ACTIVE);
                    assertThat(image.size()).isZero();
                    assertThat(image.name()).isEqualTo(wanted.name());
                    assertThat(image.visibility()).isEqualTo("private");
                    assertThat(image.projectId()).isEqualTo(ports.cloud().projectId());
                    assertThat(image.properties()).isEqualTo(wanted.properties());
                    assertThat(images.registerActive(wanted)).isEqualTo(Registered.ID_TAKEN);
                    images.delete(wanted.id());
                    assertThat(images.find(wanted.id())).isEmpty();
                    images.delete(wanted.id());
                    assertThat(images.registerActive(wanted)).isEqualTo(Registered.ID_TAKEN);
                });
    }

    @Test
    void knowsTheVersions() {
        inACloudOf(
                Glance.V1, ports -> assertThat(ports.images().apis()).containsExactly(ImageApi.V1));
        inACloudOf(
                Glance.BOTH,
                ports ->
                        assertThat(ports.images().apis())
                                .containsExactly(ImageApi.V1, ImageApi.V2));
    }

    @Test
    void sendsNothingToAVersionThatIsNotThere() {
        var wanted = anImage(Map.of());
        inACloudOf(
                Glance.V1,
                ports -> {
                    var images = ports.images();
                    isNotOffered(() -> images.register(wanted));
                    isNotOffered(() -> images.uploadNothing(wanted.id()));
                    isNotOffered(() ->
                            images.addLocation(
                                    wanted.id(),
                                    new Location("cinder://volume", What.IMAGE_VOLUME)));
                });
        inACloudOf(
                Glance.V2,
                ports -> {
                    isNotOffered(() -> ports.images().registerActive(wanted));
                    assertThat(ports.images().find(wanted.id())).isEmpty();
                });
    }

    @Test
    void sendsNothingThatVersion1CannotHold() {
        inACloudOf(
                Glance.V1,
                ports -> {
                    var wanted = anImage(Map.of("Folded", "x"));
                    assertThat(ports.images().objection(wanted, ImageApi.V1)).isPresent();
                    isNotOffered(() -> ports.images().registerActive(wanted));
                    assertThat(ports.images().find(wanted.id())).isEmpty();
                });
    }

    private static void isNotOffered(ThrowingCallable call) {
        var problem = problemOf(call);
        assertThat(problem.type()).isEqualTo(ProblemType.STRATEGY_UNAVAILABLE.word());
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(problem.mayPass()).isFalse();
    }

    @Test
    void comesWithANovaThatDoesNotKnowAllKeysOfTheMapping() {
        inACloudOf(
                Glance.V1,
                ports ->
                        assertThat(List.of(MappingKey.values()))
                                .filteredOn(ports.servers()::understands)
                                .containsExactly(MappingKey.TAG));
    }
}
