package io.stillframe.api;

import io.stillframe.snapshot.BlockDevice;
import io.stillframe.snapshot.ImageRequest;
import io.stillframe.snapshot.MappingRules;
import io.stillframe.snapshot.NewImage.ExternalData;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Strategy;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses, before any call to the cloud, what cannot become an image. */
record ImageRules(SnapshotSettings settings) {

    static final String FORMAT = "[a-z0-9]{2,20}";

    private static final Pattern A_FORMAT = Pattern.compile(FORMAT);

    ImageRequest accepted(AskedImage asked) {
        if (asked.name() == null) {
            throw Refusal.invalid("name is missing: send {\"name\": \"<name of the image>\", …}.");
        }
        return new ImageRequest(
                name(asked.name()),
                new Visibilities(settings).orPrivate(asked.visibility()),
                Objects.requireNonNullElse(least("min_disk", asked.minDisk()), 0),
                Objects.requireNonNullElse(least("min_ram", asked.minRam()), 0),
                PropertyRules.OF_A_NEW_IMAGE.accepted(asked.properties()),
                mapping(asked),
                external(asked),
                strategy(asked));
    }

    static String name(String name) {
        if (name.isBlank()) {
            throw Refusal.invalid("name is blank; name the image.");
        }
        return Texts.line("name", name);
    }

    static @Nullable Integer least(String field, @Nullable Integer least) {
        if (least != null && least < 0) {
            throw Refusal.invalid("%s must be 0 or more; it is %d.", field, least);
        }
        return least;
    }

    private static List<BlockDevice> mapping(AskedImage asked) {
        var entries = asked.blockDeviceMapping();
        return entries == null ? List.of() : MappingRules.read(entries, asked.location() == null);
    }

    private @Nullable ExternalData external(AskedImage asked) {
        if (asked.location() != null) {
            return new ExternalData(
                    new LocationRules(settings.locationHosts()).accepted(asked.location()),
                    format("disk_format", asked.diskFormat(), "raw"),
                    format("container_format", asked.containerFormat(), "bare"));
        }
        if (asked.diskFormat() != null || asked.containerFormat() != null) {
            throw Refusal.invalid(
                    "disk_format and container_format are of the data at a location; leave them out, or send location.");
        }
        return null;
    }

    private static String format(String field, @Nullable String word, String usual) {
        if (word != null && !A_FORMAT.matcher(word).matches()) {
            throw Refusal.invalid(
                    "%s must be one of Glance's words, such as %s; it is %s.",
                    field, usual, Refusal.quoted(word));
        }
        return word == null ? usual : word;
    }

    private static Strategy strategy(AskedImage asked) {
        if (asked.location() != null && asked.strategy() != null) {
            throw Refusal.invalid(
                    "A location makes the image active by itself; leave out strategy.");
        }
        return RequestRules.strategy(asked.strategy());
    }
}
