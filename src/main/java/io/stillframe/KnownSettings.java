package io.stillframe;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import tools.jackson.databind.json.JsonMapper;

/** The settings that there are under {@code stillframe}, and how near another name is to them. */
record KnownSettings(Set<ConfigurationPropertyName> names) {

    static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("stillframe");

    private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

    /** Letters that are wrong, missing or too many. */
    private static final int MOST_SLIPS = 2;

    /** As the configuration metadata list them. On the class path ours stand before all others. */
    static KnownSettings inTheJar() {
        try (var metadata = KnownSettings.class.getResourceAsStream(METADATA)) {
            var json = JsonMapper.shared().readTree(Objects.requireNonNull(metadata, METADATA));
            return new KnownSettings(
                    json.path("properties")
                            .valueStream()
                            .map(one -> ConfigurationPropertyName.of(one.path("name").asString()))
                            .filter(PREFIX::isAncestorOf)
                            .collect(toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean have(ConfigurationPropertyName name) {
        return names.contains(name);
    }

    /** As a variable of the environment. */
    boolean haveVariable(String variable) {
        return names.stream().flatMap(KnownSettings::variables).anyMatch(variable::equals);
    }

    Optional<String> nearest(ConfigurationPropertyName name) {
        return nearest(name.toString()).map(ConfigurationPropertyName::toString);
    }

    Optional<String> nearestVariable(String variable) {
        return nearest(variable).flatMap(name -> variables(name).findFirst());
    }

    /** Spring takes both; the first is what it tells people to write. */
    private static Stream<String> variables(ConfigurationPropertyName name) {
        var text = name.toString().toUpperCase(Locale.ROOT).replace('.', '_');
        return Stream.of(text.replace("-", ""), text.replace('-', '_'));
    }

    private Optional<ConfigurationPropertyName> nearest(String text) {
        return names.stream()
                .filter(name -> slips(text, name) <= MOST_SLIPS)
                .min(
                        Comparator.<ConfigurationPropertyName>comparingInt(
                                        name -> slips(text, name))
                                .thenComparing(Comparator.naturalOrder()));
    }

    private static int slips(String text, ConfigurationPropertyName name) {
        return distance(letters(text), letters(name.toString()));
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Levenshtein's: each letter that is put in, left out, or another one counts. */
    private static int distance(String one, String other) {
        var above = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            var row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                var changed = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[other.length()];
    }
}
