package io.stillframe.api;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What clients have to keep to.
 *
 * @param requestTimeout how long a client may take to send a request
 */
@ConfigurationProperties("stillframe")
record RequestSettings(@DefaultValue("30s") Duration requestTimeout) {}
