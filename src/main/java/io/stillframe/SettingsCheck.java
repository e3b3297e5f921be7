package io.stillframe;

import static java.util.stream.Collectors.joining;

import io.stillframe.UnknownSettings.Unknown;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Whether all that is set under {@code stillframe} are settings. One that there is not would be
 * without effect, and found out when it is needed.
 *
 * <p>The environment and Java's system properties hold names of others, too. There only what is all
 * but the name of a setting is refused, and the rest told.
 */
record SettingsCheck(KnownSettings known) {

    private static final Logger log = LoggerFactory.getLogger(SettingsCheck.class);

    /** What Kubernetes tells every container about a service, such as one named stillframe. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    ".*_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    /**
     * @throws UnknownSettings if a setting was meant that there is not
     */
    void of(ConfigurableEnvironment environment) {
        var sources = ConfigurationPropertySources.get(environment).spliterator();
        var unknown = StreamSupport.stream(sources, false).flatMap(this::unknown).toList();
        var refused = unknown.stream().filter(Unknown::isRefused).toList();
        if (!refused.isEmpty()) {
            throw new UnknownSettings(refused);
        }
        if (!unknown.isEmpty()) {
            log.warn(
                    "without effect, as there are no such settings: {}",
                    unknown.stream().map(Unknown::name).collect(joining(", ")));
        }
    }

    private Stream<Unknown> unknown(ConfigurationPropertySource source) {
        return switch (source.getUnderlyingSource()) {
            case SystemEnvironmentPropertySource environment -> unknownVariables(environment);
            case PropertySource<?> jvm
                    when jvm.getName()
                            .equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME) ->
                    unknownNames(source, true, _ -> "Java's system properties");
            case CommandLinePropertySource<?> _ ->
                    unknownNames(source, false, _ -> "the command line");
            case null, default ->
                    unknownNames(
                            source,
                            false,
                            name ->
                                    Objects.toString(
                                            Origin.from(source.getConfigurationProperty(name))));
        };
    }

    private Stream<Unknown> unknownVariables(SystemEnvironmentPropertySource environment) {
        return Stream.of(environment.getPropertyNames())
                .filter(variable -> variable.startsWith("STILLFRAME_"))
                .filter(variable -> !known.haveVariable(variable.replaceFirst("(_\\d+)+$", "")))
                .filter(variable -> !SERVICE_LINK.matcher(variable).matches())
                .map(variable ->
                        new Unknown(
                                variable,
                                "the environment",
                                true,
                                known.nearestVariable(variable)));
    }

    /** A list, of which each element has a name, is told of once. */
    private Stream<Unknown> unknownNames(
            ConfigurationPropertySource source,
            boolean shared,
            Function<ConfigurationPropertyName, String> place) {
        var places = new TreeMap<ConfigurationPropertyName, String>();
        if (source instanceof IterableConfigurationPropertySource listed) {
            listed.stream()
                    .filter(KnownSettings.PREFIX::isAncestorOf)
                    .filter(name -> !known.have(withoutIndexes(name)))
                    .forEach(name -> places.putIfAbsent(withoutIndexes(name), place.apply(name)));
        }
        return places.entrySet().stream()
                .map(found ->
                        new Unknown(
                                found.getKey().toString(),
                                found.getValue(),
                                shared,
                                known.nearest(found.getKey())));
    }

    private static ConfigurationPropertyName withoutIndexes(ConfigurationPropertyName name) {
        return name.isLastElementIndexed() ? withoutIndexes(name.getParent()) : name;
    }
}
