package io.stillframe.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.CertificateBuilder;
import io.stillframe.StillframeProcess;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stillframe as the chart has it started, asked by what {@code helm test} runs. */
class RenderedServiceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern STARTED =
            Pattern.compile("Netty started on port (\\d+)(?s:.*)Started Application in");
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private static final String ANY_SANDBOX_PORT = "--stillframe.sandbox.port=0";

    @TempDir Path directory;

    @Test
    void takesASnapshotInTheSandbox() {
        var chart = Chart.of("sandbox");

        try (var service = service(chart, Map.of()).stillframe(Map.of(), ANY_SANDBOX_PORT)) {
            var test = test(chart, "http://127.0.0.1:" + port(service));

            assertThat(test.output())
                    .contains("It is ready.", "Its API is documented.")
                    .contains("It is available.", "It is deleted.");
            assertThat(test.code()).isZero();
        }
    }

    @Test
    void worksForItsCallersOverTls() throws Exception {
        var certificate =
                new CertificateBuilder()
                        .ecp256()
                        .subject("CN=localhost")
                        .addSanDnsName("localhost")
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned();
        var chart =
                Chart.of("sandbox")
                        .with("{tls: {existingSecret: web}, secretKey: {existingSecret: key}}")
                        .with("{config: {stillframe: {identity: keystone, rights: caller}}}");
        var secrets =
                Map.of(
                        "web",
                        Map.of(
                                "tls.crt", certificate.getCertificatePathPEM(),
                                "tls.key", certificate.getPrivateKeyPEM()),
                        "key",
                        Map.of("secret-key", KEY));

        try (var service = service(chart, secrets).stillframe(Map.of(), ANY_SANDBOX_PORT)) {
            var test = test(chart, "https://localhost:" + port(service));

            assertThat(test.output()).contains("It is ready.", "Its API is documented.");
            assertThat(test.code()).isZero();
            var plain = test(chart, "http://127.0.0.1:" + port(service));
            assertThat(plain.code()).isNotZero();
        }
    }

    @Test
    void readsItsCloudAndItsSettingsAndKeepsItsDatabase() {
        var chart = Chart.of("cloud").with("{config: {logging: {level: {io.stillframe: debug}}}}");
        try (var cloud = SandboxCloud.start(SandboxSettings.of("port=0"))) {
            var pod = service(chart, Map.of("stillframe-cloud", clouds(cloud)));

            try (var service = pod.stillframe(cloudsYaml(pod))) {
                var test = test(chart, "http://127.0.0.1:" + port(service));

                assertThat(test.output()).contains("It is ready.", "Its API is documented.");
                assertThat(test.code()).isZero();
                assertThat(pod.at("/stillframe/data/stillframe.mv.db")).exists();
                assertThat(service.output()).contains("DEBUG");
            }
        }
    }

    @Test
    void keepsItsRunsInPostgres() throws IOException {
        try (var cloud = SandboxCloud.start(SandboxSettings.of("port=0"));
                var postgres = EmbeddedPostgres.start()) {
            var url = "jdbc:postgresql://localhost:%d/postgres".formatted(postgres.getPort());
            var chart = Chart.of("postgres").with("{database: {url: \"%s\"}}".formatted(url));
            var secrets =
                    Map.of(
                            "stillframe-cloud",
                            clouds(cloud),
                            "stillframe-database",
                            Map.of("username", "postgres", "password", "postgres"));
            var pod = service(chart, secrets);

            try (var service = pod.stillframe(cloudsYaml(pod))) {
                assertThat(test(chart, "http://127.0.0.1:" + port(service)).code()).isZero();
                assertThat(pod.at("/stillframe/data")).doesNotExist();
            }
        }
    }

    @Test
    void saysThatNobodyAnswers() {
        assertThat(test(Chart.of("sandbox"), "http://127.0.0.1:1").code()).isNotZero();
    }

    private LocalPod service(Chart chart, Map<String, Map<String, String>> secrets) {
        var manifests = chart.rendered();
        return new LocalPod(directory, manifests.podSpecs().getFirst(), manifests, secrets);
    }

    private LocalPod.Ended test(Chart chart, String address) {
        var manifests = chart.rendered();
        var pod = new LocalPod(directory, manifests.podSpecs().getLast(), manifests, Map.of());
        return pod.run(Map.of("STILLFRAME", address, "RETRIES", "0"));
    }

    /** Of the service; that of the management comes second. */
    private static int port(StillframeProcess service) {
        await().atMost(PATIENCE)
                .until(() -> STARTED.matcher(service.output()).find() || !service.runs());
        var started = STARTED.matcher(service.output());
        assertThat(started.find()).as("%s", service.output()).isTrue();
        return Integer.parseInt(started.group(1));
    }

    /** The only path that Stillframe knows by itself, and no variable names. */
    private static Map<String, String> cloudsYaml(LocalPod pod) {
        return Map.of("OS_CLIENT_CONFIG_FILE", pod.at("/etc/openstack/clouds.yaml").toString());
    }

    private static Map<String, String> clouds(SandboxCloud cloud) {
        return Map.of(
                "clouds.yaml",
                """
                clouds:
                  demo:
                    auth:
                      auth_url: %s
                      username: demo
                      password: demo
                      project_name: demo
                      user_domain_name: Default
                      project_domain_name: Default
                """
                        .formatted(cloud.authUrl()));
    }
}
