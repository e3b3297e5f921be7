package io.stillframe.openstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which cloud, and who we are there, as {@code clouds.yaml} or the {@code OS_*} variables say it.
 *
 * @param authUrl Keystone's address, up to and with {@code /v3}
 * @param region null takes the first that the catalogue has
 * @param networkInterface {@code public}, {@code internal} or {@code admin}
 * @param endpointOverrides addresses to be used instead of the catalogue's, by service: {@code
 *     compute}, {@code volume}, {@code image}
 * @param caCertificate null trusts what Java trusts
 */
public record CloudConfig(
        String authUrl,
        Credential credential,
        @Nullable String region,
        String networkInterface,
        Map<String, String> endpointOverrides,
        @Nullable Path caCertificate,
        boolean verify) {

    public CloudConfig {
        endpointOverrides = Map.copyOf(endpointOverrides);
    }

    /**
     * Reads the configuration as the {@code openstack} command does. Empty if nothing names a
     * cloud: neither {@code OS_CLOUD} nor {@code OS_AUTH_URL} is set. A lone cloud in a file is not
     * taken without being named, because a service that starts by accident makes things by
     * accident.
     *
     * @param directories where {@code clouds.yaml} and {@code secure.yaml} are looked for
     * @throws Unusable if a cloud is named but cannot be used
     */
    public static Optional<CloudConfig> find(Map<String, String> env, List<Path> directories) {
        var cloud = env.getOrDefault("OS_CLOUD", "");
        if (!cloud.isBlank()) {
            return Optional.of(CloudsYaml.in(env, directories).cloud(cloud));
        }
        return env.getOrDefault("OS_AUTH_URL", "").isBlank()
                ? Optional.empty()
                : Optional.of(Settings.ofVariables(env).toConfig());
    }

    /** The directories that OpenStack's tools look into, in their order. */
    public static List<Path> usualDirectories(Map<String, String> env) {
        var found = new ArrayList<Path>();
        found.add(Path.of(""));
        var home = env.getOrDefault("XDG_CONFIG_HOME", "");
        if (!home.isBlank()) {
            found.add(Path.of(home, "openstack"));
        } else if (!env.getOrDefault("HOME", "").isBlank()) {
            found.add(Path.of(env.getOrDefault("HOME", ""), ".config", "openstack"));
        }
        found.add(Path.of("/etc/openstack"));
        return List.copyOf(found);
    }

    Transport transport() {
        return new Transport(caCertificate, verify);
    }

    /** The configuration names a cloud, but cannot be used; the message says what to change. */
    public static final class Unusable extends RuntimeException {

        Unusable(String sentence) {
            super(sentence);
        }
    }
}
