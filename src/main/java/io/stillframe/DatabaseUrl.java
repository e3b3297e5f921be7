package io.stillframe;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.core.env.PropertyResolver;

/**
 * Whether the database is named without its password. Drivers, pools and Flyway show a URL wherever
 * something is wrong with it, or with the database, and so in logs and stack traces.
 */
final class DatabaseUrl {

    private static final List<String> SETTINGS =
            List.of(
                    "spring.datasource.url",
                    "spring.datasource.hikari.jdbc-url",
                    "spring.flyway.url");

    /** Before a host, also with a slash or a question mark in it; or as a parameter. */
    private static final Pattern PASSWORD =
            Pattern.compile("(?i)//[^/?;]*:([^?;]*|[^/]*)@|[?&;](ssl)?password=");

    private DatabaseUrl() {}

    /**
     * @throws WithPassword if there is one in a URL
     */
    static void check(PropertyResolver settings) {
        SETTINGS.stream()
                .filter(name -> PASSWORD.matcher(settings.getProperty(name, "")).find())
                .findFirst()
                .ifPresent(name -> {
                    throw new WithPassword(name);
                });
    }

    /** Says where it is, and nothing of what is there. */
    static final class WithPassword extends RuntimeException {

        WithPassword(String name) {
            super(
                    "%s is no place for a password, as a URL is shown where something is wrong with it."
                            .formatted(name));
        }
    }
}
