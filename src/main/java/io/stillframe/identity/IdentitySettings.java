package io.stillframe.identity;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How callers are told apart.
 *
 * @param identity {@code keystone}: by their tokens; {@code none}: not at all, all work in our own
 *     project
 */
@ConfigurationProperties("stillframe")
record IdentitySettings(@DefaultValue("keystone") IdentityKind identity) {}
