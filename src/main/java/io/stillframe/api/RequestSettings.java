package io.stillframe.api;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What clients have to keep to.
 *
 * @param requestTimeout How long a request may take to arrive as a whole, from its first byte, and
 *     each part of its answer to be taken.
 * @param connectionsAtOnce Connections to each replica, at least 1, and as many to
 *     `management.server.port`; for one more, that is closed which has waited for its caller for
 *     longest.
 */
@ConfigurationProperties("stillframe")
record RequestSettings(
        @DefaultValue("30s") Duration requestTimeout, @DefaultValue("2000") int connectionsAtOnce) {

    RequestSettings {
        if (connectionsAtOnce < 1) {
            throw new IllegalArgumentException(
                    "stillframe.connections-at-once must be at least 1, it is "
                            + connectionsAtOnce);
        }
    }
}
