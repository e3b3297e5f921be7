package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Certificates are of short life; a restart would let go whoever waits. */
class TlsApiTest extends ApiTest {

    private static final String REQUEST = "https://localhost:%d/v1/snapshots";

    @TempDir static Path directory;

    private static final X509Bundle AUTHORITY = authority();

    @DynamicPropertySource
    static void serveOverTls(DynamicPropertyRegistry properties) throws Exception {
        put(issued("CN=first"));
        var bundle = "spring.ssl.bundle.pem.web.";
        properties.add("server.ssl.bundle", () -> "web");
        properties.add(bundle + "reload-on-update", () -> "true");
        properties.add(
                bundle + "keystore.certificate", () -> directory.resolve("tls.crt").toString());
        properties.add(
                bundle + "keystore.private-key", () -> directory.resolve("tls.key").toString());
        properties.add("spring.ssl.bundle.watch.file.quiet-period", () -> "100ms");
    }

    @Test
    void takesANewCertificateWhileItServes() throws Exception {
        var kept = client();
        assertThat(subject(ask(kept))).isEqualTo("CN=first");

        put(issued("CN=second"));

        await().atMost(Duration.ofMinutes(1))
                .until(() -> subject(ask(client())).equals("CN=second"));
        assertThat(ask(kept).statusCode()).isEqualTo(200);
    }

    @Test
    void tellsBrowsersToComeByTlsAlone() throws Exception {
        var answer = ask(client());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("strict-transport-security"))
                .contains("max-age=31536000");
    }

    @Test
    void speaksNothingElseThere() throws IOException {
        var answers =
                new RawRequest(port)
                        .send("GET /v1/snapshots HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answers).isEmpty();
    }

    private HttpResponse<String> ask(HttpClient client) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(REQUEST.formatted(port)))
                        .header("X-Auth-Token", Slice.OURS)
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String subject(HttpResponse<String> answer) throws Exception {
        var shown = answer.sslSession().orElseThrow().getPeerCertificates()[0];
        return ((X509Certificate) shown).getSubjectX500Principal().getName();
    }

    private static HttpClient client() throws Exception {
        var trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {AUTHORITY.toTrustManager()}, null);
        return HttpClient.newBuilder().sslContext(trusting).build();
    }

    private static X509Bundle authority() {
        try {
            return new CertificateBuilder()
                    .ecp256()
                    .subject("CN=authority")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Bundle issued(String subject) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject(subject)
                .addSanDnsName("localhost")
                .buildIssuedBy(AUTHORITY);
    }

    /** As Kubernetes does: each at once, the one after the other. */
    private static void put(X509Bundle certificate) throws IOException {
        replace("tls.key", certificate.getPrivateKeyPEM());
        replace("tls.crt", certificate.getCertificatePathPEM());
    }

    private static void replace(String name, String pem) throws IOException {
        var fresh = Files.writeString(directory.resolve(name + ".new"), pem);
        Files.move(fresh, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
