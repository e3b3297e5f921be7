package io.stillframe.api;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What clients have to keep to.
 *
 * @param requestTimeout How long a request may take to arrive as a whole, from its first byte.
 */
@ConfigurationProperties("stillframe")
record RequestSettings(@DefaultValue("30s") Duration requestTimeout) {}
