package io.stillframe.openstack;

import io.stillframe.identity.Secret;
import io.stillframe.openstack.Credential.Named;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One cloud's settings under the names of {@code clouds.yaml}: what {@code OS_USERNAME} says is
 * {@code username}.
 *
 * @param where for sentences, such as {@code cloud "demo" in /etc/openstack/clouds.yaml}
 * @param called the name of a key, as a person has to write it
 */
record Settings(
        String where, Map<String, String> values, java.util.function.UnaryOperator<String> called) {

    /** Keystone's own default, which every installation has. */
    private static final String DEFAULT_DOMAIN_ID = "default";

    private static final Map<String, List<String>> OVERRIDES =
            Map.of(
                    "compute", List.of("compute"),
                    "volume", List.of("volume", "block_storage", "volumev3", "volume_v3"),
                    "image", List.of("image"));

    static Settings ofVariables(Map<String, String> env) {
        var values = new HashMap<String, String>();
        env.forEach((name, value) -> {
            if (name.startsWith("OS_") && !value.isBlank()) {
                values.put(name.substring(3).toLowerCase(Locale.ROOT), value);
            }
        });
        return new Settings("the environment", values, key -> "OS_" + key.toUpperCase(Locale.ROOT));
    }

    CloudConfig toConfig() {
        return new CloudConfig(
                versionThree(needed("auth_url")),
                credential(),
                any("region_name", "region").orElse(null),
                networkInterface(),
                overrides(),
                caCertificate(),
                verify());
    }

    private Credential credential() {
        var type = any("auth_type").orElse("").toLowerCase(Locale.ROOT);
        var id = any("application_credential_id");
        var name = any("application_credential_name");
        if (type.endsWith("applicationcredential") || id.isPresent() || name.isPresent()) {
            var secret = new Secret(needed("application_credential_secret"));
            if (id.isPresent()) {
                return new Credential.ApplicationCredential(id.get(), null, null, secret);
            }
            return new Credential.ApplicationCredential(
                    null, needed("application_credential_name"), user(), secret);
        }
        if (!type.isEmpty() && !List.of("password", "v3password").contains(type)) {
            throw new CloudConfig.Unusable(
                    "The %s \"%s\" in %s is not supported: use password or v3applicationcredential."
                            .formatted(called.apply("auth_type"), type, where));
        }
        return new Credential.Password(user(), new Secret(needed("password")), project());
    }

    private Named user() {
        var id = any("user_id");
        return id.isPresent()
                ? Named.id(id.get())
                : named(
                        any("username", "user_name").orElseThrow(() -> missing("username")),
                        "user");
    }

    private Named project() {
        var id = any("project_id", "tenant_id");
        return id.isPresent()
                ? Named.id(id.get())
                : named(
                        any("project_name", "tenant_name")
                                .orElseThrow(() -> missing("project_name")),
                        "project");
    }

    private Named named(String name, String what) {
        var domainId = any(what + "_domain_id");
        if (domainId.isPresent()) {
            return Named.nameInDomainId(name, domainId.get());
        }
        var domainName = any(what + "_domain_name", "default_domain_name");
        return domainName.isPresent()
                ? Named.name(name, domainName.get())
                : Named.nameInDomainId(
                        name, any("default_domain_id", "default_domain").orElse(DEFAULT_DOMAIN_ID));
    }

    /** {@code publicURL}, as older files say, is {@code public}. */
    private String networkInterface() {
        var said = any("interface", "endpoint_type").orElse("public");
        return said.endsWith("URL") ? said.substring(0, said.length() - 3) : said;
    }

    private Map<String, String> overrides() {
        var found = new HashMap<String, String>();
        OVERRIDES.forEach((service, names) ->
                names.stream()
                        .flatMap(name -> any(name + "_endpoint_override").stream())
                        .findFirst()
                        .ifPresent(url -> found.put(service, url)));
        return found;
    }

    private @Nullable Path caCertificate() {
        var file = any("cacert").map(Settings::atHome).orElse(null);
        if (file != null && verify() && !Files.isReadable(file)) {
            throw new CloudConfig.Unusable(
                    "The certificate file %s, %s of %s, cannot be read."
                            .formatted(file, called.apply("cacert"), where));
        }
        return file;
    }

    private static Path atHome(String file) {
        return file.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), file.substring(2))
                : Path.of(file);
    }

    private boolean verify() {
        return any("insecure").map(said -> !saysYes(said)).orElse(true)
                && any("verify").map(Settings::saysYes).orElse(true);
    }

    private static boolean saysYes(String said) {
        return List.of("true", "yes", "on", "1").contains(said.toLowerCase(Locale.ROOT));
    }

    /** Tools ask Keystone for its versions when there is none; only the third is left. */
    private static String versionThree(String url) {
        var bare = url.replaceAll("/+$", "").replaceAll("/v\\d+(\\.\\d+)?$", "");
        return bare + "/v3";
    }

    private Optional<String> any(String... keys) {
        return List.of(keys).stream()
                .flatMap(key -> Optional.ofNullable(values.get(key)).stream())
                .filter(value -> !value.isBlank())
                .findFirst();
    }

    private String needed(String key) {
        return any(key).orElseThrow(() -> missing(key));
    }

    private CloudConfig.Unusable missing(String key) {
        return new CloudConfig.Unusable("%s is missing in %s.".formatted(called.apply(key), where));
    }

    /** Not the values: there are passwords among them. */
    @Override
    public String toString() {
        return "Settings of " + where;
    }
}
