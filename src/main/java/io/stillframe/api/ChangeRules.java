package io.stillframe.api;

import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.SnapshotSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Refuses, before any call to the cloud, what cannot be a change of an image. */
record ChangeRules(SnapshotSettings settings) {

    private static final ImageChange NOTHING =
            new ImageChange(null, null, null, null, null, ImageChange.Merge.NOTHING);

    private static final PropertyRules SET =
            new PropertyRules(
                    "properties", " To remove the property, name it in remove_properties.");
    private static final PropertyRules REMOVE = new PropertyRules("remove_properties", "");
    private static final PropertyRules REPLACE =
            new PropertyRules(
                    "replace_properties", " Leave the property out: what is not named is removed.");

    ImageChange accepted(AskedChange asked) {
        var change =
                new ImageChange(
                        asked.name == null ? null : ImageRules.name(asked.name),
                        asked.visibility == null
                                ? null
                                : new Visibilities(settings).allowed(asked.visibility),
                        asked.isProtected,
                        ImageRules.least("min_disk", asked.minDisk),
                        ImageRules.least("min_ram", asked.minRam),
                        properties(asked));
        if (change.equals(NOTHING)) {
            throw Refusal.invalid(
                    "There is nothing to change: send name, visibility, protected, min_disk, min_ram, properties, remove_properties or replace_properties.");
        }
        return change;
    }

    private static ImageChange.Properties properties(AskedChange asked) {
        if (asked.replaceProperties == null) {
            return merge(asked.properties, asked.removeProperties);
        }
        if (asked.properties != null || asked.removeProperties != null) {
            throw Refusal.invalid(
                    "replace_properties takes the place of all properties; send it without properties and remove_properties.");
        }
        return new ImageChange.Replace(REPLACE.accepted(asked.replaceProperties));
    }

    private static ImageChange.Properties merge(
            @Nullable Map<String, @Nullable String> properties,
            @Nullable List<@Nullable String> names) {
        var set = SET.accepted(properties);
        var remove = removed(names);
        remove.stream()
                .filter(set::containsKey)
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.invalid(
                            "%s is both in properties and in remove_properties; decide for one.",
                            Refusal.quoted(name));
                });
        return new ImageChange.Merge(set, remove);
    }

    private static Set<String> removed(@Nullable List<@Nullable String> names) {
        var removed = new TreeSet<String>();
        if (names == null) {
            return removed;
        }
        REMOVE.refuseTooMany(names.size());
        for (var name : names) {
            if (name == null) {
                throw Refusal.invalid("remove_properties must hold names; one is null.");
            }
            removed.add(REMOVE.name(name));
        }
        return removed;
    }
}
