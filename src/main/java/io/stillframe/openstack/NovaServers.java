package io.stillframe.openstack;

import io.stillframe.openstack.NovaJson.VolumeAttachment;
import io.stillframe.openstack.Pages.Link;
import io.stillframe.snapshot.Attachment;
import io.stillframe.snapshot.MappingKey;
import io.stillframe.snapshot.Server;
import io.stillframe.snapshot.Servers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** Nova's servers. */
final class NovaServers implements Servers {

    /**
     * What attachments tell grew with these: 2.3 the root's device (to administrators), 2.70 tags,
     * 2.79 {@code delete_on_termination}. Never {@code latest}: 2.102 refuses unknown parameters.
     */
    private static final List<Microversion> VERSIONS =
            List.of(
                    Microversion.of("2.89"),
                    Microversion.of("2.79"),
                    Microversion.of("2.70"),
                    Microversion.of("2.3"),
                    Microversion.of("2.1"));

    private static final Microversion OLDEST = Microversion.of("2.1");

    private final Api api;
    private final int pageSize;

    /** What Nova's answers say where it is less than was asked for: a proxy drops our header. */
    private volatile @Nullable Microversion lowered;

    NovaServers(Api api, int pageSize) {
        this.api = api;
        this.pageSize = pageSize;
    }

    @Override
    public Optional<Server> find(String id) {
        return Await.result(
                get("/servers/" + segment(id), "read server " + id, 404)
                        .map(answer ->
                                answer.is(404)
                                        ? Optional.empty()
                                        : Optional.of(
                                                answer.as(NovaJson.ServerBody.class)
                                                        .server()
                                                        .asServer())));
    }

    @Override
    public List<Attachment> attachments(String serverId) {
        return Await.result(
                Mono.defer(() -> {
                    var known = new HashSet<String>();
                    return Pages.all(offset -> page(serverId, offset, known))
                            .map(NovaServers::asAttachments);
                }));
    }

    private static List<Attachment> asAttachments(List<VolumeAttachment> attachments) {
        return attachments.stream().map(VolumeAttachment::asAttachment).toList();
    }

    /** This list has no links; an offset leads on, as long as pages are full and bring anything. */
    private Mono<Pages.Page<VolumeAttachment>> page(
            String serverId, @Nullable String offset, Set<String> known) {
        var path =
                "/servers/%s/os-volume_attachments?limit=%d&offset=%s"
                        .formatted(segment(serverId), pageSize, offset == null ? "0" : offset);
        return get(path, "read the volumes of server " + serverId)
                .map(answer -> {
                    var page = answer.as(NovaJson.Attachments.class).attachments();
                    var fresh = page.stream().filter(item -> known.add(item.volumeId())).toList();
                    var more = page.size() >= pageSize && !fresh.isEmpty();
                    return new Pages.Page<>(fresh, more ? "" + known.size() : null);
                });
    }

    @Override
    public Servers.Page list(int limit, @Nullable String marker) {
        var after = marker == null ? "" : "&marker=" + segment(marker);
        return Await.result(
                get("/servers/detail?limit=" + limit + after, "list the servers")
                        .map(answer -> answer.as(NovaJson.Servers.class))
                        .map(NovaServers::asPage));
    }

    private static Servers.Page asPage(NovaJson.Servers page) {
        return new Servers.Page(
                page.servers().stream().map(NovaJson.Server::asServer).toList(),
                Link.nextMarker(page.serversLinks()) != null);
    }

    @Override
    public boolean understands(MappingKey key) {
        return Await.result(
                api.found()
                        .map(found -> {
                            var seen = lowered;
                            var max = seen == null ? found.max() : seen;
                            return max != null && max.atLeast(Microversion.of(key.since()));
                        }));
    }

    private Mono<Answer> get(String path, String purpose, int... expected) {
        Function<Api.Found, Call> call =
                found ->
                        Call.get(Service.COMPUTE, found.base() + path, purpose)
                                .at(found.pick(VERSIONS))
                                .expecting(expected);
        return api.send(call).doOnNext(this::notice);
    }

    private void notice(Answer answer) {
        var asked = answer.asked();
        if (asked != null && answer.successful()) {
            var got = answer.microversion().orElse(OLDEST);
            lowered = got.atLeast(asked) ? null : got;
        }
    }

    private static String segment(String id) {
        return UriUtils.encode(id, java.nio.charset.StandardCharsets.UTF_8);
    }
}
