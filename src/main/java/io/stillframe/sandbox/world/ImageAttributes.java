package io.stillframe.sandbox.world;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an image that a caller may write, what they must look like, and where they go.
 */
final class ImageAttributes {

    static final int MOST_PROPERTIES = 128;
    private static final int MOST_BYTES = 65_535;

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Set<String> NEVER_GIVEN =
            Set.of("direct_url", "self", "file", "schema", "stores");
    private static final Set<String> READ_ONLY =
            Set.of(
                    "created_at",
                    "updated_at",
                    "status",
                    "checksum",
                    "size",
                    "virtual_size",
                    "direct_url",
                    "self",
                    "file",
                    "schema",
                    "os_hash_algo",
                    "os_hash_value");
    private static final Set<String> RESERVED = Set.of("location", "deleted", "deleted_at");
    private static final String RESERVED_NAMESPACE = "os_glance";
    static final Set<String> BASE =
            Set.of(
                    "id",
                    "name",
                    "visibility",
                    "protected",
                    "os_hidden",
                    "owner",
                    "container_format",
                    "disk_format",
                    "tags",
                    "min_ram",
                    "min_disk",
                    "locations");
    private static final Set<String> VISIBILITIES =
            Set.of("community", "public", "private", "shared");
    private static final Set<String> DELETION_POLICIES =
            Set.of("on_image_deletion", "do_not_delete");
    static final Set<String> DISK_FORMATS =
            Set.of(
                    "ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso",
                    "ploop");
    static final Set<String> CONTAINER_FORMATS =
            Set.of("ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed");

    private ImageAttributes() {}

    /** At the making: a few attributes are refused in other words than later. */
    static void checkGiven(String name) {
        if (READ_ONLY.contains(name) || NEVER_GIVEN.contains(name)) {
            throw readOnly(name);
        }
        if (name.equals("locations")) {
            throw new Refused(403, "Attribute 'locations' is reserved.");
        }
        if (RESERVED.contains(name) || name.startsWith(RESERVED_NAMESPACE)) {
            throw Refused.inDetail(403, "Attribute '%s' is reserved.".formatted(name));
        }
        if (name.length() > 255) {
            throw new Refused(400, "Custom property should not be greater than 255 characters.");
        }
    }

    static void checkChangeable(String name) {
        if (READ_ONLY.contains(name) || name.equals("id")) {
            throw readOnly(name);
        }
        if (RESERVED.contains(name) || name.startsWith(RESERVED_NAMESPACE)) {
            throw new Refused(403, "Attribute '%s' is reserved.".formatted(name));
        }
    }

    private static Refused readOnly(String name) {
        return new Refused(403, "Attribute '%s' is read-only.".formatted(name));
    }

    static void check(String name, @Nullable Object value) {
        switch (name) {
            case "id" -> checkId(name, value);
            case "name" -> {
                if (value != null) {
                    checkText(name, value, 255);
                }
            }
            case "visibility" -> checkOneOf(name, value, VISIBILITIES, false);
            case "disk_format" -> checkOneOf(name, value, DISK_FORMATS, true);
            case "container_format" -> checkOneOf(name, value, CONTAINER_FORMATS, true);
            case "protected", "os_hidden" -> {
                if (!(value instanceof Boolean)) {
                    throw mismatch("%s is not of type 'boolean'", name, value);
                }
            }
            case "min_disk", "min_ram" -> checkNumber(name, value);
            case "tags" -> all(name, value).forEach(tag -> checkText(name, tag, 255));
            case "locations" -> all(name, value).forEach(ImageAttributes::checkLocation);
            case "owner" -> {
                if (value != null) {
                    checkText(name, value, 255);
                }
            }
            case "kernel_id", "ramdisk_id" -> {
                if (value != null) {
                    checkId(name, value);
                }
            }
            case "cinder_encryption_key_deletion_policy" ->
                    checkOneOf(name, value, DELETION_POLICIES, false);
            default -> checkProperty(name, value);
        }
    }

    private static void checkId(String name, @Nullable Object value) {
        if (!(value instanceof String text) || !UUID.matcher(text).matches()) {
            throw mismatch(
                    "%s does not match '^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$'",
                    name, value);
        }
    }

    private static void checkNumber(String name, @Nullable Object value) {
        if (!(value instanceof Integer || value instanceof Long)) {
            throw mismatch("%s is not of type 'integer'", name, value);
        }
        long number = ((Number) value).longValue();
        if (number < 0) {
            throw new Refused(
                    400,
                    "Invalid value '%d' for parameter '%s': Cannot be a negative value"
                            .formatted(number, name));
        }
        if (number > Integer.MAX_VALUE) {
            throw new Refused(
                    400,
                    "'%s' value out of range, must not exceed %d."
                            .formatted(name, Integer.MAX_VALUE));
        }
    }

    private static List<?> all(String name, @Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw mismatch("%s is not of type 'array'", name, value);
    }

