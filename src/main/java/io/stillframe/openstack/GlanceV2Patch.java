package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What has to be sent to version 2 to change an image, and only that: Glance refuses to remove what
 * is not there, and a whole patch with it.
 */
final class GlanceV2Patch {

    private GlanceV2Patch() {}

    /**
     * @param then the properties that the image is to have
     */
    static List<Map<String, Object>> of(Image now, ImageChange change, Map<String, String> then) {
        var operations = new ArrayList<Map<String, Object>>();
        replace(operations, "name", now.name(), change.name());
        replace(operations, "visibility", now.visibility(), change.visibility());
        replace(operations, "protected", now.isProtected(), change.isProtected());
        replace(operations, "min_disk", now.minDisk(), change.minDisk());
        replace(operations, "min_ram", now.minRam(), change.minRam());
        // First, so that what comes has room in the quota.
        for (var name : new TreeSet<>(now.properties().keySet())) {
            if (!then.containsKey(name)) {
                operations.add(operation("remove", name));
            }
        }
        new TreeMap<>(then)
                .forEach((name, value) -> {
                    if (!value.equals(now.properties().get(name))) {
                        operations.add(operation("add", name, value));
                    }
                });
        return operations;
    }

    private static void replace(
            List<Map<String, Object>> operations, String name, Object now, @Nullable Object then) {
        if (then != null && !Objects.equals(now, then)) {
            operations.add(operation("replace", name, then));
        }
    }

    private static Map<String, Object> operation(String what, String name, Object value) {
        var operation = operation(what, name);
        operation.put("value", value);
        return operation;
    }

    private static Map<String, Object> operation(String what, String name) {
        var operation = new LinkedHashMap<String, Object>();
        operation.put("op", what);
        operation.put("path", "/" + name.replace("~", "~0").replace("/", "~1"));
        return operation;
    }
}
