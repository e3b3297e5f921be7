package io.stillframe.openstack;

import io.stillframe.identity.Secret;
import io.stillframe.openstack.KeystoneJson.Entry;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * One login: a token, its project, and the addresses that came with it.
 *
 * @param renewAt from then on another token is fetched, well before this one ends
 */
record Session(Secret token, Instant renewAt, String projectId, List<Entry> catalogue) {

    /** A service's address, and the type under which the catalogue has it. */
    record Address(String type, String url) {}

    Address addressOf(Service service, CloudConfig config) {
        var override = config.endpointOverrides().get(service.word());
        if (override != null) {
            return new Address(service.types().getFirst(), filled(override));
        }
        return service.types().stream()
                .flatMap(type -> named(type, config))
                .findFirst()
                .orElseThrow(() -> notThere(service, config));
    }

    private Stream<Address> named(String type, CloudConfig config) {
        return catalogue.stream()
                .filter(entry -> type.equals(entry.type()))
                .flatMap(entry -> Json.orEmpty(entry.endpoints()).stream())
                .filter(endpoint -> config.networkInterface().equals(endpoint.kind()))
                .filter(endpoint -> endpoint.isIn(config.region()))
                .map(KeystoneJson.Endpoint::url)
                .filter(Objects::nonNull)
                .map(url -> new Address(type, filled(url)));
    }

    /** An override may have the project's place in it, as keystoneauth allows. */
    private String filled(String url) {
        return url.replaceAll("[%$]\\((project|tenant)_id\\)s", Matcher.quoteReplacement(projectId))
                .replaceAll("/+$", "");
    }

    private static Trouble notThere(Service service, CloudConfig config) {
        var region = config.region() == null ? "any region" : "region " + config.region();
        return new Trouble(
                ProblemType.CLOUD_UNEXPECTED.refusal(
                        "The cloud's catalogue has no %s endpoint of %s (type %s) in %s."
                                .formatted(
                                        config.networkInterface(),
                                        service.title(),
                                        service.types().getFirst(),
                                        region)));
    }
}
