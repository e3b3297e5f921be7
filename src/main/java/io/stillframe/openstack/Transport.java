package io.stillframe.openstack;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;

/** How far the cloud's certificates are trusted. */
record Transport(@Nullable Path caCertificate, boolean verify) {

    HttpClient secured(HttpClient client) {
        var ca = caCertificate;
        if (verify && ca == null) {
            return client;
        }
        var spec =
                Http11SslContextSpec.forClient()
                        .configure(builder -> {
                            if (!verify) {
                                builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                                        .endpointIdentificationAlgorithm(null);
                            } else if (ca != null) {
                                builder.trustManager(ca.toFile());
                            }
                        });
        return client.secure(ssl -> ssl.sslContext(spec));
    }
}
