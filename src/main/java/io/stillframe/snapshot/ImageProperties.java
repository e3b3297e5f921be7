package io.stillframe.snapshot;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The properties of the image, without the mapping: those of the image that the root volume was
 * made from, minus what is true of that image only, plus what Nova writes on a snapshot.
 */
final class ImageProperties {

    static final String MAPPING = "block_device_mapping";

    /** For people to read; never a reason to touch an image. */
    static final String SNAPSHOT_ID = "stillframe_snapshot";

    /**
     * Cinder's notes on where the volume came from, keys that a copy cannot use, and what a
     * snapshot writes anew.
     */
    private static final Set<String> NOT_COPIED =
            Set.of(
                    "image_id",
                    "image_name",
                    "cinder_encryption_key_id",
                    "cinder_encryption_key_deletion_policy",
                    "signature_verified",
                    "cache_in_nova",
                    "bittorrent",
                    MAPPING,
                    "bdm_v2",
                    "root_device_name",
                    "mappings",
                    "image_type",
                    "instance_uuid",
                    "base_image_ref");

    private static final Set<String> NOT_COPIED_PREFIXES =
            Set.of("img_signature", "os_glance", "stillframe_", "owner", "location");

    /** What Glance v2 takes for its own though it is no attribute, and v1 would take. */
    private static final Set<String> RESERVED =
            Set.of("location", "deleted", "deleted_at", "image_id", "base", "extra_properties");

    /** What a caller cannot set: what makes the image what it is. */
    private static final Set<String> OURS =
            Set.of(MAPPING, "bdm_v2", "root_device_name", "mappings");

    private ImageProperties() {}

    static Map<String, String> of(
            Server server, RootVolume root, UUID snapshotId, SnapshotRequest request) {
        var properties = new TreeMap<String, String>();
        root.volume()
                .volume()
                .imageMetadata()
                .forEach((key, value) -> {
                    if (mayBeCopied(key)) {
                        properties.put(key, value);
                    }
                });
        properties.put("bdm_v2", "True");
        var device = root.volume().device();
        if (device != null) {
            properties.put("root_device_name", device);
        }
        properties.put("image_type", "snapshot");
        properties.put("instance_uuid", server.id());
        properties.put(SNAPSHOT_ID, snapshotId.toString());
        if (request.description() != null) {
            properties.put("description", request.description());
        }
        properties.putAll(request.properties());
        return properties;
    }

    /** What the image that the root was made from asks of a flavor, in MiB; 0 for nothing. */
    static int minRam(RootVolume root) {
        var text = root.volume().volume().imageMetadata().getOrDefault("min_ram", "");
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    /** Whether the name is that of an attribute, which is no custom property. */
    static boolean isAttribute(String key) {
        return Image.ATTRIBUTES.contains(key.toLowerCase(Locale.ROOT));
    }

    /** Whether a caller may set the property. */
    static boolean mayBeSet(String key) {
        var lower = key.toLowerCase(Locale.ROOT);
        return !Image.ATTRIBUTES.contains(lower)
                && !OURS.contains(lower)
                && !RESERVED.contains(lower)
                && Stream.of("os_glance", "stillframe_", "cinder_encryption_key")
                        .noneMatch(lower::startsWith);
    }

    private static boolean mayBeCopied(String key) {
        var lower = key.toLowerCase(Locale.ROOT);
        return !Image.ATTRIBUTES.contains(lower)
                && !NOT_COPIED.contains(lower)
                && NOT_COPIED_PREFIXES.stream().noneMatch(lower::startsWith);
    }
}
