package io.stillframe.openstack;

import io.stillframe.snapshot.Cloud;
import io.stillframe.workflow.Trouble;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the services say about themselves; one that does not answer spoils nothing else. */
final class DiscoveredCloud implements Cloud {

    private final Keystone keystone;
    private final List<Api> apis;
    private final Mono<?> imagesPrepared;

    /**
     * @param imagesPrepared found out on the way, so that no snapshot has to wait for it
     */
    DiscoveredCloud(Keystone keystone, List<Api> apis, Mono<?> imagesPrepared) {
        this.keystone = keystone;
        this.apis = List.copyOf(apis);
        this.imagesPrepared = imagesPrepared;
    }

    @Override
    public String projectId() {
        return Await.result(keystone.projectId());
    }

    @Override
    public List<Endpoint> endpoints() {
        return Await.result(
                Flux.fromIterable(apis)
                        .flatMapSequential(DiscoveredCloud::endpoint)
                        .collectList()
                        .delayUntil(_ -> imagesPrepared.onErrorComplete()));
    }

    private static Mono<Endpoint> endpoint(Api api) {
        return api.found()
                .map(found ->
                        new Endpoint(
                                found.type(),
                                found.base(),
                                found.versions(),
                                text(found.min()),
                                text(found.max()),
                                null,
                                api.circuit()))
                .onErrorResume(Trouble.class, e -> dead(api, e));
    }

    private static Mono<Endpoint> dead(Api api, Trouble trouble) {
        var type = api.service().types().getFirst();
        return api.address()
                .onErrorResume(Trouble.class, _ -> Mono.just(new Session.Address(type, "")))
                .map(address ->
                        new Endpoint(
                                address.type(),
                                address.url(),
                                List.of(),
                                null,
                                null,
                                trouble.problem().detail(),
                                api.circuit()));
    }

    private static @Nullable String text(@Nullable Microversion version) {
        return version == null ? null : version.toString();
    }
}
