package io.stillframe.openstack;

import io.stillframe.identity.Rights;
import io.stillframe.snapshot.Cloud;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One service as our own token sees it: where it is, what it can do, and calls to it. */
final class Api {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Service service;
    private final CloudConfig config;
    private final Keystone keystone;
    private final Sender sender;
    private final Mono<Found> found;
    private volatile @Nullable Found unfit;

    Api(
            Service service,
            CloudConfig config,
            Keystone keystone,
            Sender sender,
            InstantSource clock) {
        this.service = service;
        this.config = config;
        this.keystone = keystone;
        this.sender = sender;
        this.found =
                Await.asOurselves(Mono.defer(this::discover))
                        .map(what -> new Remembered(what, clock.instant().plus(REMEMBERED)))
                        .cacheInvalidateIf(known ->
                                isUnfit(known.found()) || !clock.instant().isBefore(known.until()))
                        .map(Remembered::found)
                        .transform(Await::asEachItself);
    }

    private record Remembered(Found found, Instant until) {}

    /**
     * What was found out about the service.
     *
     * @param base the address that paths are appended to, without a slash at its end
     * @param versions newest first
     * @param max null where the service has no microversions, or tells none
     */
    record Found(
            String type,
            String base,
            List<String> versions,
            @Nullable Microversion min,
            @Nullable Microversion max) {

        /** The first of these that the service offers; null stands for asking for none. */
        @Nullable Microversion pick(List<Microversion> preferred) {
            return preferred.stream().filter(this::offers).findFirst().orElse(null);
        }

        /** The same for another project than the one it was found out for. */
        private Found of(String project, String own) {
            return new Found(type, moved(base, project, own), versions, min, max);
        }

        private boolean offers(Microversion version) {
            return max != null && max.atLeast(version) && (min == null || version.atLeast(min));
        }
    }

    Service service() {
        return service;
    }

    Cloud.Circuit circuit() {
        return sender.circuit(service);
    }

    /** What was found out, as it is for whoever asks: some addresses have the project in them. */
    Mono<Found> found() {
        return found.flatMap(known ->
                Mono.deferContextual(context ->
                        Await.rights(context) instanceof Rights.Lent lent
                                ? keystone.session()
                                        .map(own -> known.of(lent.tokenProject(), own.projectId()))
                                : Mono.just(known)));
    }

    /** What is found out now, for somebody whose answers do not fit what was found before. */
    Mono<Found> lookAgain(Found before) {
        unfit = before;
        return found();
    }

    /** The finding itself: the next one may well be equal, and is to be remembered again. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isUnfit(Found known) {
        return known == unfit;
    }

    /** A call made of what was found out: its address, and the version to ask for. */
    Mono<Answer> send(Function<Found, Call> call) {
        return found().flatMap(known -> send(call.apply(known)));
    }

    Mono<Answer> send(Call call) {
        return sender.send(call, keystone.tokens());
    }

    /** The project whose things are worked on. */
    Mono<String> projectId() {
        return keystone.projectId();
    }

    /** Without asking the service itself, and as it is for whoever asks. */
    Mono<Session.Address> address() {
        return Mono.deferContextual(context ->
                keystone.session()
                        .map(own -> {
                            var address = own.addressOf(service, config);
                            return Await.rights(context) instanceof Rights.Lent lent
                                    ? new Session.Address(
                                            address.type(),
                                            moved(
                                                    address.url(),
                                                    lent.tokenProject(),
                                                    own.projectId()))
                                    : address;
                        }));
    }

    private static String moved(String url, String project, String own) {
        return url.endsWith("/" + own) ? cut(url, own) + project : url;
    }

    private Mono<Found> discover() {
        return keystone.session()
                .flatMap(session -> {
                    var address = session.addressOf(service, config);
                    var base = base(address.url(), session.projectId());
                    return versions(base, session.projectId())
                            .map(document -> document.found(address.type(), base));
                });
    }

    /** Paths of Cinder begin with version and project; either may be missing in an override. */
    private String base(String url, String projectId) {
        return switch (service) {
            case VOLUME -> {
                var project = "/" + projectId;
                var bare = url.endsWith(project) ? cut(url, project) : url;
                yield (hasVersion(bare) ? bare : bare + "/v3") + project;
            }
            case COMPUTE -> hasVersion(cut(url, "/" + projectId)) ? url : url + "/v2.1";
            // One Glance may offer both of its versions: who calls it says which.
            case IMAGE -> root(url);
            case IDENTITY -> hasVersion(url) ? url : url + "/v3";
        };
    }

    private Mono<VersionDocument> versions(String base, String projectId) {
        var versioned = cut(base, "/" + projectId);
        // Glance tells its versions only at its root; others tell the one in question where it is.
        var first = service == Service.IMAGE ? root(base) : versioned;
        return document(first)
                .onErrorResume(
                        e -> e instanceof Trouble trouble && refused(trouble),
                        e -> root(base).equals(first) ? Mono.error(e) : document(root(base)));
    }

    private Mono<VersionDocument> document(String url) {
        var call = Call.get(service, url + "/", "read the versions of " + service.title());
        return Await.asOurselves(send(call.expecting(300)))
                .map(answer -> answer.as(VersionDocument.class));
    }

    private static boolean refused(Trouble trouble) {
        int status = Sender.status(trouble);
        return status >= 400 && status < 500;
    }

    private static boolean hasVersion(String url) {
        return url.matches(".*/v\\d+(\\.\\d+)?");
    }

    private static String root(String url) {
        return url.replaceFirst("/v\\d+(\\.\\d+)?(/.*)?$", "");
    }

    private static String cut(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    /** {@code {"version": {}}} or {@code {"versions": []}}, whichever the service likes. */
    record VersionDocument(@Nullable Version version, @Nullable List<Version> versions) {

        private List<Version> all() {
            return Stream.concat(Stream.ofNullable(version), Json.orEmpty(versions).stream())
                    .toList();
        }

        Found found(String type, String base) {
            var ids =
                    all().stream()
                            .map(Version::id)
                            .filter(Objects::nonNull)
                            .sorted(Comparator.comparing(Version::order).reversed())
                            .toList();
            var newest =
                    all().stream()
                            .filter(known -> known.max().isPresent())
                            .max(Comparator.comparing(known -> known.max().orElseThrow()));
            return new Found(
                    type,
                    base,
                    ids,
                    newest.flatMap(Version::min).orElse(null),
                    newest.flatMap(Version::max).orElse(null));
        }
    }

    record Version(@Nullable String id, @Nullable String version, @Nullable String minVersion) {

        static Microversion order(String id) {
            return Microversion.read(id).orElse(new Microversion(0, 0));
        }

        Optional<Microversion> max() {
            return Microversion.read(version);
        }

        Optional<Microversion> min() {
            return Microversion.read(minVersion);
        }
    }
}
