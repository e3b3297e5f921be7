package io.stillframe.simulation;

import io.stillframe.sandbox.world.Images.Change;
import io.stillframe.sandbox.world.V1Images;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A change of an image in the words of either version of Glance. */
record SimulatedChange(Image now, ImageChange change) {

    private Map<String, String> then() {
        return change.properties().appliedTo(now.properties());
    }

    private Map<String, Object> attributes() {
        var attributes = new HashMap<String, Object>();
        put(attributes, "name", now.name(), change.name());
        put(attributes, "visibility", now.visibility(), change.visibility());
        put(attributes, "protected", now.isProtected(), change.isProtected());
        put(attributes, "min_disk", now.minDisk(), change.minDisk());
        put(attributes, "min_ram", now.minRam(), change.minRam());
        return attributes;
    }

    private static void put(
            Map<String, Object> attributes, String name, Object now, @Nullable Object then) {
        if (then != null && !Objects.equals(now, then)) {
            attributes.put(name, then);
        }
    }

    boolean isNothing() {
        return attributes().isEmpty() && then().equals(now.properties());
    }

    List<Change> patch() {
        var changes = new ArrayList<Change>();
        attributes()
                .forEach((name, value) -> changes.add(new Change("replace", List.of(name), value)));
        now.properties().keySet().stream()
                .filter(name -> !then().containsKey(name))
                .forEach(name -> changes.add(new Change("remove", List.of(name), null)));
        then().forEach((name, value) -> changes.add(new Change("add", List.of(name), value)));
        return changes;
    }

    /** With all properties, because those that are not among them go. */
    V1Images.Wish wish() {
        Map<String, @Nullable String> fields = new HashMap<>();
        attributes()
                .forEach((name, value) -> {
                    if (name.equals("visibility")) {
                        fields.put("is_public", value.equals("public") ? "True" : "False");
                    } else {
                        fields.put(name, String.valueOf(value));
                    }
                });
        return new V1Images.Wish(fields, Map.copyOf(then()), null, null);
    }
}
