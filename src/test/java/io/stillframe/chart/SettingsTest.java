package io.stillframe.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;

/** What the chart sets is what Stillframe reads. */
class SettingsTest {

    /** Not Spring's: {@code CloudConfig} reads it. */
    private static final Set<String> OPENSTACK = Set.of("OS_CLOUD");

    @ParameterizedTest
    @MethodSource("io.stillframe.chart.ManifestsTest#variants")
    void areKnownToTheService(String variant) throws IOException {
        var known = knownVariables();
        var given = Chart.of(variant).values().path("env").propertyNames();

        var set = new HashSet<>(Chart.of(variant).rendered().environment().keySet());
        set.removeAll(OPENSTACK);
        set.removeAll(given);
        set.removeIf(name -> name.startsWith("SPRING_SSL_BUNDLE_PEM_WEB_")); // see the next test

        assertThat(set).hasSizeGreaterThanOrEqualTo(3).isSubsetOf(known);
    }

    @Test
    void makeABundleOfTheCertificate() throws IOException {
        var bundle =
                binder(Chart.of("everything"))
                        .bind("spring.ssl.bundle.pem.web", PemSslBundleProperties.class)
                        .get();

        assertThat(bundle.getKeystore().getCertificate()).isEqualTo("/etc/stillframe/tls/tls.crt");
        assertThat(bundle.getKeystore().getPrivateKey()).isEqualTo("/etc/stillframe/tls/tls.key");
        assertThat(bundle.isReloadOnUpdate()).isTrue();
        assertThat(Chart.of("everything").rendered().environment())
                .containsEntry("SERVER_SSL_BUNDLE", "web");
    }

    /** The cluster kills what has not ended: after the pause, and the time that a stop may take. */
    @ParameterizedTest
    @CsvSource({"sandbox, {}", "cloud, {terminationGracePeriodSeconds: 300}", "everything, {}"})
    void leaveTimeForAStop(String variant, String change) throws IOException {
        var chart = Chart.of(variant).with(change);
        var pod = chart.rendered().podSpecs().getFirst();
        var binder = binder(chart);

        var grace = Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong());
        var pause =
                Duration.ofSeconds(
                        pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asLong());
        var stop = binder.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class).get();
        var inHand = binder.bind("db-scheduler.shutdown-max-wait", Duration.class).get();

        assertThat(pause).isPositive();
        assertThat(stop).isGreaterThan(inHand);
        assertThat(grace).isGreaterThanOrEqualTo(pause.plus(stop).plusSeconds(10));
    }

    /** In the order in which Spring Boot asks: environment, mounted file, the jar's own file. */
    private static Binder binder(Chart chart) throws IOException {
        var manifests = chart.rendered();
        var sources = new MutablePropertySources();
        sources.addLast(
                new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.copyOf(manifests.environment())));
        var mounted = manifests.settings().getBytes(StandardCharsets.UTF_8);
        var yaml = new YamlPropertySourceLoader();
        yaml.load("mounted", new ByteArrayResource(mounted)).forEach(sources::addLast);
        yaml.load("jar", new ClassPathResource("application.yaml")).forEach(sources::addLast);
        return new Binder(ConfigurationPropertySources.from(sources));
    }

    /** As they are written in the environment: without dashes, with _ for dots, in capitals. */
    private static Set<String> knownVariables() throws IOException {
        var known = new HashSet<String>();
        var files =
                SettingsTest.class
                        .getClassLoader()
                        .getResources("META-INF/spring-configuration-metadata.json");
        for (var file : Collections.list(files)) {
            try (var in = file.openStream()) {
                for (var property : Chart.YAML.readTree(in).path("properties")) {
                    known.add(
                            property.path("name")
                                    .asString()
                                    .replace("-", "")
                                    .replace('.', '_')
                                    .toUpperCase(Locale.ROOT));
                }
            }
        }
        return known;
    }
}