    private static void checkLocation(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> location)) {
            throw mismatch("%s is not of type 'object'", "locations", value);
        }
        for (var key : List.of("url", "metadata")) {
            if (!location.containsKey(key)) {
                throw mismatch("'" + key + "' is a required property", "locations", value);
            }
        }
        checkText("url", location.get("url"), 255);
        if (!(location.get("metadata") instanceof Map)) {
            throw mismatch("%s is not of type 'object'", "locations", location.get("metadata"));
        }
    }

    private static void checkProperty(String name, @Nullable Object value) {
        if (!(value instanceof String)) {
            throw new Refused(
                    400,
                    ("Provided object does not match schema 'image': %s is not of type 'string'\n\nFailed validating 'type'"
                                    + " in schema['additionalProperties']:\n    {'type': 'string'}\n\nOn instance['%s']:\n    %s")
                            .formatted(PythonText.of(value), name, PythonText.of(value)));
        }
    }

    /**
     * Properties as the database takes them. It has columns of 255 characters and 64 KiB, takes two
     * names for one that differ in case or accents only, and keeps the names of removed ones.
     * Glance looks at none of that before: it just fails.
     */
    static void checkProperties(Image image) {
        checkCount(image.properties);
        image.properties.forEach((name, value) -> {
            int length = value == null ? 0 : value.getBytes(StandardCharsets.UTF_8).length;
            var known = image.names.putIfAbsent(ColumnText.folded(name), name);
            if (name.length() > 255
                    || length > MOST_BYTES
                    || (known != null && !known.equals(name))) {
                throw Refused.failure();
            }
        });
    }

    private static void checkCharacters(String name, @Nullable Object value) {
        V1Fields.checkCharacters(name, value instanceof String text ? text : null);
        if (value instanceof List<?> list
                && list.toString().codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            throw new Refused(400, "Param values can't contain 4 byte unicode.");
        }
    }

    private static void checkText(String name, @Nullable Object value, int longest) {
        if (!(value instanceof String text)) {
            throw mismatch("%s is not of type 'string'", name, value);
        }
        if (text.length() > longest) {
            throw new Refused(
                    400,
                    ("Provided object does not match schema 'image': '%s' is too long\n\nFailed validating 'maxLength' in"
                                    + " schema['properties']['%s']:\n    {'description': 'Descriptive name for the image',\n"
                                    + "     'maxLength': 255,\n     'type': ['null', 'string']}\n\nOn instance['%s']:\n    '%s'")
                            .formatted(text, name, name, text));
        }
    }

    private static void checkOneOf(
            String name, @Nullable Object value, Set<String> allowed, boolean orNull) {
        if (value == null ? !orNull : !(value instanceof String) || !allowed.contains(value)) {
            throw mismatch(
                    "%s is not one of " + PythonText.of(allowed.stream().sorted().toList()),
                    name,
                    value);
        }
    }

    private static Refused mismatch(String what, String name, @Nullable Object value) {
        return new Refused(
                400,
                "Provided object does not match schema 'image': %s\n\nOn instance['%s']:\n    %s"
                        .formatted(
                                what.formatted(PythonText.of(value)), name, PythonText.of(value)));
    }

    static void write(Image image, String name, @Nullable Object value) {
        checkCharacters(name, value);
        switch (name) {
            case "id" -> {} // given at the making
            case "owner" -> image.owner = value == null ? "" : String.valueOf(value);
            case "name" -> image.name = (String) value;
            case "visibility" -> image.visibility = String.valueOf(value);
            case "disk_format" -> image.diskFormat = (String) value;
            case "container_format" -> image.containerFormat = (String) value;
            case "protected" -> image.isProtected = Boolean.TRUE.equals(value);
            case "os_hidden" -> image.hidden = Boolean.TRUE.equals(value);
            case "min_disk" -> image.minDisk = number(value);
            case "min_ram" -> image.minRam = number(value);
            case "tags" -> {
                image.tags.clear();
                if (value instanceof List<?> list) {
                    list.stream().map(String::valueOf).distinct().forEach(image.tags::add);
                }
                checkTags(image.tags);
            }
            default -> image.properties.put(name, value == null ? null : value.toString());
        }
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number n ? n.intValue() : 0;
    }

    private static void checkTags(List<String> tags) {
        if (tags.size() > MOST_PROPERTIES) {
            throw new Refused(
                    413,
                    "The limit has been exceeded on the number of allowed image tags. Attempted: %d, Maximum: %d"
                            .formatted(tags.size(), MOST_PROPERTIES));
        }
    }

    static void checkCount(Map<String, ? extends @Nullable Object> properties) {
        checkCount(properties.size());
    }

    static void checkCount(int count) {
        if (count > MOST_PROPERTIES) {
            throw new Refused(
                    413,
                    "The limit has been exceeded on the number of allowed image properties. Attempted: %d, Maximum: %d"
                            .formatted(count, MOST_PROPERTIES));
        }
    }
}
