package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageChange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has to be sent to version 1 to change an image: what is to be set, or, where a property is
 * to go, all that are to stay, too.
 *
 * @param attributes by their names in headers
 * @param properties as they are sent
 * @param then all properties that the image will have, as they are meant
 */
record GlanceV1Update(
        Map<String, String> attributes,
        Map<String, String> properties,
        Map<String, String> then,
        boolean purges) {

    static GlanceV1Update of(GlanceV1Image known, ImageChange change) {
        var now = known.image();
        var then = change.properties().appliedTo(now.properties());
        boolean purges = !then.keySet().containsAll(now.properties().keySet());
        var sent = new TreeMap<String, String>();
        then.forEach((name, value) -> {
            var stays = value.equals(now.properties().get(name));
            var kept = known.kept().get(name);
            if (!stays) {
                sent.put(name, GlanceV1Text.sent(value));
            } else if (purges && kept != null) {
                sent.put(name, kept);
            }
        });
        return new GlanceV1Update(attributes(now, change), sent, then, purges);
    }

    private static Map<String, String> attributes(Image now, ImageChange change) {
        var attributes = new LinkedHashMap<String, String>();
        var name = change.name();
        if (name != null && !name.equals(now.name())) {
            attributes.put("name", GlanceV1Text.sent(name));
        }
        var visibility = change.visibility();
        if (visibility != null && !visibility.equals(now.visibility())) {
            attributes.put("is-public", GlanceV1Headers.flag(visibility.equals("public")));
        }
        var isProtected = change.isProtected();
        if (isProtected != null && isProtected != now.isProtected()) {
            attributes.put("protected", GlanceV1Headers.flag(isProtected));
        }
        var minDisk = change.minDisk();
        if (minDisk != null && minDisk != now.minDisk()) {
            attributes.put("min-disk", String.valueOf(minDisk));
        }
        var minRam = change.minRam();
        if (minRam != null && minRam != now.minRam()) {
            attributes.put("min-ram", String.valueOf(minRam));
        }
        return attributes;
    }

    boolean isNothing() {
        return attributes.isEmpty() && properties.isEmpty() && !purges;
    }
}
