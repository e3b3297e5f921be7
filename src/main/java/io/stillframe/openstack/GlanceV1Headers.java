package io.stillframe.openstack;

import io.stillframe.snapshot.NewImage;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is said of an image to version 1: one header for each attribute and property. */
final class GlanceV1Headers {

    static final String START = "x-image-meta-";

    private static final String PURGE = "x-glance-registry-purge-props";

    private GlanceV1Headers() {}

    /**
     * Without external data it has no formats, as Nova did it: the image is nothing but its
     * properties. With it there must be no size, which is told by whoever has the data.
     */
    static Map<String, String> of(NewImage image) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(START + "id", image.id());
        // An empty one would become null, which is what it is without the header.
        if (!image.name().isEmpty()) {
            headers.put(START + "name", GlanceV1Text.sent(image.name()));
        }
        headers.put(START + "is-public", flag(image.visibility().equals("public")));
        var external = image.external();
        if (external == null) {
            headers.put(START + "size", "0");
        } else {
            headers.put(START + "location", external.url());
            headers.put(START + "disk-format", external.diskFormat());
            headers.put(START + "container-format", external.containerFormat());
        }
        headers.put(START + "min-disk", String.valueOf(image.minDisk()));
        headers.put(START + "min-ram", String.valueOf(image.minRam()));
        headers.putAll(ofProperties(image.properties()));
        return headers;
    }

    static Map<String, String> ofProperties(Map<String, String> properties) {
        var headers = new LinkedHashMap<String, String>();
        GlanceV1Text.sent(properties)
                .forEach((name, value) -> headers.put(ofProperty(name), value));
        return headers;
    }

    /** The purge is always said: by default Glance throws away every property that is not sent. */
    static Map<String, String> of(GlanceV1Update update) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(PURGE, flag(update.purges()));
        update.attributes().forEach((name, value) -> headers.put(START + name, value));
        update.properties().forEach((name, value) -> headers.put(ofProperty(name), value));
        return headers;
    }

    static String flag(boolean value) {
        return value ? "True" : "False";
    }

    /** Glance takes dash and underscore for the same; proxies often drop a name with the latter. */
    static String ofProperty(String name) {
        return START + "property-" + name.replace('_', '-');
    }
}
